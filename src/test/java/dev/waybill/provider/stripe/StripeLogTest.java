package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is Stripe's own about the log; how answers are masked is in AnswerMaskTest. */
class StripeLogTest {

    @Test
    void masks_personal_fields_and_keeps_the_rest() {
        assertThat(masked("""
                {"id":"in_1","amount_due":1000,"customer_email":"ann@example.com","customer_name":"Ann Lee",\
                "customer_address":{"city":"Oslo","lines":[1,2]},"customer_tax_ids":[{"v":"DE1"}],"customer_phone":null,"name":"",\
                "hosted_invoice_url":"https://invoice.stripe.com/i/x","invoice_pdf":"https://pay.stripe.com/x","paid":false,\
                "lines":{"data":[{"description":"API calls","phone":"+47 1"}]}}""")).isEqualTo("""
                {"id":"in_1","amount_due":1000,"customer_email":"*","customer_name":"*",\
                "customer_address":"*","customer_tax_ids":"*","customer_phone":null,"name":"",\
                "hosted_invoice_url":"*","invoice_pdf":"*","paid":false,\
                "lines":{"data":[{"description":"API calls","phone":"*"}]}}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk_live_51abc", "rk_test_51abc", "pk_live_51abc", "sk_test_****1abc", "whsec_1a2b.3c"})
    void hides_keys_wherever_they_stand(String key) {
        assertThat(masked("{\"error\":{\"message\":\"Invalid API Key provided: " + key + "\",\"param\":\"" + key + "\"}}"))
                .isEqualTo("{\"error\":{\"message\":\"Invalid API Key provided: *\",\"param\":\"*\"}}");
        assertThat(masked("<html>502 for ann@example.com with " + key + "</html>")).isEqualTo("<html>502 for * with *</html>");
        assertThat(StripeLog.sayable("No: " + key)).isEqualTo("No: *");
    }

    @ParameterizedTest
    @ValueSource(strings = {"in_1sk", "cus_pk9", "task_1", "network_error", "spec_2", "sk-live", "whsec", "ask_sk"})
    void keeps_what_only_resembles_a_key(String id) {
        assertThat(masked("{\"id\":\"" + id + "\"}")).isEqualTo("{\"id\":\"" + id + "\"}");
    }

    @Test
    void says_nothing_about_no_body() {
        assertThat(new StripeProvider().loggable(new Answer(Answer.Outcome.UNKNOWN, 0, Map.of(), null))).isEmpty();
    }

    private static String masked(String body) {
        return new StripeProvider().loggable(Answer.of(200, Map.of(), body));
    }
}
