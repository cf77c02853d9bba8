package dev.waybill.provider.stripe;

import dev.waybill.provider.ProviderContract;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.HttpStandIn;
import dev.waybill.standin.stripe.HeldLine;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Mode subscription: bills as items that wait for the customer's next invoice. */
class StripeSubscriptionContractTest extends ProviderContract {

    private static final String SUBSCRIPTION = "sub_contract";
    private static final String OTHER = "sub_other";
    private static final String ITEMS = "/v1/invoiceitems";
    private static final int FEW = 4;

    @BeforeAll
    void theCustomerHasASubscription() {
        rehearsal().stripe().subscription(SUBSCRIPTION, Rehearsal.CUSTOMER, "usd");
        rehearsal().stripe().subscription(OTHER, Rehearsal.OTHER_CUSTOMER, "usd");
    }

    /** What a test left waiting is billed, so that it takes no room from the next one's. */
    @AfterEach
    void thePeriodEnds() {
        settle();
        rehearsal().stripe().dashboard().raiseSubscriptionInvoice(SUBSCRIPTION);
    }

    @Override
    protected HttpStandIn standIn(Rehearsal rehearsal) {
        return rehearsal.stripe();
    }

    @Override
    protected String setup() {
        return Rehearsal.setup("        settings: { mode: subscription }")
                + Rehearsal.mapping(Rehearsal.ACCOUNT, "Stripe", "Subscription", SUBSCRIPTION)
                + Rehearsal.mapping(Rehearsal.OTHER_ACCOUNT, "Stripe", "Subscription", OTHER);
    }

    @Override
    protected int lines() {
        return FEW;
    }

    @Override
    protected List<Place> course() {
        List<Place> course = new ArrayList<>(List.of(new Place("subscription", "GET", "/v1/subscriptions/" + SUBSCRIPTION, 0),
                new Place("what waits", "GET", ITEMS, 0)));
        for (int line = 1; line <= FEW; line++) {
            course.add(new Place("line " + line, "POST", ITEMS, line - 1));
        }
        course.add(new Place("proof", "GET", ITEMS, 1));
        return course;
    }

    @Override
    protected List<Held> held(Rehearsal rehearsal, String billId) {
        return rehearsal.stripe().itemsOf(billId).stream()
                .collect(Collectors.groupingBy(item -> item.metadata().get("gw_integration"), TreeMap::new, Collectors.toList()))
                .values().stream().map(items -> new Held(SUBSCRIPTION, items.stream().mapToLong(HeldLine::amount).sum(),
                        items.stream().allMatch(item -> List.of(SUBSCRIPTION, OTHER).contains(item.subscription())))).toList();
    }

    @Override
    protected FaultRule refusal() {
        return FaultRule.status(402, "card_declined").on("POST", ITEMS);
    }
}
