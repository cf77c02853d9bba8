package dev.waybill.flow;

import dev.waybill.bill.Bill;
import dev.waybill.bill.Json;
import dev.waybill.bill.LineItemType;
import dev.waybill.integration.Candidate;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.integration.DeliveryPolicy;
import dev.waybill.integration.Destination;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.integration.LineItemSplitter;
import dev.waybill.provider.Course;
import dev.waybill.provider.DryRun;
import dev.waybill.provider.Reconciler;
import dev.waybill.source.InboundWebhook;
import dev.waybill.source.SignatureSettings;
import dev.waybill.source.SignatureVerifier;
import dev.waybill.source.WebhookSecret;
import dev.waybill.source.m3ter.M3terBills;
import dev.waybill.source.m3ter.M3terNotices;
import dev.waybill.source.m3ter.Notice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Walks a made-up bill through the steps that need nothing but themselves - signature, reading, rules, mapping - until Java has
 * compiled them, so that the first bills after a start are as quick as the rest. Nothing is kept and nothing is sent.
 */
public final class WarmUp {

    private static final UUID NOBODY = new UUID(0, 0);

    /** Such an id exists at every provider: Paddle's are numbers. */
    private static final String CUSTOMER = "1";

    private final SignatureVerifier signatures;
    private final M3terNotices notices = new M3terNotices();
    private final M3terBills documents = new M3terBills();
    private final LineItemSplitter splitter = new LineItemSplitter();
    private final DeliveryPolicy policy = new DeliveryPolicy();
    private final Reconciler reconciler;
    private final Clock clock;
    private final DryRun dryRun;
    private final byte[] event;
    private final InboundWebhook webhook;
    private final List<IntegrationConfiguration> integrations;

    public WarmUp(Reconciler reconciler, Clock clock) {
        this.signatures = new SignatureVerifier(clock);
        this.reconciler = reconciler;
        this.clock = clock;
        this.dryRun = new DryRun(reconciler);
        this.event = sample();
        this.webhook = new InboundWebhook(NOBODY, NOBODY, "warm-up", M3terBills.SOURCE, true, SignatureSettings.DEFAULTS,
                List.of(WebhookSecret.of(null, "warm-up")), null, 1);
        this.integrations = Arrays.stream(Destination.values()).filter(Destination::isTestMode).map(WarmUp::to).toList();
    }

    private static byte[] sample() {
        try (InputStream file = WarmUp.class.getResourceAsStream("warm-up.json")) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IntegrationConfiguration to(Destination destination) {
        return new IntegrationConfiguration(NOBODY, NOBODY, "warm-up", destination, true, Set.of(), Set.of(), false, true,
                Set.of(new LineItemType("BALANCE_CONSUMED")), Json.MAPPER.createObjectNode(), null, 1);
    }

    /**
     * Goes on until {@code bills} were walked through or the time is over.
     *
     * @return how many bills it was
     */
    public int run(int bills, Duration most) {
        long until = System.nanoTime() + most.toNanos();
        int walked = 0;
        while (walked < bills && System.nanoTime() < until && !Thread.currentThread().isInterrupted()) {
            walk();
            walked++;
        }
        return walked;
    }

    /** What one bill comes to at each destination. */
    List<Course> walk() {
        signatures.verify(webhook, Map.of("X-M3ter-Signature", List.of("warm-up"), "X-M3ter-Timestamp", List.of(String.valueOf(clock.instant().getEpochSecond()))), event);
        Notice notice = notices.read(event);
        Bill bill = documents.read(notice.bill(), notice.eventTime());
        BillContent.hash(bill);
        return integrations.stream().map(integration -> {
            Candidate candidate = splitter.dropExcludedTypes(Candidate.of(bill, integration)).withCustomer(CUSTOMER);
            DeliveryDecision decision = policy.send(candidate);
            return dryRun.of(reconciler.begin(NOBODY, 1, decision, null), List.of());
        }).toList();
    }
}
