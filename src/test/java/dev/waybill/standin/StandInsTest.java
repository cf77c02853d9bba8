package dev.waybill.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.standin.m3ter.M3terStandIn;
import dev.waybill.standin.paddleclassic.PaddleClassicStandIn;
import dev.waybill.standin.stripe.StripeStandIn;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandInsTest {

    @Test
    void all_answer_on_ports_of_their_own() {
        try (StandIns standIns = StandIns.start(0, 0, 0)) {
            assertThat(List.of(standIns.stripeUrl(), standIns.m3terUrl(), standIns.paddleClassicUrl()))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void stripe_answers() {
        try (StandIns standIns = StandIns.start(0, 0)) {
            assertThat(new StandInClient(standIns.stripeUrl()).get("/v1/customers").status()).isEqualTo(401);
        }
    }

    @Test
    void m3ter_answers() {
        try (StandIns standIns = StandIns.start(0, 0)) {
            assertThat(new StandInClient(standIns.m3terUrl()).get("/organizations/o/bills").status()).isEqualTo(403);
        }
    }

    @Test
    void paddle_classic_answers() {
        try (StandIns standIns = StandIns.start(0, 0, 0)) {
            assertThat(new StandInClient(standIns.paddleClassicUrl()).postForm("/api/2.0/subscription/users", "a=b").error("code"))
                    .isEqualTo("107");
        }
    }

    @Test
    void paddle_classic_answers_when_nobody_names_its_port() {
        try (StandIns standIns = StandIns.start(0, 0)) {
            assertThat(standIns.paddleClassicUrl()).startsWith("http://127.0.0.1:");
        }
    }

    @Test
    void only_this_machine_reaches_them() {
        try (StandIns standIns = StandIns.start(0, 0)) {
            assertThat(standIns.stripeUrl()).startsWith("http://127.0.0.1:");
        }
    }

    @Test
    void a_port_that_is_taken_is_named() {
        try (StandIns standIns = StandIns.start(0, 0)) {
            int taken = URI.create(standIns.stripeUrl()).getPort();
            assertThatThrownBy(() -> StandIns.start(taken, 0)).isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(String.valueOf(taken));
        }
    }

    @Test
    void when_one_cannot_start_the_other_stops() {
        try (StandIns standIns = StandIns.start(0, 0)) {
            StripeStandIn stripe = new StripeStandIn();
            int taken = URI.create(standIns.m3terUrl()).getPort();
            assertThatThrownBy(() -> StandIns.start(stripe, 0, new M3terStandIn(), taken)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(stripe::baseUrl).hasMessageContaining("not started");
        }
    }

    @Test
    void when_the_last_cannot_start_the_others_stop() {
        try (StandIns standIns = StandIns.start(0, 0)) {
            M3terStandIn m3ter = new M3terStandIn();
            int taken = URI.create(standIns.stripeUrl()).getPort();
            assertThatThrownBy(() -> StandIns.start(new StripeStandIn(), 0, m3ter, 0, new PaddleClassicStandIn(), taken))
                    .isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(m3ter::baseUrl).hasMessageContaining("not started");
        }
    }
}
