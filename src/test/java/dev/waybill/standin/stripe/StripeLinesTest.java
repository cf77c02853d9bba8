package dev.waybill.standin.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.standin.StandInClient.Answered;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of a draft: one by one, in bulk, and as amounts of money. */
class StripeLinesTest extends StripeStandInTest {

    private Answered bulk(String invoice, String call, String form) {
        return client.postForm("/v1/invoices/" + invoice + "/" + call, form);
    }

    private Answered add(String invoice, String form) {
        return bulk(invoice, "add_lines", form);
    }

    private static String lines(int count) {
        return IntStream.range(0, count).mapToObj(line -> "lines[" + line + "][amount]=100&lines[" + line + "][description]=line "
                + line).collect(Collectors.joining("&")).replace(' ', '+');
    }

    private String lineId(String invoice) {
        return stripe.lines(invoice).get(0).id();
    }

    private long total(String invoice) {
        return stripe.invoice(invoice).orElseThrow().total();
    }

    @Test
    void added_lines_make_the_subtotal() {
        assertThat(add(draft(), "lines[0][amount]=1200&lines[1][amount]=-200").body().get("subtotal").asLong()).isEqualTo(1000);
    }

    @Test
    void adding_answers_the_whole_invoice() {
        assertThat(add(draft(), "lines[0][amount]=1200").body().get("object").asText()).isEqualTo("invoice");
    }

    @Test
    void adding_writes_the_invoices_metadata_too() {
        String invoice = draft();
        add(invoice, "lines[0][amount]=1200&invoice_metadata[gw_rev]=5d2f");
        assertThat(stripe.invoice(invoice).orElseThrow().metadata()).containsEntry("gw_rev", "5d2f");
    }

    @Test
    void a_line_names_its_item() {
        JsonNode line = add(draft(), "lines[0][amount]=1200").body().at("/lines/data/0");
        assertThat(line.at("/parent/invoice_item_details/invoice_item").asText()).startsWith("ii_");
    }

    @Test
    void a_line_keeps_its_period() {
        JsonNode line = add(draft(), "lines[0][amount]=1&lines[0][period][start]=10&lines[0][period][end]=20").body()
                .at("/lines/data/0");
        assertThat(line.at("/period/end").asLong()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"5, true", "-5, false"})
    void only_positive_lines_are_discountable_by_themselves(long amount, boolean discountable) {
        String invoice = draft(amount);
        assertThat(stripe.lines(invoice).get(0).discountable()).isEqualTo(discountable);
    }

    @Test
    void ten_lines_are_embedded_whole() {
        assertThat(add(draft(), lines(10)).body().at("/lines/has_more").asBoolean()).isFalse();
    }

    @Test
    void of_eleven_lines_ten_are_embedded() {
        assertThat(add(draft(), lines(11)).body().at("/lines/data")).hasSize(10);
    }

    @Test
    void of_eleven_lines_the_embedded_list_has_more() {
        assertThat(add(draft(), lines(11)).body().at("/lines/has_more").asBoolean()).isTrue();
    }

    @Test
    void the_embedded_list_tells_the_whole_count() {
        assertThat(add(draft(), lines(11)).body().at("/lines/total_count").asInt()).isEqualTo(11);
    }

