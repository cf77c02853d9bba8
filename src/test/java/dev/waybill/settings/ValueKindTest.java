package dev.waybill.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueKindTest {

    private static final ValueKind.Time TIME = new ValueKind.Time(Duration.ofMillis(1), Duration.ofDays(7));

    @ParameterizedTest
    @CsvSource({"250, 250", "500ms, 500", "10s, 10000", "10 s, 10000", "5m, 300000", "2h, 7200000", "7d, 604800000"})
    void a_time_becomes_milliseconds(String written, String millis) {
        assertThat(TIME.plain(written)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "8d", "-1s", "1.5s", "10 seconds", "s", "99999999999999999999s"})
    void a_time_out_of_bounds_or_without_sense_is_refused(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> TIME.plain(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0ms", "1ms", "1500ms", "10s", "90s", "5m", "2h", "7d"})
    void a_time_is_shown_as_people_write_it(String written) {
        assertThat(ValueKind.Time.words(ValueKind.Time.parse(written))).isEqualTo(written);
    }

    @Test
    void times_are_read_one_by_one() {
        assertThat(new ValueKind.Times(TIME).plain("2s, 1m,5h")).isEqualTo("2000,60000,18000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2s,,1m", "2s,", ",", "2s;1m"})
    void a_list_of_times_has_no_gaps(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ValueKind.Times(TIME).plain(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "eighty", "8080.0", "99999999999999999999"})
    void a_number_stays_within_its_bounds(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ValueKind.Number(1, 65_535, "").plain(written));
    }

    @Test
    void a_choice_ignores_case() {
        assertThat(new ValueKind.Choice(List.of("INFO", "WARN")).plain("warn")).isEqualTo("WARN");
    }

    @Test
    void an_address_loses_its_last_slash() {
        assertThat(new ValueKind.HttpAddress().plain("http://127.0.0.1:12111/")).isEqualTo("http://127.0.0.1:12111");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.stripe.com", "ftp://api.stripe.com", "https://key@api.stripe.com", "https://a.example/?b=c",
            "https://", "a b"})
    void an_address_is_http_and_carries_nothing_else(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ValueKind.HttpAddress().plain(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://db:5432/waybill", "jdbc:postgresql://a:5432,b:5432/waybill?targetServerType=primary",
            "jdbc:postgresql://db/waybill?sslmode=verify-full"})
    void a_database_url_may_have_several_hosts_and_parameters(String written) {
        assertThat(new ValueKind.DatabaseUrl().plain(written)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://db/waybill", "jdbc:mysql://db/waybill", "jdbc:postgresql://me:pw@db/waybill",
            "jdbc:postgresql://db:port/waybill"})
    void another_database_url_is_refused(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ValueKind.DatabaseUrl().plain(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Waybill", "way-bill", "pg_waybill", "1st"})
    void a_schema_name_needs_no_quotes(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ValueKind.Name().plain(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2hvcnQ=", "not base64 at all", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})
    void a_master_key_is_32_bytes_in_base64(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ValueKind.MasterKey().plain(written));
    }
}
