package dev.waybill.provider.stripe;

import static dev.waybill.provider.stripe.Samples.approved;
import static dev.waybill.provider.stripe.Samples.bill;
import static dev.waybill.provider.stripe.Samples.first;
import static dev.waybill.provider.stripe.Samples.line;
import static dev.waybill.provider.stripe.Samples.lines;
import static dev.waybill.provider.stripe.Samples.named;
import static dev.waybill.provider.stripe.Samples.object;
import static dev.waybill.provider.stripe.Samples.stored;
import static dev.waybill.provider.stripe.Samples.then;
import static dev.waybill.provider.stripe.Samples.usd;
import static dev.waybill.provider.stripe.Samples.withSettings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.BillStatus;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Step.Done;
import dev.waybill.delivery.Step.Later;
import dev.waybill.delivery.Step.Parked;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single steps, with answers written by hand. */
class StripeProviderTest {

    private static final String CREATED = """
            {"id":"in_1","object":"invoice","status":"draft","subtotal":0,"metadata":{}}""";
    private static final String WRITTEN = """
            {"id":"in_1","object":"invoice","status":"draft","subtotal":1000,"total":1000}""";
    private static final String NO_INVOICES = "{\"object\":\"list\",\"data\":[],\"has_more\":false}";
    private static final String FINALIZE = "{\"finalize\":\"approved\"}";

    private final StripeProvider provider = new StripeProvider();

    @Test
    void creates_an_empty_draft_first() {
        Call create = call(first(usd(line("l1", "10.00"))));

        assertThat(create).isEqualTo(new Call("create-invoice", "POST", "/v1/invoices", "", "application/x-www-form-urlencoded",
                "customer=cus_Acme&currency=usd&auto_advance=false&pending_invoice_items_behavior=exclude"
                        + "&collection_method=send_invoice&days_until_due=30&description=Usage%202025-09-01%20to%202025-09-30"
                        + "&metadata[gw_bill]=" + Samples.BILL_ID + "&metadata[gw_src]=m3ter%2Forg-1&metadata[gw_epoch]=0"
                        + "&metadata[gw_integration]=" + Samples.INTEGRATION,
                "gw1/" + Samples.INTEGRATION + "/" + Samples.BILL_ID + "/inv/0",
                Map.of("Stripe-Version", "2026-10-28.endive"), true));
    }

    @Test
    void a_draft_to_be_charged_carries_no_due_date() {
        assertThat(call(first(usd(line("l1", "1")), "{\"collectionMethod\":\"charge_automatically\"}")).body())
                .contains("collection_method=charge_automatically").doesNotContain("days_until_due");
    }

    @Test
    void the_create_does_not_depend_on_the_lines() {
        assertThat(call(first(usd(line("l1", "1"))))).isEqualTo(call(then(first(usd(line("l2", "2"))), usd(line("l3", "3")))));
    }

    @Test
    void adds_the_lines_with_all_marks_in_one_call() {
        Call add = call(answered(first(usd(line("l1", "10.00", "API & more"))), Answer.of(200, Map.of(), CREATED)));

        String hash = add.body().replaceAll(".*gw_hash]=([0-9a-f]{16}).*", "$1");
        String revision = add.body().replaceAll(".*gw_rev]=([0-9a-f]{16}).*", "$1");
        assertThat(add.path()).isEqualTo("/v1/invoices/in_1/add_lines");
        assertThat(add.idempotencyKey()).isEqualTo("gw1/" + Samples.INTEGRATION + "/" + Samples.BILL_ID + "/1/add/0");
        assertThat(add.body()).isEqualTo("lines[0][amount]=1000&lines[0][description]=API%20%26%20more"
                + "&lines[0][period][start]=1756684800&lines[0][period][end]=1759276799&lines[0][discountable]=false"
                + "&lines[0][metadata][gw_bill]=" + Samples.BILL_ID + "&lines[0][metadata][gw_line]=l1"
                + "&lines[0][metadata][gw_hash]=" + hash
                + "&invoice_metadata[gw_rev]=" + revision + "&invoice_metadata[gw_seq]=1");
    }

