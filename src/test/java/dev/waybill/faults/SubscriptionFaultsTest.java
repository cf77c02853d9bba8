package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import dev.waybill.standin.stripe.HeldLine;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 12 to 15, 26 to 29 and 34 where bills wait for a subscription's invoice. Every test has a customer of its own. */
class SubscriptionFaultsTest extends FaultTest {

    private static final String ITEMS = "/v1/invoiceitems";
    private static final String ITEM = "/v1/invoiceitems/[^/]+";
    private static final Duration HOLD = Duration.ofMillis(1_700);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private String account;
    private String customer;
    private String subscription;

    @Override
    Map<String, String> settings() {
        return Map.of("stripe.response-timeout", "1500ms", "http.max-body-size", "8388608");
    }

    @BeforeEach
    void aCustomerWithASubscription() {
        int number = NUMBER.incrementAndGet();
        account = "acc-sub-" + number;
        customer = "cus_sub_" + number;
        subscription = "sub_" + number;
        rehearsal().stripe().subscription(subscription, customer, "usd");
        configure("park", subscription);
    }

    private void configure(String tooManyLines, String mapped) {
        rehearsal().apply(Rehearsal.setup("        settings: { mode: subscription, tooManyLines: " + tooManyLines + " }")
                + Rehearsal.mapping(account, "Stripe", "Customer", customer) + Rehearsal.mapping(account, "Stripe", "Subscription", mapped));
    }

    private ObjectNode bill(String id, String currency, String... amounts) {
        return Bills.billOf(account, id, currency, amounts);
    }

    private List<HeldLine> items(String bill) {
        return rehearsal().stripe().itemsOf(bill);
    }

    private void waits(String bill, Long... amounts) {
        isComplete(bill);
        assertThat(items(bill)).extracting(HeldLine::amount).containsExactlyInAnyOrder(amounts);
        assertThat(items(bill)).allMatch(item -> item.invoice() == null && subscription.equals(item.subscription()));
    }

