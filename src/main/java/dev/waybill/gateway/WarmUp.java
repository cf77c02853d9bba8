package dev.waybill.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Work;
import dev.waybill.flow.RunLog;
import dev.waybill.gateway.routefiles.RouteCalls;
import dev.waybill.gateway.routefiles.RouteFileException;
import dev.waybill.gateway.routefiles.RouteFiles;
import dev.waybill.gateway.routefiles.RouteProperties;
import dev.waybill.settings.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Carries made-up bills all the way before the first real one comes, until Java has compiled what it needs: from the webhook through
 * the rules to a Stripe that is played on loopback. The routes are those of the route files and the beans those of a gateway, in a
 * Camel context of their own; but they belong to nobody, what they would write is dropped, and a route that leads anywhere else ends
 * the warm-up, so that nothing real can come near them and nothing of them is left. What an operator's own step does within this
 * process, such as a line in the log, it does for them too.
 */
final class WarmUp implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    private static final String RECEIVE = "platform-http:/webhooks/m3ter/";
    private static final String BEGIN = "direct:warm-up";
    private static final String NUMBER = "warm-up";
    /** {@code sql} comes to a database that cannot be opened. */
    private static final List<String> HERE = List.of("direct:", "seda:", "bean:", "sql:");
    /** Customers whose bills are on their way beside each other. */
    private static final int AT_ONCE = 8;
    private static final Duration LAST_WORD = Duration.ofMillis(500);

    private final Settings settings;
    private final int bills;
    private final Duration most;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final AtomicInteger complete = new AtomicInteger();
    private final String bill = new String(resource("warm-up-bill.json"), StandardCharsets.UTF_8);
    private final byte[] invoice = resource("warm-up-invoice.json");
    private final byte[] lines = resource("warm-up-lines.json");

    /** Ends after so many bills, or when the time is over. */
    WarmUp(Settings settings, int bills, Duration most) {
        this.settings = settings;
        this.bills = bills;
        this.most = most;
    }

    private static byte[] resource(String name) {
        try (InputStream file = WarmUp.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bills ended as they should. */
    int complete() {
        return complete.get();
    }

    @Override
    public void run() {
        long until = System.nanoTime() + most.toNanos();
        try {
            HttpServer stripe = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), AT_ONCE);
            stripe.createContext("/", this::answer);
            stripe.start();
            try {
                walk("http://" + stripe.getAddress().getAddress().getHostAddress() + ":" + stripe.getAddress().getPort(), until);
            } finally {
                stripe.stop(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RouteFileException e) {
            LOG.debug("Not warmed up; the start itself says what is wrong with the route files", e);
        } catch (Exception e) {
            LOG.info("Not warmed up, so the first bills after this start take longer: {}", deepest(e).getMessage());
            LOG.debug("The warm-up ended early", e);
        }
    }

    private static Throwable deepest(Throwable e) {
        return e.getCause() == null ? e : deepest(e.getCause());
    }

    private void walk(String stripe, long until) throws Exception {
        Map<String, String> others = new LinkedHashMap<>(Map.of("stripe.test-rate", "10000", "stripe.endpoint-rate", "10000",
                "stripe.concurrency", String.valueOf(AT_ONCE)));
        settings.forCamel().keySet().stream().filter(key -> key.endsWith("base-url")).forEach(key -> others.put(key, stripe));
        Settings its = settings.with(others);
        GatewayBeans beans = new GatewayBeans(its, WarmUpStores.of(this::ended), new SimpleMeterRegistry(), Clock.systemUTC(),
                () -> its.number("decide.queue"), () -> false);
        Map<String, Object> named = new LinkedHashMap<>(beans.byName());
        named.put("runLog", new RunLog(NOPLogger.NOP_LOGGER));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            context.getShutdownStrategy().setTimeout(1);
            RouteProperties.only(context, its.forCamel());
            context.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> stayingHere(endpoint, stripe));
            named.forEach(context.getRegistry()::bind);
            context.getRegistry().bind(RouteCalls.NAME, new RouteCalls());
            context.build();
            HttpMethodByName.in(context);
            define(context, its, named);
            context.start();
            beans.configurations().read();
            try (Workers workers = new Workers(beans.dispatcher(), AT_ONCE, LAST_WORD, NOPLogger.NOP_LOGGER);
                    CallDeadline deadline = beans.deadline()) {
                deadline.start();
                workers.start(context);
                send(context.createProducerTemplate(), until);
                beans.dispatcher().close();
            }
        }
    }

    /** What leads out of this process, but for the Stripe that is played here, is not even made. */
    private static Endpoint stayingHere(Endpoint endpoint, String stripe) {
        String uri = endpoint.getEndpointUri();
        if (HERE.stream().noneMatch(uri::startsWith) && !uri.startsWith(stripe)) {
            throw new IllegalArgumentException("a route has a step that leads to " + uri.replaceAll("[?:/].*", "")
                    + ", where made-up bills have no business");
        }
        return endpoint;
    }

    /** All routes that wait to be called, and the one that takes webhooks, called too; nothing listens and no clock ticks. */
    private static void define(DefaultCamelContext context, Settings its, Map<String, Object> beans) throws Exception {
        RouteFiles.define(context, its, beans);
        for (RouteDefinition route : List.copyOf(context.getRouteDefinitions())) {
            String from = route.getInput().getEndpointUri();
            if (from.startsWith(RECEIVE)) {
                route.setInput(null);
                route.setInput(new FromDefinition(BEGIN));
            } else if (!from.startsWith("direct:") && !from.startsWith("seda:")) {
                context.removeRouteDefinition(route);
            }
        }
    }

    private void send(ProducerTemplate template, long until) throws InterruptedException {
        for (int i = 0; i < bills && room.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS); i++) {
            byte[] body = bill.replace(NUMBER, NUMBER + "-" + i % AT_ONCE).getBytes(StandardCharsets.UTF_8);
            String timestamp = String.valueOf(System.currentTimeMillis() / 1_000);
            template.send(BEGIN, exchange -> {
                exchange.getMessage().setHeader("endpointId", WarmUpStores.NOBODY.toString());
                exchange.getMessage().setHeader("X-M3ter-Timestamp", timestamp);
                exchange.getMessage().setHeader("X-M3ter-Signature", signature(timestamp, body));
                exchange.getMessage().setBody(body);
            });
        }
        room.tryAcquire(AT_ONCE, until - System.nanoTime(), TimeUnit.NANOSECONDS);     // until all have ended
        LOG.debug("Carried {} made-up bills before the first real one", complete);
    }

    private static String signature(String timestamp, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(WarmUpStores.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    private void ended(Work work) {
        if (work.status() == RunStatus.COMPLETE) {
            complete.incrementAndGet();
        }
        room.release();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = exchange.getRequestURI().getPath().endsWith("/add_lines") ? lines : invoice;
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }
}
