package dev.waybill.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.stripe.StripeStandIn;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SenderTest {

    private static final byte[] EVENT = new SampleBill(1).event("t", 1);

    private static URI anywhere(StripeStandIn standIn) {
        return URI.create(standIn.baseUrl() + "/v1/customers");
    }

    @Test
    void what_is_cut_off_or_refused_was_not_taken_and_is_not_repeated() {
        try (StripeStandIn standIn = new StripeStandIn().start(0); Sender sender = new Sender(anywhere(standIn))) {
            standIn.faults().add(FaultRule.resetAfterWork().times(1));
            assertThat(sender.isTaken(EVENT)).as("cut off").isFalse();
            assertThat(sender.isTaken(EVENT)).as("refused").isFalse();
            standIn.faults().add(FaultRule.status(503, null));
            assertThat(sender.isTaken(EVENT)).as("busy").isFalse();
            assertThat(standIn.requestCount()).isEqualTo(3);
        }
    }

    @Test
    void an_event_answered_with_200_was_taken_and_the_connection_is_used_again() throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            CompletableFuture<Boolean> twice = CompletableFuture.supplyAsync(() -> answeredTwice(server));
            try (Sender sender = new Sender(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))) {
                assertThat(sender.isTaken(EVENT)).isTrue();
                assertThat(sender.isTaken(EVENT)).isTrue();
            }
            assertThat(twice.join()).isTrue();
        }
    }

    /** Answers two requests on the first connection. */
    private static boolean answeredTwice(ServerSocket server) {
        try (Socket socket = server.accept()) {
            for (int request = 0; request < 2; request++) {
                String head = "";
                while (!head.endsWith("\r\n\r\n")) {
                    head += (char) socket.getInputStream().read();
                }
                socket.getInputStream().readNBytes(EVENT.length);
                socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void after_the_other_side_was_away_the_next_event_goes_over_a_new_connection() throws IOException {
        try (StripeStandIn standIn = new StripeStandIn().start(0); KeptConnection connection = new KeptConnection(Duration.ofSeconds(30))) {
            URI requests = URI.create(standIn.baseUrl() + "/_stand-in/faults");
            assertThat(connection.exchange("GET", requests, Map.of(), null).status()).isEqualTo(200);
            standIn.close();
            assertThatThrownBy(() -> connection.exchange("GET", requests, Map.of(), null)).isInstanceOf(IOException.class);
            standIn.start(requests.getPort());
            assertThat(connection.exchange("GET", requests, Map.of(), null).status()).isEqualTo(200);
        }
    }
}
