package dev.waybill.cli;

import dev.waybill.gateway.GatewayApplication;
import dev.waybill.settings.Settings;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
        GatewayApplication gateway = GatewayApplication.start(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            log.info("Stopping: nothing new is taken, running deliveries end");
            gateway.close();
            log.info("Stopped");
            stopped.countDown();
            Runtime.getRuntime().halt(0);        // a JVM ended by SIGTERM would report 143, though it did as asked
        }, "stop"));
        log.info("Ready after {} s. Webhooks: http://{}:{}/webhooks/m3ter/{endpointId}. Health: http://{}:{}/observe/health",
                seconds(begun), settings.text("http.host"), settings.text("http.port"), settings.text("management.host"),
                settings.text("management.port"));
        stopped.await();
        return 0;
    }

    private static String seconds(long begun) {
        return String.format(Locale.ROOT, "%.1f", Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0);
    }
}