    @Test
    void a_bill_waits_for_the_next_invoice_and_is_on_it() {
        String bill = newBill();
        deliver(bill(bill, "USD", "10", "-2.50"));
        waits(bill, 1_000L, -250L);
        assertThat(newest(bill).externalId()).isEqualTo(subscription);
        String invoice = rehearsal().stripe().dashboard().raiseSubscriptionInvoice(subscription);
        assertThat(rehearsal().stripe().invoice(invoice).orElseThrow().total()).isEqualTo(750);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row_12_a_failure_stored_on_an_item_ends_as_one_item(boolean done) {
        String bill = newBill();
        rehearsal().stripe().faults().add((done ? FaultRule.errorAfterWork() : FaultRule.errorBeforeWork()).on("POST", ITEMS).times(1));
        deliver(bill(bill, "USD", "10"));
        waits(bill, 1_000L);
        assertThat(requests("POST", ITEMS).stream().map(LoggedRequest::idempotencyKey).distinct()).hasSize(done ? 1 : 2);
    }

    @Test
    void row_13_an_item_whose_answer_was_lost_is_found_and_not_repeated() {
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.timeoutAfterWork(HOLD).on("POST", ITEMS).times(1));
        deliver(bill(bill, "USD", "10"));
        waits(bill, 1_000L);
        assertThat(requests("POST", ITEMS)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row_14_after_a_reset_at_the_seventh_of_ten_only_the_missing_ones_are_added(boolean done) {
        String bill = newBill();
        rehearsal().stripe().faults().add((done ? FaultRule.resetAfterWork() : FaultRule.resetBeforeWork()).on("POST", ITEMS).after(6).times(1));
        deliver(bill(bill, "USD", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"));
        waits(bill, 100L, 200L, 300L, 400L, 500L, 600L, 700L, 800L, 900L, 1_000L);
        assertThat(requests("POST", ITEMS).stream().filter(request -> request.status() == 200)).hasSize(done ? 9 : 10);
    }

    @Test
    void row_15_a_refused_line_parks_the_bill_and_it_is_whole_once_the_line_is_taken() {
        String bill = newBill();
        ObjectNode content = bill(bill, "USD", "1", "2", "3");
        rehearsal().stripe().faults().add(FaultRule.refuseLine("Line 2"));
        deliver(content);
        assertThat(newest(bill).status()).isEqualTo(RunStatus.ERROR);
        assertThat(newest(bill).error()).contains("1 item of the bill is at Stripe, of 3");
        rehearsal().stripe().faults().clear();
        deliver(content);
        waits(bill, 100L, 200L, 300L);
    }

    @ParameterizedTest
    @CsvSource({"jpy, 1200.4, 1200", "kwd, 5.1239, 5120", "ugx, 5, 500", "usd, -3, -300", "usd, 0.004, 0"})
    void row_26_every_currency_is_counted_as_stripe_counts_it(String currency, String amount, long minor) {
        String bill = newBill();
        rehearsal().stripe().subscription(subscription, customer, currency);
        deliver(bill(bill, currency.toUpperCase(Locale.ROOT), amount));
        isComplete(bill);
        assertThat(items(bill).stream().mapToLong(HeldLine::amount).sum()).isEqualTo(minor);
    }

    @ParameterizedTest
    @CsvSource({"park, 230, COMPLETE, 230", "park, 231, ERROR, 0", "park, 5000, ERROR, 0", "rollUpByType, 250, COMPLETE, 1",
        "rollUpByType, 251, COMPLETE, 1", "rollUpByType, 1000, COMPLETE, 1", "rollUpByType, 5000, COMPLETE, 1"})
    void row_27_what_fits_on_the_subscriptions_invoice_waits_and_the_rest_is_rolled_up_or_parked(String way, int lines, RunStatus status,
                                                                                                int held) {
        String bill = newBill();
        configure(way, subscription);
        ObjectNode content = bill(bill, "USD");
        for (int i = 1; i <= lines; i++) {
            Bills.addLine(content, "USAGE", "Line " + i, "0.01");
        }
        deliver(content);
        assertThat(newest(bill).status()).isEqualTo(status);
        assertThat(items(bill)).hasSize(held);
        assertThat(items(bill).stream().mapToLong(HeldLine::amount).sum()).isEqualTo(status == RunStatus.COMPLETE ? lines : 0);
    }

    @Test
    void row_27_a_bill_that_crosses_the_limit_and_comes_back_leaves_its_own_items_only() {
        String bill = newBill();
        configure("rollUpByType", subscription);
        ObjectNode content = bill(bill, "USD", "1", "2");
        deliver(content);
        String[] many = new String[300];
        Arrays.fill(many, "0.10");
        deliver(Bills.next(content, many));
        waits(bill, 3_000L);
        deliver(Bills.next(Bills.next(content, many), "3", "4", "5"));
        waits(bill, 300L, 400L, 500L);
    }

    @Test
    void row_28_customer_and_subscription_unknown_ended_of_another_or_in_another_currency() {
        String bill = newBill();
        configure("park", "sub_of_nobody");
        deliver(bill(bill, "USD", "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("subscription-unknown");
        rehearsal().stripe().subscription("sub_other_" + subscription, "cus_other_" + customer, "usd");
        configure("park", "sub_other_" + subscription);
        deliver(bill(bill, "USD", "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("subscription-of-another");
        configure("park", subscription);
        rehearsal().stripe().dashboard().cancelSubscription(subscription);
        deliver(bill(bill, "USD", "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("subscription-ended");
        rehearsal().stripe().subscription(subscription, customer, "eur");
        deliver(bill(bill, "USD", "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("currency-conflict");
        assertThat(items(bill)).isEmpty();
        rehearsal().stripe().subscription(subscription, customer, "usd");
        deliver(bill(bill, "USD", "10"));
        waits(bill, 1_000L);
    }

    @Test
    void row_28_an_account_without_a_subscription_is_delivered_once_it_has_one() {
        String bill = newBill();
        account = account + "-without";
        rehearsal().apply(Rehearsal.setup("        settings: { mode: subscription }") + Rehearsal.mapping(account, "Stripe", "Customer", customer));
        deliver(bill(bill, "USD", "10"));
        assertThat(newest(bill).reasonCode()).isEqualTo("missing-account-mapping");
        assertThat(newest(bill).remedy()).contains("externalTable Subscription");
        configure("park", subscription);
        rehearsal().awaitSettled();
        waits(bill, 1_000L);
    }

    @Test
    void row_28_another_subscription_takes_over_what_still_waits() {
        String bill = newBill();
        deliver(bill(bill, "USD", "10"));
        rehearsal().stripe().subscription(subscription + "_next", customer, "usd");
        subscription = subscription + "_next";
        configure("park", subscription);
        deliver(Bills.next(bill(bill, "USD", "10"), "10", "5"));
        waits(bill, 1_000L, 500L);
    }

    @Test
    void row_29_on_a_draft_items_still_change_and_new_ones_join_it() {
        String bill = newBill();
        ObjectNode content = bill(bill, "USD", "10", "20");
        deliver(content);
        String invoice = rehearsal().stripe().dashboard().raiseSubscriptionInvoice(subscription);
        deliver(Bills.next(content, "11", "20", "5"));
        isComplete(bill);
        assertThat(rehearsal().stripe().lines(invoice)).extracting(HeldLine::amount).containsExactlyInAnyOrder(1_100L, 2_000L, 500L);
        assertThat(rehearsal().stripe().pendingItems(customer)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false, 35, +5.00 USD", "true, 35, +5.00 USD", "true, 25.5, -4.50 USD"})
    void row_29_after_the_invoice_was_final_equal_content_is_complete_and_another_is_said(boolean paid, String now, String difference) {
        String bill = newBill();
        ObjectNode content = bill(bill, "USD", "10", "20");
        deliver(content);
        String invoice = rehearsal().stripe().dashboard().raiseSubscriptionInvoice(subscription);
        rehearsal().stripe().dashboard().finalizeInvoice(invoice);
        if (paid) {
            rehearsal().stripe().dashboard().pay(invoice);
        }
        deliver(Bills.next(content, "10", "20"));
        isComplete(bill);
        deliver(Bills.next(Bills.next(content, "10", "20"), now));
        assertThat(newest(bill).status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID);
        assertThat(newest(bill).error()).contains(difference, "30.00 USD", invoice);
        assertThat(rehearsal().stripe().invoice(invoice).orElseThrow().total()).isEqualTo(3_000);
        assertThat(rehearsal().stripe().pendingItems(customer)).isEmpty();
    }

    @ParameterizedTest(name = "{2} in the answer to {0} {1}")
    @CsvSource(delimiter = '|', value = {
        "GET | /v1/subscriptions/[^/]+ | {\"status\":\"dreaming\"}",
        "GET | /v1/subscriptions/[^/]+ | {\"items\":null,\"automatic_tax\":null,\"metadata\":null}",
        "GET | /v1/invoiceitems | {\"data\":null}",
        "POST | /v1/invoiceitems | {\"id\":null}",
        "POST | /v1/invoiceitems | {\"amount\":null,\"metadata\":null,\"parent\":7,\"invoice\":[]}"})
    void row_34_an_answer_with_other_fields_than_expected_does_no_harm(String method, String path, String fields) throws Exception {
        String bill = newBill();
        rehearsal().stripe().faults().add(FaultRule.extraFields((ObjectNode) Json.MAPPER.readTree(fields)).on(method, path).times(1));
        deliver(bill(bill, "USD", "10", "20"));
        assertThat(rehearsal().stripe().faults().rules()).extracting(struck -> struck.times()).containsExactly(1);
        waits(bill, 1_000L, 2_000L);
        assertThat(requests("DELETE", ITEM)).isEmpty();
    }
}
