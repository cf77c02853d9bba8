package dev.waybill.gateway;

import dev.waybill.configuration.ConfigurationSource;
import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Ledger;
import dev.waybill.postgres.PostgresArchive;
import dev.waybill.postgres.PostgresLedger;
import dev.waybill.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Where a gateway's beans keep and find everything.
 *
 * @param configuration null where nothing is asked of it
 * @param workers       connections of everything that moves a bill
 * @param readers       connections of reports and checks
 * @param node          who holds this process's leases
 */
record Stores(Ledger ledger, BillArchive archive, ConfigurationSource configuration, DataSource workers, DataSource readers, UUID node) {

    /** In PostgreSQL. @param accepts connections of the accept path alone */
    static Stores of(Settings settings, DataSource accepts, DataSource workers, DataSource readers, ConfigurationSource configuration,
                     UUID node, Clock clock) {
        Duration lease = settings.duration("delivery.lease");
        Ledger ledger = settings.text("database.commits").equals("grouped")
                ? PostgresLedger.grouped(accepts, workers, settings.number("database.writers"), node, lease, clock)
                : PostgresLedger.each(accepts, workers, node, lease, clock);
        return new Stores(ledger, new PostgresArchive(workers, node, lease, clock), configuration, workers, readers, node);
    }

    /** On connections that are all of one kind, for who only looks. */
    static Stores looking(Settings settings, DataSource lookers, ConfigurationSource configuration) {
        return of(settings, lookers, lookers, lookers, configuration, new UUID(0, 0), Clock.systemUTC());
    }
}
