package dev.waybill.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.configuration.ConfigurationSnapshot;
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
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./waybill trigger}: signs a sample webhook and posts it, as m3ter would. */
@Command(name = "trigger", mixinStandardHelpOptions = true,
        description = "Signs a sample webhook, posts it to the running gateway, and shows what became of it.",
        footer = {"", "Examples:", "  ./waybill trigger bill.approved --account b6a1f7de-2c34-4f55-8f0a-6d7e8f901234 --amount 99.50",
            "  ./waybill trigger bill.updated --bill 3f0c8a52-7f0b-4c5e-9a0e-1d2f6b7c8d90 --amount 80 --version 2",
            "  ./waybill trigger --file event.json", "", "Exit codes: 0 acknowledged; 1 not acknowledged, or its run did not come to an end"
            + " in time."})
final class TriggerCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int ACKNOWLEDGED = 200;

    enum Sample {
        BILL_CREATED("billing.bill.created", "PENDING", 1), BILL_APPROVED("billing.bill.updated", "APPROVED", 3),
        BILL_UPDATED("billing.bill.updated", "PENDING", 2);

        private final String eventName;
        private final String status;
        private final int version;

        Sample(String eventName, String status, int version) {
            this.eventName = eventName;
            this.status = status;
            this.version = version;
        }

        static Sample named(String name) {
            return switch (name) {
                case "bill.created" -> BILL_CREATED;
                case "bill.approved" -> BILL_APPROVED;
                case "bill.updated" -> BILL_UPDATED;
                default -> throw new CommandFailedException("There is no sample " + name + ". Known: bill.created, bill.approved,"
                        + " bill.updated; or give --file.");
            };
        }
    }

    @Spec
    private CommandSpec spec;
    @Parameters(paramLabel = "SAMPLE", arity = "0..1", description = "bill.created, bill.approved or bill.updated.")
    private String sample;
    @Option(names = "--file", paramLabel = "FILE", description = "Post this file as it is, instead of a sample.")
    private Path file;
    @Option(names = "--webhook", paramLabel = "NAME", description = "The inbound webhook, by name or id; not needed when there is one.")
    private String webhookName;
    @Option(names = "--account", paramLabel = "ID", description = "The platform account of the sample bill.")
    private String account = "sample-account";
    @Option(names = "--bill", paramLabel = "ID", description = "The bill's id; a new one when not given.")
    private String bill;
    @Option(names = "--version", paramLabel = "N", description = "The bill's version (default: created 1, updated 2, approved 3).")
    private Integer version;
    @Option(names = "--amount", paramLabel = "AMOUNT", description = "The bill's only line, in major units (default: ${DEFAULT-VALUE}).")
    private BigDecimal amount = new BigDecimal("42.50");
    @Option(names = "--currency", paramLabel = "CODE", description = "Default: ${DEFAULT-VALUE}.")
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
            throw new CommandFailedException("Name a sample (bill.created, bill.approved, bill.updated), or give --file, not both.");
        }
        Settings settings = Settings.load(Map.of());
        Logging.quiet();
        try (Attached attached = Attached.to(settings)) {
            ConfigurationSnapshot.InboundWebhook webhook = webhook(attached.configuration().load());
            byte[] body = file == null ? sampleEvent().getBytes(StandardCharsets.UTF_8) : Files.readAllBytes(file);
            if (file == null && bill == null && webhook.platformCredentialsId() != null) {
                terminal.line("Note: \"" + webhook.name() + "\" reads its bills again from m3ter, which does not know a sample bill."
                        + " Give --bill with the id of a bill that m3ter has.");
            }
            if (webhook.secrets().isEmpty()) {
                throw new CommandFailedException("Inbound webhook \"" + webhook.name() + "\" has no secret to sign with.");
            }
            URI address = URI.create(gateway(settings) + "/webhooks/" + webhook.source() + "/" + webhook.id());
            ConfigurationSnapshot.WebhookSecret secret = webhook.secrets().get(0);
            WebhookSender.Acknowledgement answer = new WebhookSender().send(address, body,
                    new String(secret.secret().bytes(), StandardCharsets.UTF_8), secret.apiKey());
            terminal.line("POST " + address + " → " + answer.status() + " " + answer.body());
            if (answer.status() != ACKNOWLEDGED) {
                return 1;
            }
            return noWait ? 0 : await(attached.runs(), body, UUID.fromString(Json.MAPPER.readTree(answer.body()).path("id").asText()));
        }
    }

    private String gateway(Settings settings) {
        String host = settings.text("http.host").equals("0.0.0.0") ? "127.0.0.1" : settings.text("http.host");
        return url != null ? url.replaceAll("/+$", "") : "http://" + host + ":" + settings.text("http.port");
    }

    private ConfigurationSnapshot.InboundWebhook webhook(ConfigurationSnapshot snapshot) {
        List<ConfigurationSnapshot.InboundWebhook> fitting = snapshot.inboundWebhooks().values().stream()
                .filter(one -> webhookName == null || one.name().equals(webhookName) || one.id().toString().equals(webhookName)).toList();
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        String known = String.join(", ", snapshot.inboundWebhooks().values().stream().map(one -> "\"" + one.name() + "\"").sorted().toList());
        throw new CommandFailedException(snapshot.inboundWebhooks().isEmpty()
                ? "No inbound webhook is configured. `./waybill apply DIR` sets one up; demo/ is an example."
                : webhookName == null ? "There are several inbound webhooks; choose one with --webhook: " + known + "."
                : "There is no single inbound webhook \"" + webhookName + "\". Known: " + known + ".");
    }

    private String sampleEvent() {
        Sample what = Sample.named(sample);
        Instant now = Instant.now();
        LocalDate end = LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1);
        ObjectNode document = Json.MAPPER.createObjectNode().put("id", bill == null ? UUID.randomUUID().toString() : bill)
                .put("version", version == null ? what.version : version).put("accountId", account).put("currency", currency)
                .put("status", what.status).put("locked", false).put("startDate", end.minusMonths(1).toString())
                .put("endDate", end.toString()).put("billDate", end.toString()).put("dtLastModified", now.toString())
                .put("billTotal", amount);
        document.putArray("lineItems").addObject().put("id", UUID.randomUUID().toString()).put("lineItemType", "USAGE")
                .put("description", "Sample usage").put("quantity", 1).put("units", 1).put("unit", "").put("averageUnitPrice", amount)
                .put("subtotal", amount).put("currency", currency).put("conversionRate", 1).put("convertedSubtotal", amount)
                .put("productId", "sample-product");
        ObjectNode event = Json.MAPPER.createObjectNode().put("id", UUID.randomUUID().toString()).put("eventName", what.eventName)
                .put("eventTime", now.toString());
        ObjectNode data = event.putObject("m3terEvent").putObject("eventData");
        data.set("newDto", document);
        if (what == Sample.BILL_APPROVED) {
            data.set("oldDto", document.deepCopy().put("status", "PENDING").put("version", document.path("version").asInt() - 1));
        }
        return event.toString();
    }

    /** Shows the bill's runs once none is open any more, or the decision that held it back. */
    private int await(PostgresRuns runs, byte[] body, UUID eventId) {
        String billId = billId(body);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (runs.unsettled() > 0 && System.nanoTime() < until) {
            terminal.progress("Waiting for its run …");
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        List<RunSummary> found = runs.newest(new PostgresRuns.Filter(null, null, null, billId, null), 5);
        List<PostgresRuns.Held> held = runs.heldBack(1_000).stream().filter(one -> one.billId().equals(billId)).toList();
        runs.event(eventId).ifPresent(event -> terminal.line("Event " + event.status()
                + (event.reason() == null ? "" : ": " + event.reason())));
        if (!found.isEmpty() || !held.isEmpty()) {
            terminal.line(RunTable.of(found, held).render(terminal.width()));
        }
        return found.stream().allMatch(run -> run.status().hasEnded()) ? 0 : 1;
    }

    private static String billId(byte[] body) {
        try {
            JsonNode event = Json.MAPPER.readTree(body);
            JsonNode data = event.path("m3terEvent").path("eventData");
            JsonNode found = data.has("newDto") ? data.path("newDto") : data.has("oldDto") ? data.path("oldDto") : event;
            return found.path("id").asText("");
        } catch (IOException e) {
            return "";
        }
    }
}
