package dev.waybill.delivery;

import java.util.Map;
import java.util.Objects;

/**
 * One request to a provider, complete but for the address and the credentials, which the provider's route adds. It is stored
 * before it is sent, and sent again byte for byte: {@code body} is the text whose UTF-8 bytes go out.
 *
 * @param name           what the call is for, in a word or two: {@code create-invoice}, {@code add-lines}
 * @param method         GET, POST, PUT, PATCH or DELETE
 * @param path           starts with {@code /}, already percent-encoded
 * @param query          already percent-encoded, without {@code ?}; empty when there is none
 * @param contentType    of the body; empty when there is no body
 * @param body           empty when there is none
 * @param idempotencyKey empty where the provider knows none for this method
 * @param headers        further headers, never credentials
 * @param writes         true when the provider may change something; an unknown outcome of such a call must be settled
 */
public record Call(String name, String method, String path, String query, String contentType, String body,
                   String idempotencyKey, Map<String, String> headers, boolean writes) implements Step {

    public Call {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        headers = Map.copyOf(headers);
    }

    /**
     * A header as it goes out, null when the call has none of that name: {@code Content-Type}, {@code Idempotency-Key}, or one
     * of {@link #headers()}.
     */
    public String header(String name) {
        String value = switch (name) {
            case "Content-Type" -> contentType;
            case "Idempotency-Key" -> idempotencyKey;
            default -> headers.get(name);
        };
        return value == null || value.isEmpty() ? null : value;
    }

    /** The query as it goes out, null when there is none. */
    public String queryOrNull() {
        return query.isEmpty() ? null : query;
    }

    /** A question that changes nothing. */
    public static Call get(String name, String path, String query, Map<String, String> headers) {
        return new Call(name, "GET", path, query, "", "", "", headers, false);
    }

    /** By what names it best, which agrees with equals: Camel asks at every step, and the body is much to go through. */
    @Override
    public int hashCode() {
        return 31 * path.hashCode() + idempotencyKey.hashCode();
    }
}
