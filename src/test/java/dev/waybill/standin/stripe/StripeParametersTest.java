package dev.waybill.standin.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.standin.StandInClient.Answered;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stripe's parameter validation, in the form encoding it demands. */
class StripeParametersTest extends StripeStandInTest {

    private Answered create(String more) {
        return client.postForm("/v1/invoices", "customer=cus_acme&" + more);
    }

    private Answered add(String line) {
        return client.postForm("/v1/invoices/" + draft() + "/add_lines", line);
    }

    private Answered item(String more) {
        return client.postForm("/v1/invoiceitems", "customer=cus_acme&currency=usd&" + more);
    }

    @Test
    void an_unknown_parameter_is_refused() {
        assertThat(create("colour=red").error("code")).isEqualTo("parameter_unknown");
    }

    @Test
    void an_unknown_parameter_is_named() {
        assertThat(create("colour=red").error("param")).isEqualTo("colour");
    }

    @Test
    void an_unknown_parameter_inside_a_list_is_named_in_brackets() {
        assertThat(add("lines[0][amount]=1&lines[1][amount]=1&lines[1][color]=red").error("param")).isEqualTo("lines[1][color]");
    }

    @Test
    void the_currency_of_a_line_is_an_unknown_parameter() {
        assertThat(add("lines[0][amount]=1&lines[0][currency]=usd").error("code")).isEqualTo("parameter_unknown");
    }

    @Test
    void an_unknown_parameter_of_a_query_is_refused() {
        assertThat(client.get("/v1/invoices?metadata[gw_bill]=1").error("code")).isEqualTo("parameter_unknown");
    }

    @Test
    void a_key_with_an_open_bracket_is_unknown() {
        assertThat(create("metadata[a=1").error("code")).isEqualTo("parameter_unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.00", "1e3", "+5", "99999999999999999999", "0x10", "%2012"})
    void text_that_is_no_whole_number_is_refused(String amount) {
        assertThat(add("lines[0][amount]=" + amount).error("code")).isEqualTo("parameter_invalid_integer");
    }

    @Test
    void an_amount_that_is_no_whole_number_makes_no_line() {
        String invoice = draft();
        client.postForm("/v1/invoices/" + invoice + "/add_lines", "lines[0][amount]=12.00");
        assertThat(stripe.lines(invoice)).isEmpty();
    }

    @Test
    void a_negative_whole_number_is_taken() {
        assertThat(add("lines[0][amount]=-5").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"True", "1", "yes", "TRUE"})
    void text_that_is_no_boolean_is_refused(String value) {
        assertThat(create("auto_advance=" + value).error("param")).isEqualTo("auto_advance");
    }

