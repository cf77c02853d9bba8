package dev.waybill.bill;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One bill of one account, in our own words, whatever platform it came from.
 *
 * @param source           the platform, in lower case: {@code m3ter}
 * @param id               the platform's id of the bill
 * @param version          the platform's version, rising with each change; 0 when the platform gave none
 * @param changedAt        when the platform last changed it; orders two bills that carry no version
 * @param accountId        the platform's account id
 * @param accountCode      the platform's account code, or null
 * @param currency         ISO 4217 code in upper case; every amount of the bill is in it
 * @param locked           true once the platform lets nobody change it
 * @param deleted          true once the platform deleted it: nothing is to be collected for it any more
 * @param startDate        first day of the billing period, or null
 * @param endDate          first day after the billing period, or null
 * @param billDate         the date of the bill, or null
 * @param dueDate          when it is to be paid, or null
 * @param purchaseOrder    the customer's order number, or null
 * @param number           the platform's own running invoice number, or null
 * @param statedTotal      the total as the platform states it, in major units, or null; the sum of the lines is {@link #total()}
 * @param lineItems        what is charged, in the platform's order
 */
public record Bill(String source, String id, long version, Instant changedAt, String accountId, String accountCode,
                   String currency, BillStatus status, boolean locked, boolean deleted, LocalDate startDate,
                   LocalDate endDate, LocalDate billDate, LocalDate dueDate, String purchaseOrder, String number,
                   BigDecimal statedTotal, List<LineItem> lineItems) {

    public Bill {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(changedAt, "changedAt");
        Objects.requireNonNull(accountId, "accountId");
        Objects.requireNonNull(currency, "currency");
        Objects.requireNonNull(status, "status");
        lineItems = List.copyOf(lineItems);
    }

    /** The exact sum of the lines, unrounded, in major units of {@link #currency()}. */
    public BigDecimal total() {
        return lineItems.stream().map(LineItem::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** The same bill without the lines of these types. */
    public Bill without(Set<LineItemType> excluded) {
        return excluded.isEmpty() ? this : withLines(line -> !excluded.contains(line.type()));
    }

    /** The same bill as the platform's notice of its deletion leaves it: nothing to collect. */
    public Bill asDeleted(long version, Instant changedAt) {
        return new Bill(source, id, version, changedAt, accountId, accountCode, currency, status, locked, true, startDate,
                endDate, billDate, dueDate, purchaseOrder, number, statedTotal, lineItems);
    }

    /**
     * Whether this version came after the other one: by the platform's version where both carry one, else by the time of
     * the change.
     */
    public boolean isNewerThan(Bill other) {
        return version > 0 && other.version > 0 ? version > other.version : changedAt.isAfter(other.changedAt);
    }

    /** The same amounts, dates and ids without the words people wrote on them: what may name a person is gone. */
    public Bill withoutWords() {
        return new Bill(source, id, version, changedAt, accountId, null, currency, status, locked, deleted, startDate, endDate,
                billDate, dueDate, null, number, statedTotal, lineItems.stream().map(LineItem::withoutWords).toList());
    }

    private Bill withLines(Predicate<LineItem> kept) {
        return new Bill(source, id, version, changedAt, accountId, accountCode, currency, status, locked, deleted, startDate,
                endDate, billDate, dueDate, purchaseOrder, number, statedTotal, lineItems.stream().filter(kept).toList());
    }

    /** By its id alone, which agrees with equals: Camel asks at every step, and all lines are much to go through. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
