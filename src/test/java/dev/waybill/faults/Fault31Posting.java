package dev.waybill.faults;

import dev.waybill.rehearsal.Bills;
import dev.waybill.standin.m3ter.WebhookSender;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Signed webhooks that come in all the time, each with a bill of its own; none is repeated, and no answer but 200 is forgotten. */
final class Fault31Posting implements AutoCloseable {

    private static final Duration BETWEEN_POSTS = Duration.ofMillis(25);

    private final Post post;
    private final List<Thread> senders = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> bills = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean stopped;

    /** Posts an event, signed, and returns the answer. */
    interface Post {
        WebhookSender.Acknowledgement send(String event) throws IOException;
    }

    private Fault31Posting(Post post) {
        this.post = post;
    }

    /** @param many how many senders post, each one webhook after the other */
    static Fault31Posting begin(int many, Post post) {
        Fault31Posting posting = new Fault31Posting(post);
        for (int i = 0; i < many; i++) {
            String name = "fault31-" + i;
            Thread thread = new Thread(() -> posting.sendOn(name), name);
            thread.setDaemon(true);
            thread.start();
            posting.senders.add(thread);
        }
        posting.awaitSent(20);
        return posting;
    }

    private void sendOn(String name) {
        for (int n = 0; !stopped; n++) {
            String bill = name + "-" + n;
            bills.add(bill);
            long begun = System.nanoTime();
            try {
                WebhookSender.Acknowledgement answer = post.send(Bills.event("billing.bill.created", Bills.bill(bill, "USD", "5")));
                if (answer.status() != 200) {
                    refused.add(answer.status() + " " + answer.body());
                }
            } catch (IOException | RuntimeException e) {
                refused.add(e.toString());
            }
            nanos.add(System.nanoTime() - begun);
            sent.incrementAndGet();
            LockSupport.parkNanos(BETWEEN_POSTS.toNanos());
        }
    }

    /** Waits until so many more webhooks were posted and answered. */
    void awaitSent(int more) {
        int until = sent.get() + more;
        Awaitility.await(more + " more webhooks").atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5))
                .until(() -> sent.get() >= until);
    }

    /** The ids of all bills that were posted. */
    List<String> bills() {
        return List.copyOf(bills);
    }

    /** Every answer that was not 200, and every post without an answer. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    /** The longest that a webhook waited for its answer. */
    Duration slowest() {
        return Duration.ofNanos(nanos.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /** Sends no more; on return every post has its answer. */
    @Override
    public void close() {
        stopped = true;
        for (Thread thread : senders) {
            try {
                thread.join(Duration.ofSeconds(20).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
