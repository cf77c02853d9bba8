package dev.waybill.cli;

import dev.waybill.gateway.GatewayApplication;
import dev.waybill.settings.Settings;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code ./waybill run}: the gateway, until it is told to stop. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Runs the gateway until it is stopped (Ctrl-C, SIGTERM).",
        footer = {"", "Exit codes: 0 stopped as asked; 1 could not start, said in words."})
final class RunCommand implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
        long begun = System.nanoTime();
        Settings settings = Settings.load(Map.of());
        Logging.of(settings);
        Logger log = LoggerFactory.getLogger(RunCommand.class);
        settings.warnings().forEach(log::warn);
        boolean embedded = settings.optional("database.url").isEmpty();
        CompletableFuture<GatewayApplication> starting = new CompletableFuture<>();
        AtomicBoolean told = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.set(true);
            stop(starting, embedded, log);
        }, "stop"));
        try {
            starting.complete(GatewayApplication.start(settings));
            log.info("Ready after {} s. Webhooks: http://{}:{}/webhooks/m3ter/{endpointId}. Health: http://{}:{}/observe/health",
                    seconds(begun), settings.text("http.host"), settings.text("http.port"), settings.text("management.host"),
                    settings.text("management.port"));
        } catch (RuntimeException | Error e) {
            starting.completeExceptionally(e);
            if (!told.get()) {
                throw e;
            }                                    // a process that is being stopped cannot start everything: nobody need know
        }
        new CountDownLatch(1).await();           // until the process is told to stop
        return 0;
    }

    /** Stops a gateway in order; one that still starts, once it has: its embedded database must not stay behind. */
    private static void stop(CompletableFuture<GatewayApplication> starting, boolean embedded, Logger log) {
        if (starting.isCompletedExceptionally()) {
            return;                              // it did not start, and has said why
        }
        if (starting.isDone()) {
            log.info("Stopping: nothing new is taken, running deliveries end");
        } else {
            log.info("Stopping while it starts");
        }
        if (starting.isDone() || embedded) {
            try {
                starting.join().close();
            } catch (CompletionException e) {
                log.debug("The start was broken off", e);
            }
        }
        log.info("Stopped");
        Runtime.getRuntime().halt(0);            // a JVM ended by SIGTERM would report 143, though it did as asked
    }

    private static String seconds(long begun) {
        return String.format(Locale.ROOT, "%.1f", Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0);
    }
}
