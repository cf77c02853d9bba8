package dev.waybill.integration;

import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.LineItem;
import java.util.List;

/**
 * A bill before one integration, on its way through the questions of the route {@code decide-integration}. The questions are
 * methods, so that the route reads like the rule: {@code ${body.accountRestricted}}.
 *
 * @param bill     the bill, after {@link LineItemSplitter} without the lines it dropped
 * @param dropped  the lines dropped so far
 * @param customer the destination's id of the account, or null when none is known (yet)
 * @param subscription the destination's id of the account's subscription, where bills go onto one, or null
 */
public record Candidate(Bill bill, IntegrationConfiguration integration, List<LineItem> dropped, String customer,
                        String subscription) {

    public Candidate {
        dropped = List.copyOf(dropped);
    }

    public static Candidate of(Bill bill, IntegrationConfiguration integration) {
        return new Candidate(bill, integration, List.of(), null, null);
    }

    public boolean integrationDisabled() {
        return !integration.enabled();
    }

    public boolean accountRestricted() {
        return integration.restrictedAccountIds().contains(bill.accountId());
    }

    public boolean accountNotAllowed() {
        return !integration.accountIds().isEmpty() && !integration.accountIds().contains(bill.accountId());
    }

    /** A bill that the platform deleted waits for nothing: what was sent of it has to be taken back. */
    public boolean awaitsApproval() {
        return integration.onlySendBillsOnApproval() && bill.status() != BillStatus.APPROVED && !bill.deleted();
    }

    public boolean customerNamedByMapping() {
        return integration.useExternalMappingAccountCode();
    }

    public Candidate withCustomer(String customer) {
        return new Candidate(bill, integration, dropped, customer, subscription);
    }

    public Candidate withSubscription(String subscription) {
        return new Candidate(bill, integration, dropped, customer, subscription);
    }

    Candidate withLinesDropped(Bill kept, List<LineItem> dropped) {
        return new Candidate(kept, integration, dropped, customer, subscription);
    }

    /** By its bill alone, which agrees with equals: Camel asks at every step, and all lines are much to go through. */
    @Override
    public int hashCode() {
        return bill.hashCode();
    }
}