    @Test
    void paging_meets_every_line_once() {
        String invoice = draft();
        add(invoice, lines(25));
        List<String> seen = new ArrayList<>();
        JsonNode page;
        do {
            String after = seen.isEmpty() ? "" : "&starting_after=" + seen.get(seen.size() - 1);
            page = client.get("/v1/invoices/" + invoice + "/lines?limit=7" + after).body();
            page.get("data").forEach(line -> seen.add(line.get("id").asText()));
        } while (page.get("has_more").asBoolean());
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void updating_changes_the_amount() {
        String invoice = draft(100);
        bulk(invoice, "update_lines", "lines[0][id]=" + lineId(invoice) + "&lines[0][amount]=150");
        assertThat(total(invoice)).isEqualTo(150);
    }

    @Test
    void updating_leaves_what_is_not_given() {
        String invoice = draft();
        add(invoice, "lines[0][amount]=100&lines[0][description]=calls");
        bulk(invoice, "update_lines", "lines[0][id]=" + lineId(invoice) + "&lines[0][amount]=150");
        assertThat(stripe.lines(invoice).get(0).description()).isEqualTo("calls");
    }

    @Test
    void updating_one_line_answers_the_line() {
        String invoice = draft(100);
        assertThat(client.postForm("/v1/invoices/" + invoice + "/lines/" + lineId(invoice), "amount=150").body().get("object")
                .asText()).isEqualTo("line_item");
    }

    @Test
    void updating_an_unknown_line_in_the_path_is_a_404() {
        assertThat(client.postForm("/v1/invoices/" + draft() + "/lines/il_nothing", "amount=150").status()).isEqualTo(404);
    }

    @Test
    void updating_an_unknown_line_among_the_parameters_is_a_400() {
        assertThat(bulk(draft(), "update_lines", "lines[0][id]=il_nothing&lines[0][amount]=1").status()).isEqualTo(400);
    }

    @Test
    void naming_one_line_twice_is_refused() {
        String invoice = draft(100);
        String id = lineId(invoice);
        assertThat(bulk(invoice, "update_lines", "lines[0][id]=" + id + "&lines[0][amount]=1&lines[1][id]=" + id
                + "&lines[1][amount]=2").status()).isEqualTo(400);
    }

    @Test
    void an_amount_excludes_a_quantity() {
        assertThat(add(draft(), "lines[0][amount]=1&lines[0][quantity]=2").error("code")).isEqualTo("parameters_exclusive");
    }

    @Test
    void a_removed_line_is_gone() {
        String invoice = draft(100);
        bulk(invoice, "remove_lines", "lines[0][id]=" + lineId(invoice) + "&lines[0][behavior]=delete");
        assertThat(stripe.lines(invoice)).isEmpty();
    }

    @Test
    void a_removed_line_leaves_nothing_pending() {
        String invoice = draft(100);
        bulk(invoice, "remove_lines", "lines[0][id]=" + lineId(invoice) + "&lines[0][behavior]=delete");
        assertThat(stripe.pendingItems("cus_acme")).isEmpty();
    }

    @Test
    void an_unassigned_line_is_pending_again() {
        String invoice = draft(100);
        bulk(invoice, "remove_lines", "lines[0][id]=" + lineId(invoice) + "&lines[0][behavior]=unassign");
        assertThat(stripe.pendingItems("cus_acme")).hasSize(1);
    }

    @Test
    void removing_needs_a_behavior() {
        String invoice = draft(100);
        assertThat(bulk(invoice, "remove_lines", "lines[0][id]=" + lineId(invoice)).error("param"))
                .isEqualTo("lines[0][behavior]");
    }

    @Test
    void a_pending_item_can_be_added_as_a_line() {
        String item = client.postForm("/v1/invoiceitems", "customer=cus_acme&currency=usd&amount=100").id();
        assertThat(add(draft(), "lines[0][invoice_item]=" + item).body().get("total").asLong()).isEqualTo(100);
    }

    @Test
    void an_item_already_on_an_invoice_cannot_be_added_again() {
        String item = stripe.lines(draft(100)).get(0).item();
        assertThat(add(draft(), "lines[0][invoice_item]=" + item).error("param")).isEqualTo("lines[0][invoice_item]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"add_lines", "update_lines", "remove_lines"})
    void bulk_calls_on_an_open_invoice_say_it_is_not_editable(String call) {
        String invoice = draft(100);
        String id = lineId(invoice);
        finalizeInvoice(invoice);
        String line = switch (call) {
            case "add_lines" -> "lines[0][amount]=1";
            case "update_lines" -> "lines[0][id]=" + id + "&lines[0][amount]=1";
            default -> "lines[0][id]=" + id + "&lines[0][behavior]=delete";
        };
        assertThat(bulk(invoice, call, line).error("code")).isEqualTo("invoice_not_editable");
    }

    @Test
    void changing_one_line_of_an_open_invoice_says_it_is_not_editable() {
        String invoice = draft(100);
        finalizeInvoice(invoice);
        assertThat(client.postForm("/v1/invoices/" + invoice + "/lines/" + lineId(invoice), "amount=1").error("code"))
                .isEqualTo("invoice_not_editable");
    }

    @Test
    void lines_of_an_unknown_invoice_are_a_404() {
        assertThat(add("in_nothing", "lines[0][amount]=1").status()).isEqualTo(404);
    }

    @Test
    void adding_does_all_or_nothing() {
        String invoice = draft();
        add(invoice, "lines[0][amount]=100&lines[1][amount]=100000000");
        assertThat(stripe.lines(invoice)).isEmpty();
    }

    @Test
    void a_refused_addition_leaves_the_invoices_metadata() {
        String invoice = draft();
        add(invoice, "lines[0][amount]=100000000&invoice_metadata[gw_rev]=1");
        assertThat(stripe.invoice(invoice).orElseThrow().metadata()).isEmpty();
    }

    @Test
    void updating_does_all_or_nothing() {
        String invoice = draft();
        add(invoice, "lines[0][amount]=1&lines[1][amount]=1");
        List<HeldLine> lines = stripe.lines(invoice);
        bulk(invoice, "update_lines", "lines[0][id]=" + lines.get(0).id() + "&lines[0][amount]=5&lines[1][id]="
                + lines.get(1).id() + "&lines[1][amount]=100000000");
        assertThat(total(invoice)).isEqualTo(2);
    }

    @Test
    void removing_does_all_or_nothing() {
        String invoice = draft(100);
        bulk(invoice, "remove_lines", "lines[0][id]=" + lineId(invoice)
                + "&lines[0][behavior]=delete&lines[1][id]=il_nothing&lines[1][behavior]=delete");
        assertThat(stripe.lines(invoice)).hasSize(1);
    }

    @Test
    void an_invoice_takes_250_lines() {
        assertThat(add(draft(), lines(250)).status()).isEqualTo(200);
    }

    @Test
    void an_invoice_takes_no_251st_line() {
        String invoice = draft();
        add(invoice, lines(250));
        assertThat(addLine(invoice, 1).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(longs = {99_999_999L, -99_999_999L})
    void eight_digits_are_taken(long amount) {
        assertThat(addLine(draft(), amount).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000_000L, -100_000_000L})
    void nine_digits_are_too_large(long amount) {
        assertThat(addLine(draft(), amount).error("code")).isEqualTo("amount_too_large");
    }

    @ParameterizedTest
    @CsvSource({"kwd, 5120, 200", "kwd, 5124, 400", "isk, 500, 200", "isk, 550, 400", "ugx, 500, 200", "ugx, 501, 400",
            "jpy, 1201, 200", "mga, 1201, 200"})
    void amounts_come_in_the_steps_of_their_currency(String currency, long amount, int status) {
        assertThat(addLine(draft(currency), amount).status()).isEqualTo(status);
    }

    @Test
    void a_zero_line_is_taken() {
        assertThat(addLine(draft(), 0).status()).isEqualTo(200);
    }
}
