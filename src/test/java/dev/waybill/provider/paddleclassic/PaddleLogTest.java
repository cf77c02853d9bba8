package dev.waybill.provider.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is Paddle's own about the log; how answers are masked is in AnswerMaskTest. */
class PaddleLogTest {

    @Test
    void masks_personal_fields_and_keeps_the_rest() {
        assertThat(masked("""
                {"success":true,"response":[{"subscription_id":7730045,"user_email":"ann@example.com","state":"active",\
                "update_url":"https:\\/\\/checkout.paddle.com\\/subscription?hash=77c0","cancel_url":null,"custom_data":"",\
                "payment_information":{"card_type":"visa","last_four_digits":"4242"},"last_payment":{"amount":49.50}}]}"""))
                .isEqualTo("""
                {"success":true,"response":[{"subscription_id":7730045,"user_email":"*","state":"active",\
                "update_url":"*","cancel_url":null,"custom_data":"",\
                "payment_information":"*","last_payment":{"amount":49.50}}]}""");
    }

    @Test
    void keeps_a_tag_and_masks_an_auth_code() {
        assertThat(masked("{\"description\":\"Usage " + Samples.TAG + "all:e5a63ad5]\"}")).contains(Samples.TAG + "all:e5a63ad5]");
        assertThat(masked("{\"vendor_auth_code\":\"short\"}")).isEqualTo("{\"vendor_auth_code\":\"*\"}");
        assertThat(masked("refused: vendor_id=1&vendor_auth_code=short&x=1")).isEqualTo("refused: vendor_id=1&*&x=1");
        assertThat(masked("{\"message\":\"VENDOR_AUTH_CODE=short\"}")).isEqualTo("{\"message\":\"*\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0f3c9a0f3c9a0f3c9a0f3c9a", "0F3C9A0F3C9A0F3C9A0F3C9A0F", "000000000000000000000000"})
    void hides_long_hexadecimal_numbers_wherever_they_stand(String code) {
        assertThat(masked("{\"message\":\"" + code + "\",\"x\":[\"is " + code + ".\"]}"))
                .isEqualTo("{\"message\":\"*\",\"x\":[\"is *.\"]}");
        assertThat(PaddleLog.sayable("Bad code " + code)).isEqualTo("Bad code *");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0f3c9a0f3c9a0f3c9a0f3c9", "0f3c9a0f3c9a0f3c9a0f3c9ax", "vendor_auth_code", "date=2026-01-01"})
    void keeps_what_only_resembles_an_auth_code(String text) {
        assertThat(masked("{\"message\":\"" + text + "\"}")).isEqualTo("{\"message\":\"" + text + "\"}");
    }

    @Test
    void says_nothing_about_no_body() {
        assertThat(new PaddleClassicProvider().loggable(new Answer(Answer.Outcome.UNKNOWN, 0, Map.of(), null))).isEmpty();
    }

    private static String masked(String body) {
        return new PaddleClassicProvider().loggable(Answer.of(200, Map.of(), body));
    }
}
