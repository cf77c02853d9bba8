package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.Answer;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StripeLogTest {

    private static final String INVOICE = """
            {"id":"in_1","amount_due":1000,"rate":1e3,"customer_email":"ann@example.com","customer_name":"Ann Lee",\
            "customer_address":{"city":"Oslo","lines":[1,2]},"customer_tax_ids":[{"v":"DE1"}],"customer_phone":null,"name":"",\
            "hosted_invoice_url":"https://invoice.stripe.com/i/x","paid":false,\
            "lines":{"data":[{"description":"API calls","phone":"+47 1"}]}}""";

    @Test
    void masks_personal_fields_and_keeps_the_rest() {
        assertThat(masked(INVOICE)).isEqualTo("""
                {"id":"in_1","amount_due":1000,"rate":1e3,"customer_email":"*","customer_name":"*",\
                "customer_address":"*","customer_tax_ids":"*","customer_phone":null,"name":"",\
                "hosted_invoice_url":"*","paid":false,\
                "lines":{"data":[{"description":"API calls","phone":"*"}]}}""");
    }

    @Test
    void masks_what_can_be_read_of_a_body_that_is_cut_off() {
        assertThat(masked("{\"id\":\"in_1\",\"customer_email\":\"ann@example.com\",\"customer_name\":\"Ann L"))
                .startsWith("{\"id\":\"in_1\",\"customer_email\":\"*\"").doesNotContain("Ann");
    }

    @Test
    void keeps_text_that_is_no_json_without_addresses_and_keys() {
        assertThat(masked("<html>502 for ann@example.com with sk_live_51abc</html>"))
                .isEqualTo("<html>502 for * with *</html>");
    }

    @Test
    void cuts_long_text() {
        assertThat(masked("x".repeat(5000))).hasSize(2000).endsWith("…");
    }

    @Test
    void keeps_a_number_too_large_to_write_out_as_it_stands() {
        assertThat(masked("{\"amount\":1e999999999}")).isEqualTo("{\"amount\":1e999999999}");
    }

    @Test
    void says_nothing_about_no_body() {
        assertThat(new StripeProvider().loggable(new Answer(Answer.Outcome.UNKNOWN, 0, Map.of(), null))).isEmpty();
    }

    @Property
    void is_never_longer_than_the_body_and_never_fails(@ForAll("bodies") String body) {
        assertThat(masked(body).length()).isLessThanOrEqualTo(body.length());
    }

    @Property
    void shows_no_name_however_the_body_is_cut(@ForAll("cuts") int end) {
        assertThat(masked(INVOICE.substring(0, end))).doesNotContain("Ann").doesNotContain("Oslo").doesNotContain("+47");
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.oneOf(Arbitraries.strings(), Arbitraries.strings().map(text -> "{\"email\":" + text),
                Arbitraries.of("{\"email\":1}", "{\"name\":{}}", "[[[", "{\"a\":1,\"a\":2}", "{\"name\":", "{}{}",
                        "{\"email\":[1,", "\"", "[1e400,2]", "{\"\\u0000\":\"\\ud800\"}"));
    }

    @Provide
    Arbitrary<Integer> cuts() {
        return Arbitraries.integers().between(0, INVOICE.length());
    }

    private static String masked(String body) {
        return new StripeProvider().loggable(Answer.of(200, Map.of(), body));
    }
}
