package dev.waybill.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before the Stripe stand-in and treats every API key as an account of its own: slow, failing, throttled, counted. */
public final class AccountDoor implements AutoCloseable {

    private static final List<String> PASSED_ON = List.of("Authorization", "Content-Type", "Idempotency-Key", "Stripe-Version");
    private static final int DRIP_MILLIS = 200;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private volatile String behind;

    /** How one account behaves, and what it saw. */
    public static final class Account {
        private volatile CountDownLatch open = new CountDownLatch(0);
        private volatile int status;
        private volatile int perSecond;
        private volatile boolean drips;
        private final AtomicInteger atOnce = new AtomicInteger();
        private final AtomicInteger mostAtOnce = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final List<Long> begun = new CopyOnWriteArrayList<>();
        private long second;
        private int inSecond;

        /** From now on no request is answered, until {@link #answer}. */
        public void hang() {
            open = new CountDownLatch(1);
        }

        /** Answers again, what hangs too. */
        public void answer() {
            status = 0;
            perSecond = 0;
            open.countDown();
        }

        /** Answers everything with this status, and does nothing. */
        public void fail(int status) {
            this.status = status;
        }

        /** Answers 429 to what exceeds this within a second. */
        public void limit(int perSecond) {
            this.perSecond = perSecond;
        }

        /** Answers the next request byte by byte, without end. */
        public void dripOnce() {
            drips = true;
        }

        public int atOnce() {
            return atOnce.get();
        }

        public int mostAtOnce() {
            return mostAtOnce.get();
        }

        /** How many requests came. */
        public int requests() {
            return begun.size();
        }

        /** {@link System#nanoTime()} of each request. */
        public List<Long> begun() {
            return List.copyOf(begun);
        }

        /** How many were answered 429 because of {@link #limit}. */
        public int refused() {
            return refused.get();
        }

        /** Counts anew. */
        public void forget() {
            begun.clear();
            refused.set(0);
            mostAtOnce.set(0);
        }

        private synchronized boolean exceedsLimit() {
            long now = System.nanoTime() / 1_000_000_000L;
            inSecond = now == second ? inSecond + 1 : 1;
            second = now;
            return perSecond > 0 && inSecond > perSecond;
        }
    }

    private AccountDoor(HttpServer server) {
        this.server = server;
    }

    /** A door that nothing is behind yet. */
    public static AccountDoor open() {
        try {
            System.setProperty("sun.net.httpserver.nodelay", "true");
            AccountDoor door = new AccountDoor(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 256));
            door.server.setExecutor(door.threads);
            door.server.createContext("/", door::handle);
            door.server.start();
            return door;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void before(String url) {
        behind = url;
    }

    public Account account(String key) {
        return accounts.computeIfAbsent(key, any -> new Account());
    }

    private void handle(HttpExchange exchange) throws IOException {
        Account account = account(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")).replace("Bearer ", ""));
        account.begun.add(System.nanoTime());
        account.mostAtOnce.accumulateAndGet(account.atOnce.incrementAndGet(), Math::max);
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            account.open.await(60, TimeUnit.SECONDS);
            if (account.drips) {
                account.drips = false;
                drip(exchange);
            } else if (account.status > 0) {
                answer(exchange, account.status, "{\"error\":{\"type\":\"api_error\",\"message\":\"out of order\"}}".getBytes());
            } else if (account.exceedsLimit()) {
                account.refused.incrementAndGet();
                answer(exchange, 429, "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"rate_limit\"}}".getBytes());
            } else {
                passOn(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            account.atOnce.decrementAndGet();
        }
    }

    private void drip(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        CountDownLatch never = new CountDownLatch(1);
        while (!never.await(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
        }
    }

    private void passOn(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI())).timeout(Duration.ofSeconds(20))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : PASSED_ON) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        answer.headers().firstValue("Retry-After").ifPresent(after -> exchange.getResponseHeaders().set("Retry-After", after));
        answer(exchange, answer.statusCode(), answer.body());
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        accounts.values().forEach(Account::answer);
        server.stop(0);
        threads.shutdownNow();
    }
}
