package dev.waybill.flow;

import dev.waybill.delivery.Acceptance;
import dev.waybill.delivery.InboundEvent;
import dev.waybill.delivery.Ledger;
import dev.waybill.delivery.TimeOrderedId;
import dev.waybill.source.InboundWebhook;
import dev.waybill.source.SignatureVerifier;
import dev.waybill.source.Verdict;
import dev.waybill.source.m3ter.M3terNotices;
import dev.waybill.source.m3ter.Notice;
import dev.waybill.source.m3ter.UnreadableNoticeException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The receive room: is this message genuine, what does it say, is it on disk. */
public final class Webhooks {

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private final Configurations configurations;
    private final SignatureVerifier verifier;
    private final M3terNotices notices;
    private final Ledger ledger;
    private final Measures measures;
    private final Clock clock;
    private final BooleanSupplier room;

    /** @param room whether the queue of the decide room takes one more; what it does not take waits in the database */
    public Webhooks(Configurations configurations, SignatureVerifier verifier, M3terNotices notices, Ledger ledger,
                    Measures measures, Clock clock, BooleanSupplier room) {
        this.configurations = configurations;
        this.verifier = verifier;
        this.notices = notices;
        this.ledger = ledger;
        this.measures = measures;
        this.clock = clock;
        this.room = room;
    }

    /**
     * A message whose signature was found good.
     *
     * @param body the bytes as received
     */
    public record Genuine(InboundWebhook webhook, byte[] body) {
    }

    /**
     * Checks who a message is from.
     *
     * @param headers as the server gives them: a text, or a collection of texts where one was sent more than once
     * @throws WebhookRefusedException 404 for an address that is not ours or switched off, 401 for a signature that is not good
     */
    public Genuine check(String source, String endpointId, Map<String, Object> headers, byte[] body) {
        InboundWebhook webhook = webhook(source, endpointId);
        byte[] bytes = body == null ? new byte[0] : body;
        Verdict verdict = verifier.verify(webhook, texts(headers), bytes);
        if (!verdict.genuine()) {
            measures.accepted("unauthorized");
            LOG.warn("Refused a webhook at {} \"{}\": {}", webhook.id(), webhook.name(), verdict.reason());
            throw new WebhookRefusedException(401, "The signature is not accepted. Check the secret, the signature settings of this"
                    + " inbound webhook and the sender's clock.");
        }
        return new Genuine(webhook, bytes);
    }

    private InboundWebhook webhook(String source, String endpointId) {
        InboundWebhook webhook = uuid(endpointId) == null ? null : configurations.webhook(uuid(endpointId)).orElse(null);
        if (webhook == null || !webhook.enabled() || !webhook.source().equals(source)) {
            measures.accepted("unknown-address");
            throw new WebhookRefusedException(404, "There is no inbound webhook at this address. Copy the address from the inbound"
                    + " webhook's configuration.");
        }
        return webhook;
    }

    /** Reads what a genuine message says. What cannot be read is kept with the reason, then refused with 400. */
    public Arrival read(Genuine genuine) {
        InboundWebhook webhook = genuine.webhook();
        try {
            Notice notice = notices.read(genuine.body());
            boolean ignored = notice.kind() == Notice.Kind.IGNORED;
            InboundEvent event = event(webhook, notice.key(), notice.eventName(), notice.billId(), genuine.body(),
                    ignored ? InboundEvent.Status.IGNORED : InboundEvent.Status.NEW, notice.ignoredBecause());
            return new Arrival(event, webhook, notice);
        } catch (UnreadableNoticeException e) {
            Acceptance kept = ledger.accept(event(webhook, "unreadable-" + sha256(genuine.body()), null, null, genuine.body(),
                    InboundEvent.Status.REFUSED, e.getMessage()), false);
            measures.accepted("unreadable");
            LOG.warn("Refused a webhook at {} \"{}\", kept as event {}: {}", webhook.id(), webhook.name(), kept.id(), e.getMessage());
            throw new WebhookRefusedException(400, e.getMessage() + " The message is kept as event " + kept.id() + ".");
        }
    }

    /** Keeps the message; returns after the commit. */
    public Receipt keep(Arrival arrival) {
        boolean atOnce = room.getAsBoolean();
        Acceptance acceptance = ledger.accept(arrival.event(), atOnce);
        measures.accepted(acceptance.duplicate() ? "duplicate"
                : arrival.event().status() == InboundEvent.Status.IGNORED ? "ignored" : "new");
        return new Receipt(arrival, acceptance, atOnce);
    }

    /** An event that was kept earlier, made ready for the decide room again. */
    public Arrival again(InboundEvent event) {
        InboundWebhook webhook = configurations.webhook(event.webhookId()).orElseThrow(() -> new IllegalStateException(
                "inbound webhook " + event.webhookId() + " of event " + event.id() + " is no longer configured"));
        return new Arrival(event, webhook, notices.read(event.body()));
    }

    /** Says in the log that a message could not be kept; its sender is told to try again. */
    public void notKept(Exception failure) {
        measures.accepted("not-stored");
        LOG.error("A webhook could not be kept, its sender was told to send it again: {}", failure.getMessage());
    }

    private InboundEvent event(InboundWebhook webhook, String key, String name, String billId, byte[] body,
                               InboundEvent.Status status, String reason) {
        UUID id = TimeOrderedId.at(clock.instant());
        Instant receivedAt = TimeOrderedId.timeOf(id);
        return new InboundEvent(id, receivedAt, webhook.organizationId(), webhook.id(), key, name, billId, body, status, reason, 0);
    }

    private static Map<String, List<String>> texts(Map<String, Object> headers) {
        Map<String, List<String>> texts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            List<String> values = texts.computeIfAbsent(name, any -> new ArrayList<>());
            if (value instanceof Collection<?> several) {
                several.forEach(one -> values.add(String.valueOf(one)));
            } else {
                values.add(String.valueOf(value));
            }
        });
        return texts;
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException | NullPointerException e) {
            return null;
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
