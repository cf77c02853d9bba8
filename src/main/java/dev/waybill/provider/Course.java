package dev.waybill.provider;

import dev.waybill.delivery.Call;
import dev.waybill.delivery.Step;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The calls of a delivery before any of them is sent, each taken to succeed.
 *
 * @param calls      in their order, ids that only the provider gives as {@code {invoice id}}
 * @param end        how the delivery then stands: Done, Parked or Later; null when only the provider's last answer tells
 * @param open       what follows the last call, in words; null exactly when {@code end} is known
 * @param conditions what has to be so for the calls that are not certain, one sentence each
 * @param ids        for each id in braces, without them, what it is the id of
 */
public record Course(List<Planned> calls, Step end, String open, List<String> conditions, Map<String, String> ids) {

    /** One call. @param certain false when it rests on the {@link Course#conditions()} */
    public record Planned(Call call, boolean certain) {

        /** Every header as it goes out, but for the credentials, which nobody sees. */
        public Map<String, String> headers() {
            Map<String, String> headers = new TreeMap<>(call.headers());
            headers.put("Content-Type", call.contentType());
            headers.put("Idempotency-Key", call.idempotencyKey());
            headers.values().removeIf(String::isEmpty);
            return headers;
        }
    }

    public Course {
        calls = List.copyOf(calls);
        conditions = List.copyOf(conditions);
        ids = Collections.unmodifiableMap(new LinkedHashMap<>(ids));
    }

    /** How many of the calls are sure to be made; they come first. */
    public int certain() {
        return (int) calls.stream().filter(Planned::certain).count();
    }
}
