package dev.waybill.provider.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PaddleVendorTest {

    @Test
    void takes_a_whole_number() {
        assertThat(PaddleVendor.complaint("PADDLE_AUTH", "31007")).isEmpty();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"0", "-5", "12a", "pdl_live_apikey_x"})
    void complains_about_anything_else_without_quoting_it(String vendorId) {
        assertThat(PaddleVendor.complaint("PADDLE_AUTH", vendorId)).hasValueSatisfying(complaint ->
                assertThat(complaint).startsWith("vendorId is not the whole number").doesNotContain("pdl_"));
    }

    @Test
    void complains_about_credentials_of_another_kind() {
        assertThat(PaddleVendor.complaint("STATIC_API_KEY", null)).hasValueSatisfying(complaint ->
                assertThat(complaint).contains("PADDLE_AUTH"));
    }
}