    @Test
    void a_key_too_long_for_stripe_is_hashed() {
        assertThat(call(first(named(usd(line("l1", "1")), "b".repeat(300)))).idempotencyKey()).matches("gw1/[0-9a-f]{64}");
    }

    @Test
    void a_bill_id_that_no_header_can_hold_is_hashed() {
        assertThat(call(first(named(usd(line("l1", "1")), "b\r\nX: y"))).idempotencyKey()).matches("gw1/[0-9a-f]{64}");
    }

    @Test
    void a_bill_id_too_long_for_metadata_is_hashed_there() {
        assertThat(call(first(named(usd(line("l1", "1")), "b".repeat(501)))).body())
                .containsPattern("metadata\\[gw_bill]=[0-9a-f]{64}&");
    }

    @Test
    void an_odd_invoice_id_cannot_break_out_of_the_path() {
        Call add = call(answered(first(usd(line("l1", "1"))), Answer.of(200, Map.of(), "{\"id\":\"in_1/../x?y\"}")));

        assertThat(add.path()).isEqualTo("/v1/invoices/in_1%2F..%2Fx%3Fy/add_lines");
    }

    @Test
    void a_verdict_is_given_back() {
        Done done = new Done("in_9", null, null);

        assertThat(provider.next(first(usd(line("l1", "1"))).concluded(done))).isSameAs(done);
    }

    @Test
    void a_call_that_never_left_leaves_nothing_behind() {
        Delivery after = answered(first(usd(line("l1", "1"))), Answer.notSent("connection refused"));

        assertThat(after.unsettled()).isNull();
        assertThat(after.held()).isEmpty();
        assertThat(after.verdict()).isEqualTo(new Later(RunStatus.AWAITING_RETRY, "not-sent",
                "Stripe could not be reached: connection refused", null));
    }

    @Test
    void an_older_open_question_survives_a_call_that_never_left() {
        Delivery open = answered(first(usd(line("l1", "1"))), Answer.unknown("timed out"));

        Delivery after = answered(open, Answer.notSent("connection refused"));

        assertThat(after.unsettled()).isEqualTo(open.unsettled()).isNotNull();
    }

    @Test
    void a_throttled_call_waits_as_long_as_stripe_says_and_costs_no_attempt() {
        Delivery after = answered(first(usd(line("l1", "1"))), Answer.of(429, Map.of("Retry-After", "30"), "{}"));

        assertThat(after.unsettled()).isNull();
        assertThat(after.verdict()).isInstanceOfSatisfying(Later.class, later -> {
            assertThat(later.status()).isEqualTo(RunStatus.RATE_LIMIT_RETRY);
            assertThat(later.pause()).isEqualTo(Duration.ofSeconds(30));
        });
    }

    @Test
    void a_throttled_line_call_goes_on_where_it_was() {
        Delivery created = answered(first(usd(line("l1", "10.00"))), Answer.of(200, Map.of(), CREATED));

        Delivery after = stored(answered(created, Answer.of(429, Map.of(), "{}")), false);

        assertThat(call(after)).isEqualTo(call(created));
    }

    @Test
    void a_locked_object_is_tried_again_with_the_same_key() {
        Delivery delivery = first(usd(line("l1", "1")));
        Delivery after = answered(delivery, Answer.of(429, Map.of(), error("lock_timeout")));

        assertThat(((Later) after.verdict()).code()).isEqualTo("lock-timeout");
        assertThat(((Later) after.verdict()).status()).isEqualTo(RunStatus.AWAITING_RETRY);
        assertThat(call(stored(after, false))).isEqualTo(call(delivery));
    }

