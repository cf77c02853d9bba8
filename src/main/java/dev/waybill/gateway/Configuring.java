package dev.waybill.gateway;

import dev.waybill.configuration.SetupFolder;
import dev.waybill.integration.Destination;
import dev.waybill.postgres.Database;
import dev.waybill.postgres.PostgresConfiguration;
import dev.waybill.provider.Setting;
import dev.waybill.provider.paddleclassic.PaddleVendor;
import dev.waybill.provider.stripe.StripeKeys;
import dev.waybill.security.MasterKey;
import dev.waybill.security.Sealing;
import dev.waybill.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Puts configuration together: what a folder may hold, and how its secrets are sealed. */
public final class Configuring {

    private Configuring() {
    }

    /** Reads configuration folders, with every destination's own settings known. */
    public static SetupFolder folders() {
        Map<String, List<Setting>> settings = GatewayBeans.providers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().settings()));
        return new SetupFolder(settings, Configuring::complaint, (destination, given) ->
                GatewayBeans.providers().get(destination.provider()).contradiction(given));
    }

    /** The configuration kept in this database. */
    public static PostgresConfiguration in(Database database, Settings settings) {
        return in(database.readers(), settings);
    }

    static PostgresConfiguration in(DataSource connections, Settings settings) {
        MasterKey key = MasterKey.load(settings.optional("secrets.key").orElse(""), settings.path("data.dir"),
                settings.optional("database.url").isEmpty());
        return new PostgresConfiguration(connections, new Sealing(List.of(key)));
    }

    /** What is wrong with credentials for a destination, if anything. */
    private static Optional<String> complaint(Destination destination, String type, Map<String, String> fields) {
        return switch (destination.provider()) {
            case "stripe" -> fields.containsKey("apiKey")
                    ? StripeKeys.complaint(destination.isTestMode(), fields.get("apiKey")) : Optional.empty();
            case "paddle-classic" -> PaddleVendor.complaint(type, fields.get("vendorId"));
            default -> Optional.empty();
        };
    }
}
