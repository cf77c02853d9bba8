package dev.waybill.configuration;

import dev.waybill.integration.Destination;
import dev.waybill.provider.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Folders to read in tests, and the little that reading one needs from outside. */
public final class Samples {

    /** What the environment holds in tests, unless a test sets something else. */
    public static final Map<String, String> ENVIRONMENT = Map.of(
            "STRIPE_TEST_KEY", "rk_test_a1b2c3d4e5f6g7h8",
            "STRIPE_LIVE_KEY", "rk_live_z9y8x7w6v5u4t3s2",
            "M3TER_ACCESS_KEY", "m3ter-access-key",
            "WEBHOOK_SECRET", "webhook-secret-0123456789");

    /** Texts of which none may ever show up in clear. */
    public static final List<String> SECRETS = List.of("rk_test_a1b2c3d4e5f6g7h8", "rk_live_z9y8x7w6v5u4t3s2", "the-m3ter-secret",
            "webhook-secret-0123456789", "older secret");

    private static final List<Setting> STRIPE_SETTINGS = List.of(
            Setting.choice("collectionMethod", List.of("send_invoice", "charge_automatically"), "send_invoice",
            "How it is paid."), Setting.number("daysUntilDue", 1, 365, "30", "Days until it is due."),
            Setting.onOff("autoAdvance", true, "Whether it becomes final by itself."),
            Setting.text("footer", "", "Text below the lines."));

    private static final SetupFolder FOLDERS = new SetupFolder(Map.of("stripe", STRIPE_SETTINGS), (destination, type, fields) ->
            fields.getOrDefault("apiKey", "").contains("_live_") == (destination == Destination.STRIPE_TEST)
                    ? Optional.of("a key of the other mode") : Optional.empty());

    private Samples() {
    }

    /** The folder below {@code src/test/resources/configuration}. */
    public static Path resource(String name) {
        try {
            return Path.of(Samples.class.getResource("/configuration/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Setup read(Path folder) {
        return FOLDERS.read(folder, ENVIRONMENT::get);
    }

    /** Reads the folder with one variable of the environment set otherwise. */
    public static Setup read(Path folder, String variable, String value) {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.put(variable, value);
        return FOLDERS.read(folder, environment::get);
    }

    /** Writes the text as the folder's only file and reads the folder. */
    public static Setup read(Path folder, String yaml) {
        write(folder, "waybill.yaml", yaml);
        return read(folder);
    }

    public static void write(Path folder, String file, String text) {
        try {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One organization, its integration "Invoices" and what that needs; both arguments are lines of YAML to add. */
    public static String organization(String toIntegration, String toOrganization) {
        return """
                organizations:
                  - name: Acme
                    credentials:
                      - name: key
                        type: STATIC_API_KEY
                        apiKey: ${env:STRIPE_TEST_KEY}
                    integrations:
                      - name: Invoices
                        destination: StripeTest
                        credentials: key
                """ + toIntegration.indent(8) + toOrganization.indent(4);
    }
}
