package dev.waybill.provider.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.Answer;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PaddleLogTest {

    private static final String SUBSCRIPTION = """
            {"success":true,"response":[{"subscription_id":7730045,"user_email":"ann@example.com","state":"active",\
            "update_url":"https://checkout.paddle.com/subscription/update?hash=77c0","cancel_url":null,"custom_data":"",\
            "payment_information":{"card_type":"visa","last_four_digits":"4242"},"last_payment":{"amount":49.50}}]}""";

    @Test
    void masks_personal_fields_and_keeps_the_rest() {
        assertThat(masked(SUBSCRIPTION)).isEqualTo("""
                {"success":true,"response":[{"subscription_id":7730045,"user_email":"*","state":"active",\
                "update_url":"*","cancel_url":null,"custom_data":"",\
                "payment_information":"*","last_payment":{"amount":49.50}}]}""");
    }

    @Test
    void keeps_a_tag_and_masks_an_auth_code() {
        assertThat(masked("{\"description\":\"Usage " + Samples.TAG + "all:e5a63ad5]\"}")).contains(Samples.TAG + "all:e5a63ad5]");
        assertThat(masked("{\"message\":\"0f3c9a0f3c9a0f3c9a0f3c9a0f3c9a\"}")).isEqualTo("{\"message\":\"*\"}");
        assertThat(masked("{\"vendor_auth_code\":\"short\"}")).isEqualTo("{\"vendor_auth_code\":\"*\"}");
        assertThat(masked("refused: vendor_id=1&vendor_auth_code=short&x=1")).isEqualTo("refused: vendor_id=1&*&x=1");
    }

    @Test
    void keeps_text_that_is_no_json_without_addresses() {
        assertThat(masked("<html>502 for ann@example.com</html>")).isEqualTo("<html>502 for *</html>");
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
        assertThat(new PaddleClassicProvider().loggable(new Answer(Answer.Outcome.UNKNOWN, 0, Map.of(), null))).isEmpty();
    }

    @Property
    void is_never_longer_than_the_body_and_never_fails(@ForAll("bodies") String body) {
        assertThat(masked(body).length()).isLessThanOrEqualTo(body.length());
    }

    @Property
    void shows_nothing_personal_however_the_body_is_cut(@ForAll("cuts") int end) {
        assertThat(masked(SUBSCRIPTION.substring(0, end))).doesNotContain("ann").doesNotContain("hash").doesNotContain("4242");
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.oneOf(Arbitraries.strings(), Arbitraries.strings().map(text -> "{\"user_email\":" + text),
                Arbitraries.of("{\"email\":1}", "{\"name\":{}}", "[[[", "{\"a\":1,\"a\":2}", "{\"name\":", "{}{}",
                        "{\"custom_data\":[1,", "\"", "[1e400,2]", "{\"\\u0000\":\"\\ud800\"}"));
    }

    @Provide
    Arbitrary<Integer> cuts() {
        return Arbitraries.integers().between(0, SUBSCRIPTION.length());
    }

    private static String masked(String body) {
        return new PaddleClassicProvider().loggable(Answer.of(200, Map.of(), body));
    }

    @Test
    void a_page_with_a_zero_byte_can_be_kept() {
        assertThat(PaddleLog.masked("<html>\0 away</html>")).isEqualTo("<html>  away</html>");
    }
}
