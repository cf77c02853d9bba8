package dev.waybill.standin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.standin.stripe.StripeStandIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes over a stand-in's connections, byte by byte. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ConnectionsTest {

    private final StripeStandIn stripe = new StripeStandIn();
    private Socket socket;

    @BeforeEach
    void connect() throws IOException {
        stripe.start(0);
        URI url = URI.create(stripe.baseUrl());
        socket = new Socket(url.getHost(), url.getPort());
    }

    @AfterEach
    void disconnect() throws IOException {
        socket.close();
        stripe.close();
    }

    private void say(String text) throws IOException {
        socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Everything until the stand-in ends the connection. */
    private String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Everything until the connection ends; a stand-in that closes before it has read all it was sent resets it (TCP). */
    private String restOfADroppedConnection() throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(heard);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        return heard.toString(StandardCharsets.UTF_8);
    }

    private static String head(String more) {
        return "POST /v1/customers HTTP/1.1\nHost: here\nAuthorization: Bearer sk_test_1\nStripe-Version: " + StripeStandIn.VERSION
                + "\nContent-Type: application/x-www-form-urlencoded\n" + more + "\n";
    }

    @Test
    void a_connection_is_kept_from_request_to_request() throws IOException {
        say(head("Content-Length: 8\n") + "name=Ann");
        say(head("Content-Length: 8\nConnection: close\n") + "name=Bob");
        assertThat(rest()).containsSubsequence("HTTP/1.1 200", "\"name\":\"Ann\"", "HTTP/1.1 200", "Connection: close", "\"name\":\"Bob\"");
    }

    @Test
    void a_body_may_come_in_chunks() throws IOException {
        say(head("Transfer-Encoding: chunked\nConnection: close\n") + "5\nname=\n3;of=no-interest\nAnn\n0\nTrailer: none\n\n");
        assertThat(rest()).contains("HTTP/1.1 200", "\"name\":\"Ann\"");
    }

    @Test
    void a_client_that_waits_before_its_body_is_told_to_go_on() throws IOException {
        say(head("Content-Length: 8\nExpect: 100-continue\nConnection: close\n"));
        String first = "HTTP/1.1 100 Continue\r\n\r\n";
        assertThat(new String(socket.getInputStream().readNBytes(first.length()), StandardCharsets.UTF_8)).isEqualTo(first);
        say("name=Ann");
        assertThat(rest()).startsWith("HTTP/1.1 200").contains("\"name\":\"Ann\"");
    }

    @Test
    void an_older_client_gets_its_answer_and_the_end() throws IOException {
        say("GET /_stand-in/faults HTTP/1.0\n\n");
        assertThat(rest()).startsWith("HTTP/1.1 200").contains("Connection: close");
    }

    @Test
    void a_question_for_the_head_gets_no_body() throws IOException {
        say("HEAD /v1/customers HTTP/1.1\nConnection: close\n\n");
        assertThat(rest()).contains("Content-Length: ").endsWith("\r\n\r\n");
    }

    @Test
    void what_is_no_http_is_refused_and_ends_the_connection() throws IOException {
        say("hello\n\n");
        assertThat(rest()).startsWith("HTTP/1.1 400").contains("Connection: close", "A request begins with a method");
        assertThat(stripe.requestCount()).isZero();
    }

    @Test
    void a_length_and_chunks_at_once_are_refused() throws IOException {
        say(head("Content-Length: 8\nTransfer-Encoding: chunked\n") + "0\n\n");
        assertThat(rest()).startsWith("HTTP/1.1 400").contains("either a Content-Length or Transfer-Encoding");
        assertThat(stripe.requestCount()).isZero();
    }

    @Test
    void half_a_request_is_never_answered() throws IOException {
        say(head("Content-Length: 8\n") + "name");
        socket.shutdownOutput();
        assertThat(rest()).isEmpty();
        assertThat(stripe.requestCount()).isZero();
    }

    @Test
    void closing_drops_a_connection_that_waits_and_the_port_can_be_taken_again() throws IOException {
        say(head("Content-Length: 8\n"));
        int port = URI.create(stripe.baseUrl()).getPort();
        stripe.close();
        assertThat(restOfADroppedConnection()).isEmpty();
        stripe.start(port);
        assertThat(URI.create(stripe.baseUrl()).getPort()).isEqualTo(port);
    }
}
