package dev.waybill.standin.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One thing that goes wrong on purpose. A fresh rule strikes every request, always; {@link #on}, {@link #times},
 * {@link #after} and {@link #withProbability} narrow it.
 *
 * @param method      GET, POST ..., or null for every method
 * @param path        the whole path must match it (without the query), or null for every path
 * @param times       how often it strikes, 0 for always
 * @param after       how many matching requests pass first
 * @param probability from 0 to 1: the share of the remaining ones that it strikes
 * @param seed        makes the choice of that share repeatable
 */
public record FaultRule(FaultKind kind, String method, Pattern path, int times, int after, BigDecimal probability, long seed,
                        FaultEffect effect) {

    private static FaultRule of(FaultKind kind, FaultEffect effect) {
        return new FaultRule(kind, null, null, 0, 0, BigDecimal.ONE, 0, effect);
    }

    /** An error status with this code; a null code leaves it out. */
    public static FaultRule status(int status, String code) {
        return status(status, code, null);
    }

    /** An error status with this code and parameter name; null leaves either out. */
    public static FaultRule status(int status, String code, String param) {
        return of(FaultKind.STATUS, FaultEffect.answer(status, code, param, Map.of()));
    }

    /**
     * 429 from a limiter.
     *
     * @param reason     Stripe's {@code Stripe-Rate-Limited-Reason}: {@code endpoint-rate} ..., or null for no such header
     * @param retryAfter seconds for {@code Retry-After}, or null for no such header
     */
    public static FaultRule tooManyRequests(String reason, Integer retryAfter) {
        return of(FaultKind.STATUS, FaultEffect.answer(429, "rate_limit", null, limiterHeaders(reason, retryAfter)));
    }

    /** 429 for whatever exceeds this many matching requests within one second. */
    public static FaultRule rateLimit(int perSecond) {
        return of(FaultKind.RATE_LIMIT, FaultEffect.passing(perSecond, limiterHeaders("global-rate", null)));
    }

    public static FaultRule errorBeforeWork() {
        return of(FaultKind.ERROR_BEFORE_WORK, FaultEffect.answer(500, null, null, Map.of()));
    }

    public static FaultRule errorAfterWork() {
        return of(FaultKind.ERROR_AFTER_WORK, FaultEffect.answer(500, null, null, Map.of()));
    }

    public static FaultRule timeoutBeforeWork(Duration hold) {
        return of(FaultKind.TIMEOUT_BEFORE_WORK, FaultEffect.holding(hold));
    }

    public static FaultRule timeoutAfterWork(Duration hold) {
        return of(FaultKind.TIMEOUT_AFTER_WORK, FaultEffect.holding(hold));
    }

    public static FaultRule resetBeforeWork() {
        return of(FaultKind.RESET_BEFORE_WORK, FaultEffect.none());
    }

    public static FaultRule resetAfterWork() {
        return of(FaultKind.RESET_AFTER_WORK, FaultEffect.none());
    }

    public static FaultRule slow(Duration hold) {
        return of(FaultKind.SLOW, FaultEffect.holding(hold));
    }

    /** 400 for a request with a line whose description or {@code gw_line} contains the text. */
    public static FaultRule refuseLine(String text) {
        return of(FaultKind.REFUSE_LINE, FaultEffect.containing(text));
    }

    public static FaultRule garbage() {
        return of(FaultKind.GARBAGE, FaultEffect.none());
    }

    /** Fields that no release so far has sent. */
    public static FaultRule extraFields() {
        ObjectNode fields = Json.MAPPER.createObjectNode();
        fields.putObject("added_in_a_later_release").putArray("values").add("unheard_of").add(1).addNull();
        return extraFields(fields);
    }

    /** These fields merged into the answer's top level: {@code {"status": "under_review"}} makes an unknown status. */
    public static FaultRule extraFields(ObjectNode fields) {
        return of(FaultKind.EXTRA_FIELDS, FaultEffect.adding(fields));
    }

    /** Only requests of this method whose whole path matches the regular expression. */
    public FaultRule on(String method, String path) {
        return new FaultRule(kind, method, Pattern.compile(path), times, after, probability, seed, effect);
    }

    /** Strikes this often, then never again. */
    public FaultRule times(int times) {
        return new FaultRule(kind, method, path, times, after, probability, seed, effect);
    }

    /** Lets this many matching requests pass first. */
    public FaultRule after(int after) {
        return new FaultRule(kind, method, path, times, after, probability, seed, effect);
    }

    /** Strikes this share of the matching requests: {@code 0.25} one in four. The same seed strikes the same ones. */
    public FaultRule withProbability(String probability, long seed) {
        return new FaultRule(kind, method, path, times, after, new BigDecimal(probability), seed, effect);
    }

    FaultRule withEffect(FaultEffect effect) {
        return new FaultRule(kind, method, path, times, after, probability, seed, effect);
    }

    /**
     * Whether an idempotency key remembers the answer. Stripe: what was executed is remembered, 4xx and 500 alike; what was
     * refused before (401, 403, 429, a concurrent twin, malformed parameters) is not.
     */
    public boolean isStored() {
        if (effect.stored() != null) {
            return effect.stored();
        }
        String code = effect.code() == null ? "" : effect.code();
        return switch (effect.status()) {
            case 400 -> !code.startsWith("parameter") && !code.equals("rate_limit");
            case 402, 404, 500 -> true;
            default -> false;
        };
    }

    FaultKind.Stage stage() {
        return kind == FaultKind.STATUS && isStored() ? FaultKind.Stage.WORK : kind.stage();
    }

    boolean matches(Request request) {
        return (method == null || method.equals(request.method())) && (path == null || path.matcher(request.path()).matches());
    }

    private static Map<String, String> limiterHeaders(String reason, Integer retryAfter) {
        Map<String, String> headers = new HashMap<>();
        if (reason != null) {
            headers.put("Stripe-Rate-Limited-Reason", reason);
        }
        if (retryAfter != null) {
            headers.put("Retry-After", String.valueOf(retryAfter));
        }
        return headers;
    }
}
