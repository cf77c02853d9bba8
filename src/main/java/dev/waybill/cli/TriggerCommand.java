package dev.waybill.cli;

import dev.waybill.bill.Json;
import dev.waybill.configuration.ConfigurationSnapshot;
import dev.waybill.configuration.ConfigurationSnapshot.InboundWebhook;
import dev.waybill.delivery.InboundEvent;
import dev.waybill.delivery.RunSummary;
import dev.waybill.postgres.PostgresRuns;
import dev.waybill.settings.Settings;
import dev.waybill.standin.m3ter.WebhookSender;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./waybill trigger}: signs a sample webhook and posts it, as m3ter would. */
@Command(name = "trigger", mixinStandardHelpOptions = true,
        description = "Signs a sample webhook, posts it to the running gateway, and shows what became of it.",
        footer = {"", "Examples:",
            "  ./waybill trigger bill.approved --account b6a1f7de-2c34-4f55-8f0a-6d7e8f901234 --amount 99.50",
            "  ./waybill trigger bill.updated --bill 3f0c8a52-7f0b-4c5e-9a0e-1d2f6b7c8d90 --amount 80 --bill-version 2",
            "  ./waybill trigger --file event.json", "",
            "Exit codes: 0 acknowledged, and nothing of it is under way any more; 1 not acknowledged, or still under way."})
final class TriggerCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int ACKNOWLEDGED = 200;
    private static final int MOST = 1_000;

    @Spec
    private CommandSpec spec;
    @Parameters(paramLabel = "SAMPLE", arity = "0..1", description = "bill.created, bill.updated or bill.approved.")
    private String sample;
    @Option(names = "--file", paramLabel = "FILE", description = "Post this file as it is, instead of a sample.")
    private Path file;
    @Option(names = "--webhook", paramLabel = "NAME", description = "The inbound webhook, by name or id; not needed when there is one.")
    private String webhookName;
    @Option(names = "--account", paramLabel = "ID", description = "The platform account of the sample bill.")
    private String account = "sample-account";
    @Option(names = "--bill", paramLabel = "ID", description = "The bill's id; a new one when not given.")
    private String bill;
    @Option(names = "--bill-version", paramLabel = "N", description = "The bill's version (default: created 1, updated 2, approved 3).")
    private Integer version;
    @Option(names = "--amount", paramLabel = "AMOUNT", description = "The bill's only line, in major units (default: 42.50).")
    private BigDecimal amount = new BigDecimal("42.50");
    @Option(names = "--currency", paramLabel = "CODE", description = "Default: USD.")
    private String currency = "USD";
    @Option(names = "--url", paramLabel = "URL", description = "Where the gateway is (default: http.host and http.port).")
    private String url;
    @Option(names = "--no-wait", description = "Do not wait for the run.")
    private boolean noWait;

    private Terminal terminal;

    @Override
    public Integer call() throws IOException {
        terminal = new Terminal(spec.commandLine().getOut());
        if (sample == null == (file == null)) {
            throw new CommandFailedException("Name a sample (bill.created, bill.updated, bill.approved), or give --file, not both.");
        }
        Settings settings = Settings.load(Map.of());
        Logging.quiet();
        try (Attached attached = Attached.to(settings)) {
            InboundWebhook webhook = webhook(attached.configuration().load());
            byte[] body = body(webhook);
            WebhookSender.Acknowledgement answer = post(settings, webhook, body);
            if (answer.status() != ACKNOWLEDGED) {
                return 1;
            }
            UUID event = UUID.fromString(Json.MAPPER.readTree(answer.body()).path("id").asText());
            return noWait ? 0 : await(attached.runs(), event, SampleEvent.billId(body));
        }
    }

    private InboundWebhook webhook(ConfigurationSnapshot snapshot) {
        Collection<InboundWebhook> all = snapshot.inboundWebhooks().values();
        List<InboundWebhook> fitting = all.stream().filter(one -> webhookName == null || one.name().equals(webhookName)
                || one.id().toString().equals(webhookName)).toList();
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        if (all.isEmpty()) {
            throw new CommandFailedException("No inbound webhook is configured. `./waybill apply DIR` sets one up; demo/ is an example.");
        }
        String known = all.stream().map(one -> "\"" + one.name() + "\"").sorted().collect(Collectors.joining(", "));
        throw new CommandFailedException(webhookName == null
                ? "There are several inbound webhooks; choose one with --webhook: " + known + "."
                : "There is no single inbound webhook \"" + webhookName + "\". Known: " + known + ".");
    }

    private byte[] body(InboundWebhook webhook) throws IOException {
        if (file != null) {
            if (!Files.isReadable(file)) {
                throw new CommandFailedException("The file " + file + " cannot be read.");
            }
            return Files.readAllBytes(file);
        }
        if (bill == null && webhook.platformCredentialsId() != null) {
            terminal.line("Note: \"" + webhook.name() + "\" reads its bills again from m3ter, which does not know a sample bill."
                    + " Give --bill with the id of a bill that m3ter has.");
        }
        String billId = bill == null ? UUID.randomUUID().toString() : bill;
        return SampleEvent.named(sample).json(billId, version, account, amount, currency).getBytes(StandardCharsets.UTF_8);
    }

    private WebhookSender.Acknowledgement post(Settings settings, InboundWebhook webhook, byte[] body) {
        if (webhook.secrets().isEmpty()) {
            throw new CommandFailedException("Inbound webhook \"" + webhook.name() + "\" has no secret to sign with.");
        }
        ConfigurationSnapshot.WebhookSecret secret = webhook.secrets().get(0);
        URI address = URI.create(gateway(settings) + "/webhooks/" + webhook.source() + "/" + webhook.id());
        try {
            WebhookSender.Acknowledgement answer = new WebhookSender().send(address, body,
                    new String(secret.secret().bytes(), StandardCharsets.UTF_8), secret.apiKey());
            terminal.line("POST " + address + " → " + answer.status() + " " + answer.body());
            return answer;
        } catch (IOException e) {
            throw new CommandFailedException(e.getMessage());
        }
    }

    private String gateway(Settings settings) {
        String host = settings.text("http.host").equals("0.0.0.0") ? "127.0.0.1" : settings.text("http.host");
        return url != null ? url.replaceAll("/+$", "") : "http://" + host + ":" + settings.text("http.port");
    }

    /** Shows what came of the event, and the bill's runs, once nothing is under way any more. */
    private int await(PostgresRuns runs, UUID event, String billId) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (runs.unsettled() > 0 && System.nanoTime() < until) {
            terminal.progress("Waiting for its run …");
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        Optional<PostgresRuns.EventOutcome> outcome = runs.event(event);
        outcome.ifPresent(known -> terminal.line("Event " + known.status() + (known.reason() == null ? "" : ": " + known.reason())));
        List<RunSummary> found = runs.newest(new PostgresRuns.Filter(null, null, null, billId, null), MOST);
        List<PostgresRuns.Held> held = runs.heldBack(MOST).stream().filter(one -> one.billId().equals(billId)).toList();
        if (!found.isEmpty() || !held.isEmpty()) {
            terminal.line(RunTable.of(found, held).render(terminal.width()));
        }
        boolean decided = outcome.stream().noneMatch(known -> known.status() == InboundEvent.Status.NEW);
        return decided && found.stream().allMatch(run -> run.status().hasEnded()) ? 0 : 1;
    }
}
