package dev.waybill.standin.stripe;

import dev.waybill.standin.server.Reply;
import dev.waybill.standin.server.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was answered under each idempotency key. Stripe: the first executed request's status and body, 4xx and 500 included;
 * kept for a day at least. Where Stripe compares parameters, this compares bytes, which is stricter. Thread-safe.
 */
final class IdempotencyKeys {

    private static final Duration LIFE = Duration.ofHours(24);

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final int kept;
    private final Clock clock;

    IdempotencyKeys(int kept, Clock clock) {
        this.kept = kept;
        this.clock = clock;
    }

    /** What is known of one key. */
    private static final class Entry {
        private final byte[] fingerprint;
        private final Instant since;
        private Reply reply;
        private String requestId;

        private Entry(byte[] fingerprint, Instant since) {
            this.fingerprint = fingerprint;
            this.since = since;
        }
    }

    /**
     * The stored answer, marked as a replay, or null: then the caller executes the request and ends with {@link #store} or
     * {@link #release}.
     *
     * @throws Refusal when the key belongs to another request, or its request is still running
     */
    synchronized Reply claim(String key, Request request) {
        byte[] fingerprint = fingerprint(request);
        Entry entry = entries.get(key);
        if (entry != null && entry.reply != null && !clock.instant().isBefore(entry.since.plus(LIFE))) {
            entries.remove(key);
            entry = null;
        }
        if (entry == null) {
            entries.put(key, new Entry(fingerprint, clock.instant()));
            forgetOldest();
            return null;
        }
        if (!MessageDigest.isEqual(entry.fingerprint, fingerprint)) {
            throw new Refusal(400, "idempotency_error", null, null, "Keys for idempotent requests can only be used with the same"
                    + " parameters and endpoint they were first used with.");
        }
        if (entry.reply == null) {
            throw new Refusal(409, "idempotency_error", "idempotency_key_in_use", null,
                    "There is another request running with this idempotency key.");
        }
        return entry.reply.with("Idempotent-Replayed", "true").with("Original-Request", entry.requestId);
    }

    synchronized void store(String key, Reply reply, String requestId) {
        Entry entry = entries.get(key);
        if (entry != null) {
            entry.reply = reply;
            entry.requestId = requestId;
        }
    }

    /** The request was refused before it was executed: its key is free again. */
    synchronized void release(String key) {
        Entry entry = entries.get(key);
        if (entry != null && entry.reply == null) {
            entries.remove(key);
        }
    }

    /** As if a day had passed: every answered key is free again. */
    synchronized void forgetAll() {
        entries.values().removeIf(entry -> entry.reply != null);
    }

    private void forgetOldest() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > kept && oldest.hasNext()) {
            if (oldest.next().reply != null) {
                oldest.remove();
            }
        }
    }

    private static byte[] fingerprint(Request request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((request.path() + "?" + request.query() + "\n").getBytes(StandardCharsets.UTF_8));
            return digest.digest(request.body());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
