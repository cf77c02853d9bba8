package dev.waybill.bench;

import dev.waybill.gateway.Configuring;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.postgres.BenchDatabase;
import dev.waybill.postgres.Database;
import dev.waybill.postgres.StatementLoop;
import dev.waybill.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;

/** The gateway's four statements alone, in tables of their own in the same database, while the gateway idles. */
final class Statements {

    static final String SCHEMA = "statements";

    private static final String PREFIX = "s";
    private static final int CONNECTIONS = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    private Statements() {
    }

    static StatementLoop.Speed measure(Rig rig) {
        try {
            Settings settings = rig.beside(SCHEMA);
            Duration lease = settings.duration("delivery.lease");
            try (BenchDatabase database = new BenchDatabase(rig.gateway().address(), settings.text("database.schema"))) {
                OneBill bill = new OneBill(integration(settings), rig.stripe(), lease);
                byte[] webhook = new SampleBill(rig.plan().accounts()).event(PREFIX, 0);
                StatementLoop loop = StatementLoop.record(database, SampleBill.id(PREFIX, 0), lease,
                        ledger -> bill.through(ledger, webhook, SampleBill.customer(0)));
                return loop.run(CONNECTIONS, WARM_UP, Duration.ofSeconds(rig.plan().statements()), number -> SampleBill.id(PREFIX, number));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IntegrationConfiguration integration(Settings settings) {
        try (Database database = Database.attach(settings)) {
            return Configuring.in(database, settings).load().integration(UUID.fromString(BenchConfiguration.INTEGRATION)).orElseThrow();
        }
    }
}
