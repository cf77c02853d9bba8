package dev.waybill.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.Json;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RetryPolicy;
import dev.waybill.delivery.Step;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.integration.Destination;
import dev.waybill.integration.IntegrationConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DryRunTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    /** Asks for a customer first, and foresees nothing. */
    private static final class Unforeseen implements Provider {
        @Override
        public Step next(Delivery delivery) {
            return Call.get("get-customer", "/customers/" + delivery.customer(), "", Map.of());
        }

        @Override
        public Delivery absorb(Delivery delivery, Call call, Answer answer) {
            throw new AssertionError("nothing is answered in a dry run of this provider");
        }

        @Override
        public List<Setting> settings() {
            return List.of();
        }

        @Override
        public String loggable(Answer answer) {
            return "";
        }
    }

    @Test
    void of_a_provider_that_foresees_nothing_the_first_call_is_shown_and_the_rest_is_said_in_words() {
        Reconciler reconciler = new Reconciler(Map.of("stripe", new Unforeseen()), new RetryPolicy(List.of(Duration.ofSeconds(1)),
                Duration.ofDays(1), () -> 0), Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofSeconds(30));
        Bill bill = new Bill("m3ter", "b1", 1, NOW, "acc-1", "acme", "USD", BillStatus.APPROVED, false, false,
                LocalDate.of(2026, 10, 1), LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 1), null, null, null, null, List.of());
        IntegrationConfiguration integration = new IntegrationConfiguration(UUID.randomUUID(), UUID.randomUUID(), "One",
                Destination.STRIPE, true, Set.of(), Set.of(), false, false, Set.of(), Json.MAPPER.createObjectNode(), null, 1);
        DeliveryDecision send = new DeliveryDecision(integration, true, "send", "Sent.", Map.of(), bill, "c1", null);

        Course course = new DryRun(reconciler).of(reconciler.begin(UUID.randomUUID(), 1, send, null), List.of());

        assertThat(course.calls()).extracting(planned -> planned.call().path()).containsExactly("/customers/c1");
        assertThat(course.certain()).isEqualTo(1);
        assertThat(course.end()).isNull();
        assertThat(course.open()).isEqualTo("What follows depends on the answer to get-customer, which is not foreseen for this provider;"
                + " a delivery goes on once it has it.");
    }
}
