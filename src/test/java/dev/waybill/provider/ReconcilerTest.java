package dev.waybill.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RetryPolicy;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Work;
import dev.waybill.integration.Candidate;
import dev.waybill.integration.DeliveryPolicy;
import dev.waybill.integration.Destination;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.source.m3ter.M3terBills;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The loop ends, whatever a provider does. */
class ReconcilerTest {

    private static final UUID ID = new UUID(0, 1);

    /** Asks one more question after each answer. */
    private static final class Endless implements Provider {

        @Override
        public Step next(Delivery delivery) {
            return Call.get("ask", "/v1/question", "", Map.of());
        }

        @Override
        public Delivery absorb(Delivery delivery, Call call, Answer answer) {
            return delivery;
        }

        @Override
        public String loggable(Answer answer) {
            return "";
        }

        @Override
        public List<Setting> settings() {
            return List.of();
        }
    }

    @Test
    void a_provider_that_never_comes_to_an_end_is_stopped_and_a_person_told() throws Exception {
        Reconciler reconciler = new Reconciler(Map.of("stripe", new Endless()),
                new RetryPolicy(List.of(Duration.ofSeconds(2)), Duration.ofHours(1), () -> 0), Clock.systemUTC(), Duration.ofSeconds(30));
        IntegrationConfiguration integration = new IntegrationConfiguration(ID, ID, "Endless", Destination.STRIPE_TEST, true, Set.of(),
                Set.of(), false, false, Set.of(), Json.MAPPER.createObjectNode(), null, 1);
        Bill bill = new M3terBills().read(Json.MAPPER.readTree("""
                {"id": "b", "version": 1, "accountId": "a", "currency": "USD", "status": "APPROVED", "startDate": "2026-10-01",
                 "endDate": "2026-11-01", "billDate": "2026-11-01", "lineItems": []}"""), Instant.EPOCH);
        Work work = reconciler.begin(ID, 1, new DeliveryPolicy().send(Candidate.of(bill, integration).withCustomer("cus_1")), null);

        int calls = 0;
        while (work.hasCall()) {
            calls++;
            work = reconciler.absorb(work, Answer.of(200, Map.of(), "{}"));
        }

        assertThat(calls).isEqualTo(Reconciler.MOST_CALLS);
        assertThat(work.step()).isInstanceOfSatisfying(Step.Parked.class, parked -> {
            assertThat(parked.code()).isEqualTo("too-many-calls");
            assertThat(parked.remedy()).contains("--retry");
        });
    }
}
