package dev.waybill.cli;

import dev.waybill.standin.StandIns;
import dev.waybill.standin.paddleclassic.PaddleClassicSettings;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./waybill stand-ins}: plays Stripe, Paddle Classic and m3ter on loopback, for rehearsals. */
@Command(name = "stand-ins", mixinStandardHelpOptions = true,
        description = "Plays Stripe, Paddle Classic and m3ter, for rehearsals. Point stripe.base-url, paddle-classic.sandbox-base-url"
                + " and m3ter.base-url at them.",
        footer = {"", "Faults are set over HTTP: POST /_stand-in/faults; what they hold is at GET /_stand-in/state."})
final class StandInsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;
    @Option(names = "--stripe-port", paramLabel = "PORT", defaultValue = "12111",
            description = "Where Stripe is played; 0 takes any free port (default: ${DEFAULT-VALUE}).")
    private int stripePort;
    @Option(names = "--m3ter-port", paramLabel = "PORT", defaultValue = "12112",
            description = "Where m3ter is played (default: ${DEFAULT-VALUE}).")
    private int m3terPort;
    @Option(names = "--paddle-classic-port", paramLabel = "PORT", defaultValue = "12113",
            description = "Where Paddle Classic is played (default: ${DEFAULT-VALUE}).")
    private int paddleClassicPort;
    @Option(names = "--subscription", paramLabel = "ID", description = "A subscription in EUR that Paddle knows, on trial; may be given"
            + " several times. Others are put in over HTTP: POST /_stand-in/subscriptions.")
    private long[] subscriptions = {};
    @Option(names = "--customer", paramLabel = "ID", description = "A customer that Stripe knows; may be given several times.")
    private String[] customers = {};

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        Logging.quiet();
        try (StandIns standIns = StandIns.start(stripePort, m3terPort, paddleClassicPort)) {
            for (String customer : customers) {
                standIns.stripe().customer(customer);
            }
            for (long subscription : subscriptions) {
                standIns.paddleClassic().trial(subscription, "EUR", "49.00");
            }
            PaddleClassicSettings paddle = standIns.paddleClassic().settings();
            terminal.line("Stripe          " + standIns.stripeUrl() + "   STRIPE_BASE_URL");
            terminal.line("m3ter           " + standIns.m3terUrl() + "   M3TER_BASE_URL");
            terminal.line("Paddle Classic  " + standIns.paddleClassicUrl() + "   PADDLE_CLASSIC_BASE_URL, PADDLE_CLASSIC_SANDBOX_BASE_URL");
            terminal.line("                vendorId " + paddle.vendorId() + ", vendorAuthCode " + paddle.vendorAuthCode()
                    + " (they open nothing but the stand-in)");
            terminal.line("They hold their state in memory. Ctrl-C stops them.");
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