    @ParameterizedTest
    @CsvSource({"409, idempotency_key_in_use, key-in-use", "409, other, conflict", "424, other, dependency-failed"})
    void a_call_to_be_repeated_stays_open_byte_for_byte(int status, String code, String word) {
        Delivery delivery = first(usd(line("l1", "1")));
        Call create = call(delivery);

        Delivery after = answered(delivery, Answer.of(status, Map.of(), error(code)));

        assertThat(after.unsettled()).isEqualTo(create);
        assertThat(((Later) after.verdict()).code()).isEqualTo(word);
    }

    @Test
    void a_create_without_an_answer_is_looked_up_by_its_marks() {
        Call look = call(answered(first(usd(line("l1", "1"))), Answer.unknown("timed out")));

        assertThat(look).isEqualTo(Call.get("list-invoices", "/v1/invoices", "customer=cus_Acme&limit=100",
                Map.of("Stripe-Version", "2026-10-28.endive")));
        assertThat(look.idempotencyKey()).isEmpty();
    }

    @Test
    void a_look_up_reads_every_page() {
        Delivery open = answered(first(usd(line("l1", "1"))), Answer.unknown("timed out"));

        Call next = call(answered(open, Answer.of(200, Map.of(), "{\"data\":[{\"id\":\"in_7\"}],\"has_more\":true}")));

        assertThat(next.query()).isEqualTo("customer=cus_Acme&limit=100&starting_after=in_7");
    }

    @Test
    void a_create_without_a_trace_is_sent_again_byte_for_byte_whatever_changed_since() {
        Delivery open = answered(first(usd(line("l1", "1"))), Answer.unknown("timed out"));
        Delivery changed = withSettings(then(stored(open, false), usd(line("l2", "2"))), "{\"daysUntilDue\":7}");

        assertThat(provider.next(absent(changed))).isEqualTo(open.unsettled());
    }

    @Test
    void a_try_begins_with_a_look_up_even_when_the_last_one_ended_between_look_and_repeat() {
        Delivery open = answered(first(usd(line("l1", "1"))), Answer.unknown("timed out"));
        Delivery absent = absent(open);

        assertThat(call(stored(absent, true)).name()).isEqualTo("list-invoices");
    }

    @Test
    void three_sends_without_an_answer_end_the_try() {
        Delivery delivery = answered(first(usd(line("l1", "1"))), Answer.unknown("timed out"));
        for (int i = 0; i < 2; i++) {
            delivery = answered(absent(delivery), Answer.unknown("timed out"));
        }

        assertThat(delivery.verdict()).isEqualTo(new Later(RunStatus.AWAITING_RETRY, "no-answer",
                "No whole answer came to create-invoice: timed out", null));
        assertThat(delivery.unsettled()).isNotNull();
    }

    @Test
    void a_repeated_500_waits_and_is_looked_up_once_more_before_another_key_is_used() {
        Answer failure = Answer.of(500, Map.of(), "{\"error\":{\"type\":\"api_error\",\"message\":\"sorry\"}}");
        Delivery failed = answered(absent(answered(first(usd(line("l1", "1"))), failure)), failure);
        assertThat(((Later) failed.verdict()).code()).isEqualTo("stored-failure");

        Delivery looked = absent(stored(failed, false));

        assertThat(looked.unsettled()).isNull();
        assertThat(call(looked).idempotencyKey()).endsWith("/inv/1");
        assertThat(call(looked).body()).contains("metadata[gw_epoch]=1");
    }

    @Test
    void a_repeated_503_says_nothing_about_the_key_and_keeps_it() {
        Answer away = Answer.of(503, Map.of(), "");
        Delivery failed = answered(absent(answered(first(usd(line("l1", "1"))), away)), away);

        assertThat(failed.verdict()).isNull();
        assertThat(call(failed).name()).isEqualTo("list-invoices");
    }

    @Test
    void a_failure_that_repeating_cannot_mend_is_not_repeated() {
        Delivery failed = answered(first(usd(line("l1", "1"))), Answer.of(500, Map.of("Stripe-Should-Retry", "false"), ""));

        Delivery looked = absent(failed);

        assertThat(((Later) looked.verdict()).code()).isEqualTo("stored-failure");
        assertThat(looked.unsettled()).isNotNull();
    }

