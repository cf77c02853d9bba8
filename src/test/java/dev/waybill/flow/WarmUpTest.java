package dev.waybill.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.RetryPolicy;
import dev.waybill.delivery.Step;
import dev.waybill.provider.Reconciler;
import dev.waybill.provider.paddleclassic.PaddleClassicProvider;
import dev.waybill.provider.stripe.StripeProvider;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That what is walked before the first bill is the way a real one takes, and that it ends. */
class WarmUpTest {

    private final Clock clock = Clock.systemUTC();
    private final WarmUp warmUp = new WarmUp(new Reconciler(Map.of("stripe", new StripeProvider(), "paddle-classic",
            new PaddleClassicProvider()),
            new RetryPolicy(List.of(Duration.ofSeconds(2)), Duration.ofDays(7), () -> 0), clock, Duration.ofSeconds(30)), clock);

    @Test
    void the_sample_goes_as_far_at_each_provider_as_can_be_foreseen() {
        assertThat(warmUp.walk()).hasSizeGreaterThan(1).allSatisfy(course -> {
            assertThat(course.calls()).isNotEmpty();
            assertThat(course.end() instanceof Step.Parked).as("refused: %s", course.end()).isFalse();
        }).anySatisfy(course -> assertThat(course.end()).isInstanceOf(Step.Done.class));
    }

    @Test
    void it_ends_after_so_many_bills() {
        assertThat(warmUp.run(3, Duration.ofMinutes(1))).isEqualTo(3);
    }

    @Test
    void it_ends_when_its_time_is_over() {
        assertThat(warmUp.run(Integer.MAX_VALUE, Duration.ofMillis(20))).isPositive();
    }
}
