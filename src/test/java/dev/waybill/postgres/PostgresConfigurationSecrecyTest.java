package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.configuration.AppliedSetup;
import dev.waybill.configuration.Samples;
import dev.waybill.security.MasterKey;
import dev.waybill.security.Sealing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A copy of the database, and everything that is printed, tells no secret. */
class PostgresConfigurationSecrecyTest {
    private final PostgresConfigurationDatabase database = PostgresConfigurationDatabase.fresh();
    private final PostgresConfiguration configuration = new PostgresConfiguration(database.dataSource(),
            new Sealing(List.of(MasterKey.of(Base64.getEncoder().encodeToString(new byte[32])))));

    @Test
    void no_table_holds_a_secret_in_any_readable_form() {
        configuration.apply(Samples.read(Samples.resource("acme")), false);
        configuration.apply(Samples.read(Samples.resource("acme"), "STRIPE_TEST_KEY", "rk_test_z_replaced_later"), false);
        String dump = dump();
        assertThat(dump).contains("stripe test key", "gateway-key-1");
        List<String> secrets = new ArrayList<>(Samples.SECRETS);
        secrets.add("rk_test_z_replaced_later");
        for (String secret : secrets) {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            assertThat(dump).doesNotContain(secret, HexFormat.of().formatHex(bytes), Base64.getEncoder().encodeToString(bytes));
        }
    }

    @Test
    void neither_plan_nor_apply_tells_a_secret() {
        String planned = configuration.plan(Samples.read(Samples.resource("acme")), false).text();
        AppliedSetup first = configuration.apply(Samples.read(Samples.resource("acme")), false);
        AppliedSetup second = configuration.apply(Samples.read(Samples.resource("acme"), "STRIPE_TEST_KEY",
                "rk_test_z_replaced"), false);
        assertThat(planned + first + first.text() + second + second.text()).contains("apiKey: (secret)", "apiKey: (changed)")
                .doesNotContain(Samples.SECRETS).doesNotContain("rk_test_z_replaced");
    }

    @Test
    void a_loaded_configuration_tells_no_secret_when_it_is_printed() {
        configuration.apply(Samples.read(Samples.resource("acme")), false);
        assertThat(configuration.load().toString()).contains("gateway-key-1").doesNotContain(Samples.SECRETS);
    }

    private String dump() {
        StringBuilder dump = new StringBuilder();
        for (String table : database.column("select table_name from information_schema.tables where table_schema = 'public'")) {
            database.column("select t::text from " + table + " t").forEach(row -> dump.append(table).append(row).append('\n'));
        }
        return dump.toString();
    }
}