    @Test
    void a_look_up_without_an_answer_leaves_the_question_open() {
        Delivery open = answered(first(usd(line("l1", "1"))), Answer.unknown("timed out"));

        Delivery after = answered(open, Answer.of(502, Map.of(), "<html>"));

        assertThat(((Later) after.verdict()).code()).isEqualTo("server-error");
        assertThat(after.unsettled()).isEqualTo(open.unsettled());
    }

    @Test
    void a_lost_finalize_is_settled_by_the_invoices_status() {
        Delivery open = answered(written(first(approved(line("l1", "10.00")), FINALIZE)), Answer.unknown("timed out"));
        assertThat(call(open).name()).isEqualTo("get-invoice");

        Delivery after = answered(open, Answer.of(200, Map.of(), WRITTEN.replace("draft", "open")
                .replace("}", ",\"metadata\":{\"gw_rev\":\"" + revision(open) + "\"}}")));

        assertThat(after.verdict()).isInstanceOf(Done.class);
        assertThat(after.unsettled()).isNull();
    }

    @Test
    void a_lost_finalize_of_an_invoice_that_is_still_a_draft_is_repeated() {
        Delivery open = answered(written(first(approved(line("l1", "10.00")), FINALIZE)), Answer.unknown("timed out"));

        assertThat(provider.next(answered(open, Answer.of(200, Map.of(), WRITTEN)))).isEqualTo(open.unsettled());
    }

    @Test
    void a_lost_delete_is_settled_by_the_missing_invoice() {
        Delivery delivered = written(first(usd(line("l1", "10.00"))));
        Delivery looked = answered(then(stored(delivered, false), Samples.deleted()), Answer.of(200, Map.of(), WRITTEN));
        Delivery open = answered(absent(looked), Answer.unknown("connection reset"));
        assertThat(open.unsettled().name()).isEqualTo("delete-invoice");

        Delivery gone = answered(open, Answer.of(404, Map.of(), error("resource_missing")));
        assertThat(call(gone).name()).as("a 404 may also come from another account").isEqualTo("list-invoices");

        assertThat(provider.next(absent(gone))).isEqualTo(new Done(null, null, "Nothing to collect: the bill was deleted."));
    }

    @Test
    void a_missing_page_of_something_in_between_is_not_taken_for_a_deleted_invoice() {
        Delivery delivered = stored(written(first(usd(line("l1", "10.00")))), false);

        Delivery after = answered(delivered, Answer.of(404, Map.of(), "<html>no such host</html>"));

        assertThat(((Later) after.verdict()).code()).isEqualTo("unexpected-answer");
    }

    @Test
    void an_answer_without_a_sum_is_checked_by_looking() {
        Delivery created = answered(first(usd(line("l1", "10.00"))), Answer.of(200, Map.of(), CREATED));

        assertThat(call(answered(created, Answer.of(200, Map.of(), "{\"id\":\"in_1\"}"))).name()).isEqualTo("get-invoice");
    }

    @Test
    void a_sum_that_stays_wrong_is_parked_and_never_finalized() {
        Delivery wrong = answered(answered(first(approved(line("l1", "10.00")), FINALIZE), Answer.of(200, Map.of(), CREATED)),
                Answer.of(200, Map.of(), WRITTEN.replace("1000", "990")));
        Delivery looked = answered(wrong, Answer.of(200, Map.of(), WRITTEN.replace("1000", "990")
                .replace("}", ",\"metadata\":{\"gw_rev\":\"" + revision(wrong) + "\"}}")));
        String hash = StripeLines.of(looked).lines().get(0).hash();

        Delivery listed = answered(looked, Answer.of(200, Map.of(), "{\"data\":[{\"id\":\"il_1\",\"amount\":1000,\"metadata\":{"
                + "\"gw_bill\":\"" + Samples.BILL_ID + "\",\"gw_line\":\"l1\",\"gw_hash\":\"" + hash
                + "\"}}],\"has_more\":false}"));

        assertThat(listed.verdict()).isInstanceOfSatisfying(Parked.class, parked -> {
            assertThat(parked.code()).isEqualTo("total-differs");
            assertThat(parked.reason()).contains("adds up to 9.90 USD").contains("should add up to 10.00 USD");
        });
    }

