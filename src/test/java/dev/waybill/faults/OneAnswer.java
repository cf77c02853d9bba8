package dev.waybill.faults;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.waybill.standin.server.HttpStandIn;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in a stand-in's place, and answers everything with the same words, which may be any. Until it is closed. */
final class OneAnswer implements AutoCloseable {

    private final HttpStandIn absent;
    private final int port;
    private final HttpServer server;
    private final AtomicInteger given = new AtomicInteger();

    private OneAnswer(HttpStandIn absent, int port, HttpServer server) {
        this.absent = absent;
        this.port = port;
        this.server = server;
    }

    static OneAnswer of(int status, String body, HttpStandIn instead) throws IOException {
        int port = URI.create(instead.baseUrl()).getPort();
        instead.close();
        OneAnswer answer = new OneAnswer(instead, port, HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        answer.server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
                answer.given.incrementAndGet();
            }
        });
        answer.server.start();
        return answer;
    }

    void awaitGiven() {
        await("a request to answer").atMost(Duration.ofSeconds(10)).until(() -> given.get() > 0);
    }

    @Override
    public void close() {
        server.stop(0);
        absent.start(port);
    }
}
