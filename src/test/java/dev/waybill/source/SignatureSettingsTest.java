package dev.waybill.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.waybill.bill.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureSettingsTest {

    @Test
    void nothing_written_means_the_defaults() {
        assertThat(read("{}")).isEqualTo(SignatureSettings.DEFAULTS);
        assertThat(SignatureSettings.fromJson(null)).isEqualTo(SignatureSettings.DEFAULTS);
    }

    @Test
    void the_defaults_are_those_the_documentation_names() {
        assertThat(SignatureSettings.DEFAULTS).isEqualTo(new SignatureSettings(SignatureSettings.Mode.HMAC, "X-M3ter-Signature",
                "X-M3ter-Timestamp", "X-M3ter-Api-Key", "HmacSHA256", "{timestamp}.{body}", SignatureSettings.Encoding.HEX,
                Duration.ofMinutes(5)));
    }

    @Test
    void every_key_can_be_written() {
        SignatureSettings settings = read("""
                {"verify": "hmac", "signatureHeader": "X-Sign", "timestampHeader": "X-Time", "apiKeyHeader": "X-Key",
                 "algorithm": "hmacsha512", "signedTemplate": "v0:{timestamp}:{body}", "encoding": "BASE64",
                 "toleranceSeconds": 60}
                """);
        assertThat(settings)
                .isEqualTo(new SignatureSettings(SignatureSettings.Mode.HMAC, "X-Sign", "X-Time", "X-Key", "HmacSHA512",
                "v0:{timestamp}:{body}", SignatureSettings.Encoding.BASE64, Duration.ofSeconds(60)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{}",
        "{\"verify\": \"static\", \"signatureHeader\": \"X-Password\", \"apiKeyHeader\": \"\"}",
        "{\"timestampHeader\": \"\", \"encoding\": \"base64\"}"})
    void what_is_written_out_reads_back_the_same(String json) {
        SignatureSettings settings = read(json);
        assertThat(SignatureSettings.fromJson(settings.toJson())).isEqualTo(settings);
    }

    @Test
    void without_a_timestamp_header_only_the_body_is_signed() {
        assertThat(read("{\"timestampHeader\": \"\"}").signedTemplate()).isEqualTo("{body}");
    }

    @Test
    void a_template_without_a_timestamp_uses_no_timestamp_header() {
        assertThat(read("{\"signedTemplate\": \"{body}\"}").timestampHeader()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
        "{'verify': 'md5'}                          | verify          | verify is \"md5\"; accepted are hmac, static, none",
        "{'encoding': 'hexa'}                       | encoding        | encoding is \"hexa\"; accepted are hex, base64",
        "{'algorithm': 'HmacMD5'}                   | algorithm       | accepted are HmacSHA256, HmacSHA512, HmacSHA1",
        "{'signedTemplate': '{timestamp}'}          | signedTemplate  | text with {body} in it is accepted",
        "{'signedTemplate': '{url}.{body}'}         | signedTemplate  | signedTemplate is \"{url}.{body}\"",
        "{'signedTemplate': '{timestamp}.{body}', 'timestampHeader': ''} | signedTemplate | only when timestampHeader names",
        "{'signedTemplate': '{body}', 'timestampHeader': 'X-Time'} | timestampHeader | add {timestamp} to signedTemplate",
        "{'signatureHeader': ''}                    | signatureHeader | the name of an HTTP header is accepted",
        "{'signatureHeader': 'X Sign'}              | signatureHeader | signatureHeader is \"X Sign\"",
        "{'timestampHeader': 'x-m3ter-signature'}   | timestampHeader | other than that of signatureHeader",
        "{'apiKeyHeader': null}                     | apiKeyHeader    | apiKeyHeader is \"empty\"; a text is accepted",
        "{'toleranceSeconds': 0}                    | toleranceSeconds | toleranceSeconds is \"0\"; a number of seconds above 0",
        "{'toleranceSeconds': -5}                   | toleranceSeconds | toleranceSeconds is \"-5\"",
        "{'toleranceSeconds': '5m'}                 | toleranceSeconds | toleranceSeconds is \"5m\"; a whole number of seconds",
        "{'toleranceSeconds': 1e400000000}          | toleranceSeconds | a whole number of seconds",
        "[]                                         | signature       | signature is a list; a map of these keys is accepted"})
    void a_value_that_cannot_hold_is_named_with_what_is_accepted(String json, String key, String sentence) {
        assertThatExceptionOfType(SignatureSettingsException.class).isThrownBy(() -> read(json.replace('\'', '"')))
                .withMessageContaining(sentence)
                .satisfies(refused -> assertThat(refused.key()).isEqualTo(key));
    }

    @Test
    void an_unknown_key_is_named_but_its_value_is_not_told() {
        assertThatExceptionOfType(SignatureSettingsException.class).isThrownBy(() -> read("{\"secret\": \"hush-hush\"}"))
                .withMessage("\"secret\" is no key of a signature; accepted are verify, signatureHeader, timestampHeader,"
                        + " apiKeyHeader, algorithm, signedTemplate, encoding, toleranceSeconds");
    }

    private static SignatureSettings read(String json) {
        try {
            return SignatureSettings.fromJson(Json.MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