    @Test
    void a_refused_key_stops_the_integration() {
        Delivery after = answered(first(usd(line("l1", "1"))), Answer.of(401, Map.of(), error("api_key_expired")));

        assertThat(((Parked) after.verdict()).status()).isEqualTo(RunStatus.AUTH_FAILED);
    }

    @Test
    void a_missing_permission_is_named() {
        Delivery after = answered(first(usd(line("l1", "1"))), Answer.of(403, Map.of(), """
                {"error":{"type":"invalid_request_error",
                "message":"The provided key rk_test_123 does not have the required permission rak_invoice_write"}}"""));

        assertThat(after.verdict()).isInstanceOfSatisfying(Parked.class, parked -> {
            assertThat(parked.status()).isEqualTo(RunStatus.AUTH_FAILED);
            assertThat(parked.reason()).contains("rak_invoice_write").doesNotContain("rk_test_123");
        });
    }

    @Test
    void a_customer_in_another_currency_is_parked_with_the_way_out() {
        Delivery after = answered(first(usd(line("l1", "1"))), Answer.of(400, Map.of(), """
                {"error":{"type":"invalid_request_error","message":"You cannot combine currencies on a single customer."}}"""));

        assertThat(after.verdict()).isInstanceOfSatisfying(Parked.class, parked -> {
            assertThat(parked.code()).isEqualTo("currency-conflict");
            assertThat(parked.reason()).contains("You cannot combine currencies");
            assertThat(parked.remedy()).contains("cus_Acme");
        });
    }

    @ParameterizedTest
    @CsvSource({"livemode_mismatch, wrong-mode", "amount_too_large, amount-refused",
            "customer_tax_location_invalid, tax-location", "parameter_unknown, refused"})
    void a_refusal_says_what_to_do(String code, String word) {
        Delivery after = answered(first(usd(line("l1", "1"))), Answer.of(400, Map.of(), error(code)));

        assertThat(((Parked) after.verdict()).code()).isEqualTo(word);
        assertThat(((Parked) after.verdict()).status()).isEqualTo(RunStatus.ERROR);
    }

    @Test
    void a_misused_key_is_our_fault_and_is_not_repeated() {
        Delivery after = answered(first(usd(line("l1", "1"))),
                Answer.of(400, Map.of(), "{\"error\":{\"type\":\"idempotency_error\"}}"));
        assertThat(((Parked) after.verdict()).reason()).contains("this is a fault of Waybill");

        Delivery retried = absent(stored(after, false));

        assertThat(call(retried).idempotencyKey()).endsWith("/inv/1");
    }

    @Test
    void a_write_refused_without_a_code_is_judged_by_the_invoices_status() {
        Delivery created = answered(first(usd(line("l1", "10.00"))), Answer.of(200, Map.of(), CREATED));
        Delivery refused = answered(created, Answer.of(400, Map.of(), error("")));
        assertThat(call(refused).name()).isEqualTo("get-invoice");

        Delivery after = answered(refused, Answer.of(200, Map.of(), CREATED));

        assertThat(after.verdict()).isInstanceOfSatisfying(Parked.class, parked -> {
            assertThat(parked.code()).isEqualTo("refused");
            assertThat(parked.reason()).contains("add-lines with status 400: words").contains("Draft in_1 was not finalized");
        });
    }

    @Test
    void a_payment_that_failed_while_finalizing_is_stripes_matter() {
        Delivery failed = answered(written(first(approved(line("l1", "10.00")), FINALIZE)),
                Answer.of(402, Map.of(), error("card_declined")));

        Delivery after = answered(failed, Answer.of(200, Map.of(), WRITTEN.replace("draft", "open")
                .replace("}", ",\"metadata\":{\"gw_rev\":\"" + revision(failed) + "\"}}")));

        assertThat(((Done) after.verdict()).note()).contains("is open").contains("card_declined");
    }

