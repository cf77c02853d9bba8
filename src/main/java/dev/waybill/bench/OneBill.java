package dev.waybill.bench;

import dev.waybill.bill.Bill;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.DecidedBill;
import dev.waybill.delivery.InboundEvent;
import dev.waybill.delivery.Ledger;
import dev.waybill.delivery.RetryPolicy;
import dev.waybill.delivery.TimeOrderedId;
import dev.waybill.delivery.Work;
import dev.waybill.integration.Candidate;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.integration.DeliveryPolicy;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.integration.LineItemSplitter;
import dev.waybill.provider.Reconciler;
import dev.waybill.provider.stripe.StripeProvider;
import dev.waybill.source.m3ter.M3terBills;
import dev.waybill.source.m3ter.M3terNotices;
import dev.waybill.source.m3ter.Notice;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Carries one sample bill through a ledger, with the rooms' own code and a real stand-in, but without routes and threads. */
final class OneBill {

    private final IntegrationConfiguration integration;
    private final URI stripe;
    private final Clock clock = Clock.systemUTC();
    private final Reconciler reconciler;

    /** @param stripe the stand-in */
    OneBill(IntegrationConfiguration integration, URI stripe, Duration lease) {
        this.integration = integration;
        this.stripe = stripe;
        RetryPolicy retries = new RetryPolicy(List.of(Duration.ofSeconds(2)), Duration.ofHours(1), () -> 0);
        this.reconciler = new Reconciler(Map.of(integration.destination().provider(), new StripeProvider()), retries, clock, lease);
    }

    void through(Ledger ledger, byte[] webhook, String customer) {
        Notice notice = new M3terNotices().read(webhook);
        UUID eventId = TimeOrderedId.at(clock.instant());
        InboundEvent event = new InboundEvent(eventId, TimeOrderedId.timeOf(eventId), integration.organizationId(),
                UUID.fromString(BenchConfiguration.WEBHOOK), notice.key(), notice.eventName(), notice.billId(), webhook,
                InboundEvent.Status.NEW, null, 0);
        ledger.accept(event, true);
        Bill bill = new M3terBills().read(notice.bill(), notice.eventTime());
        Work work = decided(ledger, event, bill, customer);
        while (work.hasCall()) {
            work = answered(ledger, work);
        }
    }

    private Work decided(Ledger ledger, InboundEvent event, Bill bill, String customer) {
        Candidate candidate = new LineItemSplitter().dropExcludedTypes(Candidate.of(bill, integration)).withCustomer(customer);
        DeliveryDecision decision = new DeliveryPolicy().send(candidate);
        UUID billId = TimeOrderedId.at(clock.instant());
        Work work = reconciler.begin(billId, 1, decision, null);
        DecidedBill.Reason reason = new DecidedBill.Reason(integration.id(), integration.version(), DecidedBill.Outcome.SEND,
                decision.rule(), decision.reason(), decision.seen());
        ledger.decided(new DecidedBill(event, InboundEvent.Status.DONE, "First version of the bill. 1 of 1 integration(s) take it.",
                billId, bill, 0, 1, "0".repeat(32), List.of(reason), List.of(work), List.of()));
        return work.stored(work.leaseEnds(), System.nanoTime());
    }

    private Work answered(Ledger ledger, Work work) {
        Answer answer = answer(work.call());
        Work after = reconciler.absorb(work, answer);
        String log = reconciler.providerOf(work.run().destination()).loggable(answer);
        boolean kept = after.hasCall() ? ledger.answered(work.call(), work.calls(), answer, log, after)
                : ledger.finished(work.call(), work.calls(), answer, log, after);
        if (!kept) {
            throw new BenchFailedException("The ledger did not keep an answer of the bill that shows its statements.");
        }
        return after.stored(after.leaseEnds(), System.nanoTime());
    }

    private Answer answer(Call call) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create(stripe + call.path()
                    + (call.query().isEmpty() ? "" : "?" + call.query())).toURL().openConnection();
            connection.setRequestMethod(call.method());
            connection.setRequestProperty("Authorization", "Bearer " + BenchConfiguration.SECRETS.get("BENCH_STRIPE_KEY"));
            connection.setRequestProperty("Content-Type", call.contentType());
            connection.setRequestProperty("Idempotency-Key", call.idempotencyKey());
            call.headers().forEach(connection::setRequestProperty);
            connection.setDoOutput(true);
            connection.getOutputStream().write(call.body().getBytes(StandardCharsets.UTF_8));
            Map<String, String> headers = new HashMap<>();
            connection.getHeaderFields().forEach((name, values) -> headers.put(String.valueOf(name), values.get(0)));
            try (InputStream body = connection.getInputStream()) {
                return Answer.of(connection.getResponseCode(), headers, new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new BenchFailedException("The stand-in of Stripe does not take " + call.name() + ": " + e.getMessage(), e);
        }
    }
}