    @Test
    void twelve_decimal_places_are_taken() {
        assertThat(item("unit_amount_decimal=0.123456789012").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1234567890123", "1e-3", ".5", "1,5"})
    void other_decimals_are_refused(String value) {
        assertThat(item("unit_amount_decimal=" + value).error("param")).isEqualTo("unit_amount_decimal");
    }

    @Test
    void a_timestamp_in_words_is_refused() {
        assertThat(add("lines[0][amount]=1&lines[0][period][start]=2026-11-01&lines[0][period][end]=1790000000").error("param"))
                .isEqualTo("lines[0][period][start]");
    }

    @Test
    void a_period_needs_both_ends() {
        assertThat(add("lines[0][amount]=1&lines[0][period][start]=1790000000").error("param")).isEqualTo("lines[0][period][end]");
    }

    @Test
    void a_period_that_ends_before_it_starts_is_refused() {
        assertThat(add("lines[0][amount]=1&lines[0][period][start]=2&lines[0][period][end]=1").status()).isEqualTo(400);
    }

    @Test
    void a_word_outside_the_list_is_refused() {
        assertThat(create("collection_method=by_mail").error("param")).isEqualTo("collection_method");
    }

    @Test
    void a_missing_required_parameter_is_refused() {
        assertThat(client.postForm("/v1/invoices", "currency=usd").error("code")).isEqualTo("parameter_missing");
    }

    @Test
    void a_missing_required_parameter_is_named() {
        assertThat(client.postForm("/v1/invoices", "currency=usd").error("param")).isEqualTo("customer");
    }

    @Test
    void a_line_without_an_amount_is_refused() {
        assertThat(add("lines[0][description]=a").error("param")).isEqualTo("lines[0][amount]");
    }

    @Test
    void a_call_without_lines_is_refused() {
        assertThat(add("invoice_metadata[a]=b").error("param")).isEqualTo("lines");
    }

    @Test
    void lines_without_indexes_are_refused() {
        assertThat(add("lines[amount]=1").status()).isEqualTo(400);
    }

    @Test
    void a_parameter_given_twice_is_refused() {
        assertThat(create("currency=usd&currency=usd").status()).isEqualTo(400);
    }

    @Test
    void text_where_an_object_belongs_is_refused() {
        assertThat(create("automatic_tax=true").status()).isEqualTo(400);
    }

    @Test
    void an_object_where_text_belongs_is_refused() {
        assertThat(create("description[a]=b").status()).isEqualTo(400);
    }

    @Test
    void an_empty_text_that_unsets_nothing_is_refused() {
        assertThat(create("description=").error("code")).isEqualTo("parameter_invalid_empty");
    }

    @Test
    void a_parameter_that_is_not_played_says_so() {
        assertThat(create("from_invoice[action]=revision").error("message")).contains("does not play");
    }

    @Test
    void fifty_metadata_keys_are_taken() {
        assertThat(create(metadata(50)).status()).isEqualTo(200);
    }

    @Test
    void fifty_one_metadata_keys_are_refused() {
        assertThat(create(metadata(51)).error("param")).isEqualTo("metadata");
    }

    @Test
    void metadata_that_grows_past_fifty_keys_is_refused() {
        String invoice = create(metadata(50)).id();
        assertThat(client.postForm("/v1/invoices/" + invoice, "metadata[one_more]=1").status()).isEqualTo(400);
    }

    private static String metadata(int keys) {
        return IntStream.range(0, keys).mapToObj(key -> "metadata[k" + key + "]=v").collect(Collectors.joining("&"));
    }

    @ParameterizedTest
    @CsvSource({"40, 200", "41, 400"})
    void a_metadata_key_has_at_most_40_characters(int length, int status) {
        assertThat(create("metadata[" + "k".repeat(length) + "]=v").status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"500, 200", "501, 400"})
    void a_metadata_value_has_at_most_500_characters(int length, int status) {
        assertThat(create("metadata[k]=" + "v".repeat(length)).status()).isEqualTo(status);
    }

    @Test
    void a_metadata_value_that_is_an_object_is_refused() {
        assertThat(create("metadata[k][l]=v").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"500, 200", "501, 400"})
    void a_line_description_has_at_most_500_characters(int length, int status) {
        assertThat(add("lines[0][amount]=1&lines[0][description]=" + "d".repeat(length)).status()).isEqualTo(status);
    }

    @Test
    void characters_are_counted_not_bytes() {
        assertThat(add("lines[0][amount]=1&lines[0][description]=" + "%F0%9F%9A%80".repeat(500)).status()).isEqualTo(200);
    }

    @Test
    void emoji_and_reserved_characters_arrive_unharmed() {
        String invoice = draft();
        client.postForm("/v1/invoices/" + invoice + "/add_lines",
                "lines[0][amount]=1&lines%5B0%5D%5Bdescription%5D=%F0%9F%9A%80+a%26b%3Dc%2Bd%25%5B%5D");
        assertThat(stripe.lines(invoice).get(0).description()).isEqualTo("🚀 a&b=c+d%[]");
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() {
        assertThat(create("description=%FF%FE").status()).isEqualTo(400);
    }

    @Test
    void a_broken_percent_sign_is_refused() {
        assertThat(create("description=50%2").status()).isEqualTo(400);
    }

    @Test
    void bare_utf_8_is_refused() {
        assertThat(create("description=Zürich").status()).isEqualTo(400);
    }
}