    @Test
    void an_invoice_settled_by_finalizing_says_so() {
        Delivery after = answered(written(first(approved(line("l1", "10.00")), FINALIZE)),
                Answer.of(200, Map.of(), WRITTEN.replace("draft", "paid")));

        assertThat(((Done) after.verdict()).note()).contains("is paid").contains("Stripe settled it at once");
    }

    @Test
    void tax_on_top_is_named_beside_the_bills_own_sum() {
        Delivery after = answered(written(first(approved(line("l1", "10.00")), FINALIZE)),
                Answer.of(200, Map.of(), WRITTEN.replace("draft", "open").replace("\"total\":1000", "\"total\":1250")));

        assertThat(((Done) after.verdict()).note()).contains("10.00 USD (12.50 USD after tax and discounts) in all");
    }

    @Test
    void a_live_invoice_is_shown_in_the_live_dashboard() {
        Delivery test = first(usd(line("l1", "10.00")));
        Delivery live = new Delivery(test.id(), test.integrationId(), test.bill(), 1, test.source(), test.customer(), false,
                test.settings(), test.held(), null, false, null);

        assertThat(((Done) written(live).verdict()).url()).isEqualTo("https://dashboard.stripe.com/invoices/in_1");
    }

    @Test
    void a_status_nobody_knows_is_waited_out() {
        Delivery delivered = stored(written(first(usd(line("l1", "10.00")))), false);

        Delivery after = answered(delivered, Answer.of(200, Map.of(), WRITTEN.replace("draft", "dreaming")));

        assertThat(((Later) after.verdict()).code()).isEqualTo("unknown-status");
    }

    @Test
    void a_bill_that_grew_too_long_leaves_its_draft_alone_and_says_so() {
        Delivery delivered = stored(written(first(usd(line("l1", "10.00")))), false);

        Step step = provider.next(then(delivered, bill("USD", BillStatus.PENDING, lines(251))));

        assertThat(((Parked) step).reason()).contains("251 lines").contains("Invoice in_1 at Stripe was left as it is");
    }

    @Test
    void what_is_stored_but_not_ours_is_parked_and_not_overwritten() {
        Delivery delivery = first(usd(line("l1", "1"))).holding(object("{\"epoch\":\"many\"}"));

        Delivery after = provider.absorb(delivery, Call.get("get-invoice", "/", "", Map.of()), Answer.unknown("?"));

        assertThat(((Parked) provider.next(delivery)).code()).isEqualTo("state-unreadable");
        assertThat(((Parked) after.verdict()).code()).isEqualTo("state-unreadable");
        assertThat(after.held()).isEqualTo(delivery.held());
    }

    @Test
    void what_is_known_of_a_delivered_bill_stays_small() {
        Delivery after = written(first(usd(line("l1", "10.00"))));

        assertThat(after.held().toString()).hasSizeLessThan(600).doesNotContain("il_");
    }

    /** Up to the answer of add-lines. */
    private Delivery written(Delivery delivery) {
        return answered(answered(delivery, Answer.of(200, Map.of(), CREATED)), Answer.of(200, Map.of(), WRITTEN));
    }

    /** A list without entries. */
    private Delivery absent(Delivery delivery) {
        return answered(delivery, Answer.of(200, Map.of(), NO_INVOICES));
    }

    private Delivery answered(Delivery delivery, Answer answer) {
        return provider.absorb(delivery, call(delivery), answer);
    }

    private Call call(Delivery delivery) {
        return (Call) provider.next(delivery);
    }

    private static String revision(Delivery delivery) {
        return StripeLines.of(delivery).revision();
    }

    private static String error(String code) {
        return "{\"error\":{\"type\":\"invalid_request_error\"" + (code.isEmpty() ? "" : ",\"code\":\"" + code + "\"")
                + ",\"message\":\"words\"}}";
    }
}
