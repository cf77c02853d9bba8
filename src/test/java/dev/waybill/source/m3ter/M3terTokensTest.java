package dev.waybill.source.m3ter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class M3terTokensTest {

    private final SettableClock clock = new SettableClock();
    private final M3terTokens tokens = new M3terTokens(clock);

    @Test
    void nothing_is_held_at_first() {
        assertThat(tokens.bearer("credentials-1")).isEmpty();
    }

    @Test
    void a_token_serves_for_nine_tenths_of_its_life() {
        tokens.store("credentials-1", "t-1", Duration.ofSeconds(1000));
        clock.now = clock.now.plusSeconds(899);
        assertThat(tokens.bearer("credentials-1")).contains("t-1");
        clock.now = clock.now.plusSeconds(1);
        assertThat(tokens.bearer("credentials-1")).isEmpty();
    }

    @Test
    void each_key_has_its_own_token() {
        tokens.store("credentials-1", "t-1", Duration.ofHours(1));
        tokens.store("credentials-2", "t-2", Duration.ofHours(1));
        assertThat(tokens.bearer("credentials-1")).contains("t-1");
        assertThat(tokens.bearer("credentials-2")).contains("t-2");
    }

    @Test
    void a_newer_token_takes_the_place_of_the_older() {
        tokens.store("credentials-1", "t-1", Duration.ofHours(1));
        tokens.store("credentials-1", "t-2", Duration.ofHours(1));
        assertThat(tokens.bearer("credentials-1")).contains("t-2");
    }

    @Test
    void a_dropped_token_is_gone() {
        tokens.store("credentials-1", "t-1", Duration.ofHours(1));
        tokens.drop("credentials-1");
        assertThat(tokens.bearer("credentials-1")).isEmpty();
    }

    @Test
    void the_token_in_an_answer_is_kept_for_its_stated_life() {
        assertThat(tokens.keep("credentials-1", answer(200, Samples.text("token.json")))).isTrue();
        clock.now = clock.now.plusSeconds(16_199);
        assertThat(tokens.bearer("credentials-1")).contains("eyJhbGciOiJSUzI1NiJ9.eyJvcmdJZCI6IjBhMGEifQ.c2lnbmF0dXJl");
        clock.now = clock.now.plusSeconds(1);
        assertThat(tokens.bearer("credentials-1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"access_token\":\"t\"}", "{\"access_token\":\"t\",\"expires_in\":null}",
        "{\"access_token\":\"t\",\"expires_in\":\"18000\"}", "{\"access_token\":\"t\",\"expires_in\":-1}",
        "{\"access_token\":\"t\",\"expires_in\":1e400000000}"})
    void a_token_of_unknown_life_is_kept_for_a_few_minutes(String body) {
        tokens.keep("credentials-1", answer(200, body));
        clock.now = clock.now.plus(Duration.ofMinutes(4));
        assertThat(tokens.bearer("credentials-1")).contains("t");
        clock.now = clock.now.plus(Duration.ofMinutes(1));
        assertThat(tokens.bearer("credentials-1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"access_token\":7}", "{\"access_token\":\"\"}", "{\"access_token\":\"a b\"}",
        "{\"access_token\":\"a\\r\\nX-Evil: 1\"}", "<html>"})
    void an_answer_without_a_usable_token_changes_nothing(String body) {
        tokens.store("credentials-1", "t-1", Duration.ofHours(1));
        assertThat(tokens.keep("credentials-1", answer(200, body))).isFalse();
        assertThat(tokens.bearer("credentials-1")).contains("t-1");
    }

    @Test
    void a_refusal_brings_no_token() {
        assertThat(tokens.keep("credentials-1", answer(403, Samples.text("token.json")))).isFalse();
        assertThat(tokens.keep("credentials-1", Answer.unknown("timed out"))).isFalse();
    }

    @Test
    void a_token_does_not_tell_itself() {
        assertThat(M3terToken.read(answer(200, Samples.text("token.json"))).orElseThrow()).hasToString("M3terToken[for 18000 s]");
    }

    private static Answer answer(int status, String body) {
        return Answer.of(status, Map.of(), body);
    }

    private static final class SettableClock extends Clock {

        private Instant now = Instant.parse("2026-04-02T08:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.fixed(now, zone);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
