package dev.waybill.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The senders, as a process of their own: they post signed webhooks over kept connections and repeat each until it is answered
 * with 200, as a platform does. Told on standard input: {@link LoadJob}, {@code stop}; says {@code ready}, {@code progress SENT
 * ACKNOWLEDGED}, {@code done SENT ACKNOWLEDGED}.
 */
public final class Load {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration TELL = Duration.ofMillis(250);

    private final URI webhook;
    private final StandInControl standIn;
    private final int connections;
    private final int accounts;
    private final SampleBill bills;

    /**
     * @param webhook  where bills are posted, signed with the secret of {@link BenchConfiguration}
     * @param standIn  where Stripe is played
     * @param accounts as in {@link SampleBill}
     */
    public Load(URI webhook, URI standIn, int connections, int accounts) {
        this.webhook = webhook;
        this.standIn = new StandInControl(standIn);
        this.connections = connections;
        this.accounts = accounts;
        this.bills = new SampleBill(accounts);
    }

    /** Does what it is told, one job after the other, until there is nobody left who could tell. */
    public void serve(InputStream orders, PrintStream out) throws IOException {
        Practice.load(accounts);
        out.println("ready");
        Running running = null;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(orders, StandardCharsets.UTF_8))) {
            for (String order = reader.readLine(); order != null; order = reader.readLine()) {
                if (order.startsWith(LoadJob.WORD + " ")) {
                    running = new Running(LoadJob.read(order), out);
                    running.start();
                } else if (order.equals("stop") && running != null) {
                    running.stopped = true;
                }
            }
        }
    }

    /** One job at work. */
    private final class Running {
        private final LoadJob job;
        private final PrintStream out;
        private final AtomicLong next = new AtomicLong();
        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong acknowledged = new AtomicLong();
        private final Queue<LoadRecords.Sent> records = new ConcurrentLinkedQueue<>();
        private final long begun = System.nanoTime();
        private final long begunMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        private volatile boolean stopped;
        private volatile long giveUp = Long.MAX_VALUE;
        /** What may still be sent before more is delivered; only of a closed loop with a bound. */
        private final Semaphore room;

        private Running(LoadJob job, PrintStream out) {
            this.job = job;
            this.out = out;
            this.room = new Semaphore(job.onTheirWay());
        }

        private void start() {
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                Thread sender = new Thread(this::send, "sender-" + i);
                sender.setDaemon(true);
                senders.add(sender);
            }
            Thread keeper = new Thread(() -> keep(senders), "keeper");
            keeper.setDaemon(true);
            keeper.start();
        }

        /** Starts the senders, tells how far they are, and writes the records when they have ended. */
        private void keep(List<Thread> senders) {
            long delivered = isBound() ? standIn.delivered() : 0;
            senders.forEach(Thread::start);
            long told = 0;
            while (senders.stream().anyMatch(Thread::isAlive)) {
                if (isBound()) {
                    long before = delivered;
                    delivered = Math.max(before, standIn.delivered());
                    room.release((int) (delivered - before));
                }
                long now = System.nanoTime();
                if (giveUp == Long.MAX_VALUE && !mayBegin(now)) {
                    giveUp = now + PATIENCE.toNanos();
                }
                if (now - told > TELL.toNanos()) {
                    told = now;
                    out.println("progress " + sent + " " + acknowledged);
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
            try {
                LoadRecords.write(job.records(), records);
                out.println("done " + sent + " " + acknowledged);
            } catch (IOException e) {
                out.println("failed: " + e.getMessage());
            }
        }

        private boolean mayBegin(long now) {
            if (stopped || job.bills() > 0 && next.get() >= job.bills()) {
                return false;
            }
            // at a fixed rate what was due is sent, however late
            return job.seconds() == 0 || (job.perSecond() > 0 ? next.get() / job.perSecond() < job.seconds()
                    : now - begun < job.seconds() * 1_000_000_000L);
        }

        private void send() {
            try (Sender sender = new Sender(webhook)) {
                send(sender);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void send(Sender sender) throws InterruptedException {
            while (mayBegin(System.nanoTime())) {
                if (job.perSecond() > 0) {
                    long number = next.getAndIncrement();
                    long due = begun + (long) (number / job.perSecond() * 1e9);
                    if (job.seconds() > 0 && number / job.perSecond() >= job.seconds() || !isReached(due)) {
                        return;
                    }
                    post(sender, number, due);
                } else if (hasRoom() && mayBegin(System.nanoTime())) {
                    long number = next.getAndIncrement();
                    if (job.bills() == 0 || number < job.bills()) {
                        post(sender, number, System.nanoTime());
                    }
                }
            }
        }

        private boolean isBound() {
            return job.onTheirWay() < Integer.MAX_VALUE;
        }

        /** Waits until one more may be on its way; false when that took so long that the time may be up. */
        private boolean hasRoom() throws InterruptedException {
            return !isBound() || room.tryAcquire(TELL.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** Waits for that moment; false when the job was stopped before it. */
        private boolean isReached(long moment) {
            for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
                if (stopped) {
                    return false;
                }
                LockSupport.parkNanos(Math.min(left, TELL.toNanos()));
            }
            return !stopped;
        }

        private void post(Sender sender, long number, long due) {
            sent.incrementAndGet();
            byte[] event = bills.event(job.prefix(), job.first() + number);
            int tries = 1;
            boolean taken = sender.isTaken(event);
            while (!taken && System.nanoTime() < giveUp) {
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
                tries++;
                taken = sender.isTaken(event);
            }
            if (taken) {
                acknowledged.incrementAndGet();
            }
            records.add(new LoadRecords.Sent(job.first() + number, micros(due), taken ? micros(System.nanoTime()) : 0, tries));
        }

        private long micros(long nanoTime) {
            return begunMicros + (nanoTime - begun) / 1_000;
        }
    }
}
