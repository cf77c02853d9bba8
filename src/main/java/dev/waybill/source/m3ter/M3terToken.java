package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.delivery.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A bearer token of m3ter.
 *
 * @param life how long it holds from the moment it was given
 */
record M3terToken(String bearer, Duration life) {

    /** m3ter states the life; five minutes are assumed of an answer that does not. */
    private static final Duration UNSTATED_LIFE = Duration.ofMinutes(5);
    private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();
    /** What may stand in an Authorization header. */
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/=-]{1,16384}");

    /** The token in an answer of {@code POST /oauth/token}, or empty when there is none. */
    static Optional<M3terToken> read(Answer answer) {
        if (answer.outcome() != Answer.Outcome.ANSWERED || answer.status() != 200) {
            return Optional.empty();
        }
        try {
            JsonNode document = ReceivedJson.read(answer.body());
            String bearer = document.path("access_token").textValue();
            return bearer != null && BEARER.matcher(bearer).matches()
                    ? Optional.of(new M3terToken(bearer, life(document.path("expires_in"))))
                    : Optional.empty();
        } catch (UnreadableJsonException e) {
            return Optional.empty();
        }
    }

    private static Duration life(JsonNode seconds) {
        return seconds.isIntegralNumber() && seconds.canConvertToLong() && seconds.longValue() > 0
                ? Duration.ofSeconds(Math.min(seconds.longValue(), LONGEST_SECONDS))
                : UNSTATED_LIFE;
    }

    /** Does not tell the token. */
    @Override
    public String toString() {
        return "M3terToken[for " + life.toSeconds() + " s]";
    }
}
