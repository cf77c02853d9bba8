package dev.waybill.gateway.routefiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteCallsTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final RouteCalls calls = new RouteCalls();

    @BeforeEach
    void start() throws Exception {
        context.getRegistry().bind(RouteCalls.NAME, calls);
        context.start();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").routeId("ask").to("direct:answer").setHeader("asked").constant("yes");
            }
        });
        answer("first");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void answer(String text) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:answer").routeId("answer").setBody().constant(text);
            }
        });
    }

    private DirectConsumer consumer() {
        return (DirectConsumer) context.getRoute("answer").getConsumer();
    }

    private void take(String route) throws Exception {
        context.getRouteController().stopRoute(route);
        context.removeRoute(route);
    }

    @Test
    void it_takes_the_place_of_camels_own() {
        assertThat(context.getComponent("direct")).isSameAs(calls);
    }

    @Test
    void a_call_goes_through_and_comes_back() {
        assertThat(context.createProducerTemplate().requestBody("direct:ask", "x", String.class)).isEqualTo("first");
    }

    @Test
    void while_a_route_is_exchanged_again_and_again_no_call_fails() throws Exception {
        Queue<Object> failures = new ConcurrentLinkedQueue<>();
        AtomicInteger answered = new AtomicInteger();
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread caller = new Thread(() -> {
                ProducerTemplate template = context.createProducerTemplate();
                while (end.getCount() > 0) {
                    try {
                        String answer = template.requestBody("direct:ask", "x", String.class);
                        if (!answer.equals("first") && !answer.startsWith("number ")) {
                            failures.add(answer);
                        }
                        answered.incrementAndGet();
                    } catch (RuntimeException e) {
                        failures.add(e);
                    }
                }
            });
            caller.start();
            callers.add(caller);
        }
        for (int i = 0; i < 30; i++) {
            int before = answered.get();
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> answered.get() > before + 20);
            DirectConsumer consumer = consumer();
            consumer.suspend();
            assertThat(calls.awaitEmpty(consumer, Duration.ofSeconds(5))).isTrue();
            take("answer");
            answer("number " + i);
        }
        end.countDown();
        for (Thread caller : callers) {
            caller.join(TimeUnit.SECONDS.toMillis(10));
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void a_route_with_a_message_in_it_is_not_empty() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        take("answer");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:answer").routeId("answer").process(exchange -> {
                    inside.countDown();
                    goOn.await(10, TimeUnit.SECONDS);
                });
            }
        });
        Thread caller = new Thread(() -> context.createProducerTemplate().sendBody("direct:ask", "x"));
        caller.start();
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        DirectConsumer consumer = consumer();
        consumer.suspend();
        assertThat(calls.awaitEmpty(consumer, Duration.ofMillis(50))).isFalse();
        goOn.countDown();
        assertThat(calls.awaitEmpty(consumer, Duration.ofSeconds(5))).isTrue();
        caller.join(TimeUnit.SECONDS.toMillis(10));
    }

    @Test
    void a_call_of_a_route_that_does_not_come_fails_after_a_moment() throws Exception {
        take("answer");
        long begun = System.nanoTime();
        Throwable failure = null;
        try {
            context.createProducerTemplate().sendBody("direct:ask", "x");
        } catch (CamelExecutionException e) {
            failure = e.getCause();
        }
        assertThat(failure).isInstanceOf(DirectConsumerNotAvailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
    }
}
