package dev.waybill.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @TempDir
    Path home;

    @Test
    void an_untouched_file_means_the_defaults() throws IOException {
        write("");
        assertThat(settings().number("http.port")).isEqualTo(8080);
        assertThat(settings().duration("delivery.retry-limit")).isEqualTo(Duration.ofDays(7));
        assertThat(settings().durations("delivery.retry-delays")).hasSize(8)
                .startsWith(Duration.ofSeconds(2)).endsWith(Duration.ofHours(10));
        assertThat(settings().uri("stripe.base-url")).hasToString("https://api.stripe.com");
    }

    @Test
    void the_file_wins_over_the_default() throws IOException {
        write("http.port = 9000");
        assertThat(settings().number("http.port")).isEqualTo(9000);
    }

    @Test
    void the_environment_wins_over_the_file() throws IOException {
        write("stripe.base-url = http://a.example");
        assertThat(settings(Map.of("STRIPE_BASE_URL", "http://b.example")).text("stripe.base-url")).isEqualTo("http://b.example");
    }

    @Test
    void an_override_wins_over_the_environment() throws IOException {
        write("");
        assertThat(Settings.load(home, Map.of("HTTP_PORT", "9000"), Map.of("http.port", "9001")).number("http.port"))
                .isEqualTo(9001);
    }

    @Test
    void an_empty_override_brings_the_default_back() throws IOException {
        write("");
        Map<String, String> environment = Map.of("DATABASE_URL", "jdbc:postgresql://db/waybill");
        assertThat(Settings.load(home, environment, Map.of("database.url", "")).optional("database.url")).isEmpty();
    }

    @Test
    void an_empty_environment_variable_counts_as_none() throws IOException {
        write("http.port = 9000");
        assertThat(settings(Map.of("HTTP_PORT", "")).number("http.port")).isEqualTo(9000);
    }

    @Test
    void an_unknown_setting_is_named_with_its_place_and_the_nearest_one() throws IOException {
        write("# first", "http.port = 9000", "", "stripe.bse-url = http://a.example");
        assertThat(findings()).containsExactly(
                "unknown setting `stripe.bse-url` at application.properties:4; did you mean `stripe.base-url`?");
    }

    @Test
    void a_setting_of_another_system_is_refused_without_a_guess() throws IOException {
        write("quarkus.datasource.jdbc.url = jdbc:h2:mem:");
        assertThat(findings()).singleElement().asString().contains("`quarkus.datasource.jdbc.url`").contains("docs/operating.md");
    }

    @Test
    void an_unknown_override_is_refused() throws IOException {
        write("");
        assertThat(findings(Map.of(), Map.of("http.prot", "9000"))).containsExactly(
                "unknown setting `http.prot` in the overrides of this command; did you mean `http.port`?");
    }

    @Test
    void a_bad_value_is_named_with_its_place_and_what_is_accepted() throws IOException {
        write("http.port = eighty");
        assertThat(findings()).containsExactly(
                "setting `http.port` at application.properties:1 is `eighty`; write a whole number from 0 to 65535");
    }

    @Test
    void a_bad_value_in_the_environment_names_the_variable() throws IOException {
        write("");
        assertThat(findings(Map.of("LOG_FORMAT", "xml"), Map.of())).containsExactly(
                "setting `log.format` in environment variable LOG_FORMAT is `xml`; write one of text, json");
    }

    @Test
    void all_findings_are_reported_together() throws IOException {
        write("http.port = eighty", "log.format = xml", "delivery.worker = 4");
        assertThat(findings()).hasSize(3);
    }

    @Test
    void a_refused_secret_is_not_shown() throws IOException {
        write("secrets.key = hunter2");
        SettingsRefusedException refused = refused(Map.of("DATABASE_URL", "postgres://me:hunter3@db/waybill"), Map.of());
        assertThat(refused).hasMessageNotContainingAny("hunter2", "hunter3").hasMessageContaining("openssl rand -base64 32")
                .hasMessageContaining("jdbc:postgresql://HOST");
    }

    @Test
    void a_setting_written_twice_is_refused() throws IOException {
        write("http.port = 9000", "http.port = 9001");
        assertThat(findings()).singleElement().asString().contains("`http.port`").contains("lines 1 and 2");
    }

    @Test
    void a_value_may_go_on_in_the_next_line() throws IOException {
        write("delivery.retry-delays = 2s,\\", "   10s", "http.prot = 1");
        assertThat(findings()).singleElement().asString().contains("application.properties:3");
    }

    @Test
    void a_comment_does_not_go_on_in_the_next_line() throws IOException {
        write("# a folder: C:\\", "http.port = 9000");
        assertThat(settings().number("http.port")).isEqualTo(9000);
    }

    @Test
    void a_broken_escape_is_named_with_its_line() throws IOException {
        write("", "data.dir = C:\\users");
        assertThat(findings()).singleElement().asString().startsWith("line 2 of ");
    }

    @Test
    void a_file_in_another_encoding_is_refused() throws IOException {
        Files.write(home.resolve(Settings.FILE), "# für\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(findings()).singleElement().asString().contains("UTF-8");
    }

    @Test
    void a_folder_in_place_of_the_file_is_refused_in_words() throws IOException {
        Files.createDirectory(home.resolve(Settings.FILE));
        assertThat(findings()).singleElement().asString().contains("application.properties cannot be read");
    }

    @Test
    void a_renamed_setting_names_its_successor() throws IOException {
        write("stripe.timeout = 5s");
        SettingsReader reader = new SettingsReader(home, Map.of("STRIPE_TIMEOUT", "5s"), Map.of(),
                Map.of("stripe.timeout", "stripe.response-timeout"));
        assertThat(catchThrowableOfType(SettingsRefusedException.class, reader::read).findings()).containsExactly(
                "setting `stripe.timeout` at application.properties:1 is called `stripe.response-timeout` now; rename it, its value"
                        + " means what it meant",
                "environment variable STRIPE_TIMEOUT is called STRIPE_RESPONSE_TIMEOUT now; rename it, its value means what it"
                        + " meant");
    }

    @Test
    void every_renamed_setting_leads_to_one_that_exists() {
        assertThat(SettingKeys.RENAMED).allSatisfy((before, now) -> {
            assertThat(SettingKeys.named(before)).isEmpty();
            assertThat(SettingKeys.named(now)).isPresent();
        });
    }

    @Test
    void no_two_settings_share_an_environment_variable() {
        assertThat(SettingKeys.all()).extracting(SettingKey::environmentName).doesNotHaveDuplicates();
    }

    @Test
    void a_misspelt_environment_variable_is_warned_about() throws IOException {
        write("");
        assertThat(settings(Map.of("STRIPE_BASE_ULR", "http://a.example")).warnings()).containsExactly(
                "environment variable STRIPE_BASE_ULR is no setting and changes nothing; did you mean STRIPE_BASE_URL?");
    }

    @Test
    void the_environment_of_other_programs_is_left_alone() throws IOException {
        write("");
        Map<String, String> others = Map.of("PATH", "/bin", "STRIPE_API_KEY", "x", "LOGNAME", "root", "DATABASE_HOST", "db");
        assertThat(settings(others).warnings()).isEmpty();
    }

    @Test
    void a_secret_in_the_file_is_taken_with_a_warning() throws IOException {
        write("secrets.key = " + KEY);
        assertThat(settings().text("secrets.key")).isEqualTo(KEY);
        assertThat(settings().warnings()).singleElement().asString().contains("application.properties:1").contains("SECRETS_KEY")
                .doesNotContain(KEY);
    }

    @Test
    void a_missing_file_is_warned_about() {
        assertThat(settings().warnings()).singleElement().asString().contains(home.toString());
    }

    @Test
    void a_lease_shorter_than_a_call_is_refused() throws IOException {
        write("stripe.response-timeout = 25s");
        assertThat(findings()).singleElement().asString().contains("`delivery.lease` is 30s").contains("write at least 34s");
    }

    @Test
    void two_servers_on_one_port_are_refused() throws IOException {
        write("management.port = 8080");
        assertThat(findings()).singleElement().asString().contains("`http.port` and `management.port` are both 8080");
    }

    @Test
    void an_external_database_needs_a_key_from_outside() throws IOException {
        write("database.url = jdbc:postgresql://db/waybill");
        assertThat(findings()).singleElement().asString().contains("`secrets.key` is empty").contains("SECRETS_KEY");
        assertThat(settings(Map.of("SECRETS_KEY", KEY)).optional("database.url")).contains("jdbc:postgresql://db/waybill");
    }

    @Test
    void relative_paths_begin_at_home() throws IOException {
        write("data.dir = ../elsewhere", "routes.dir = /srv/routes");
        assertThat(settings().path("data.dir")).isEqualTo(home.toAbsolutePath().getParent().resolve("elsewhere"));
        assertThat(settings().path("routes.dir")).isEqualTo(Path.of("/srv/routes").toAbsolutePath());
    }

    @Test
    void camel_sees_every_setting_but_the_secret_ones() throws IOException {
        write("camel.main.name = test", "stripe.response-timeout = 9s");
        Map<String, String> camel = settings(Map.of("SECRETS_KEY", KEY, "DATABASE_PASSWORD", "hunter2")).forCamel();
        assertThat(camel).containsEntry("camel.main.name", "test").containsEntry("stripe.response-timeout", "9000")
                .containsEntry("routes.dir", home.toAbsolutePath().resolve("routes").toString())
                .doesNotContainKeys("secrets.key", "database.password", "database.url");
        assertThat(camel).hasSize(SettingKeys.all().size() - 3 + 1);
    }

    @Test
    void an_empty_setting_is_not_read_as_text() throws IOException {
        write("");
        assertThatIllegalStateException().isThrownBy(() -> settings().text("database.url")).withMessageContaining("database.url");
    }

    @Test
    void a_setting_that_nobody_declared_is_a_mistake_of_the_program() throws IOException {
        write("");
        assertThatIllegalArgumentException().isThrownBy(() -> settings().text("http.prot")).withMessageContaining("http.prot");
    }

    private void write(String... lines) throws IOException {
        Files.write(home.resolve(Settings.FILE), List.of(lines));
    }

    private Settings settings() {
        return settings(Map.of());
    }

    private Settings settings(Map<String, String> environment) {
        return Settings.load(home, environment, Map.of());
    }

    private List<String> findings() {
        return findings(Map.of(), Map.of());
    }

    private List<String> findings(Map<String, String> environment, Map<String, String> overrides) {
        return refused(environment, overrides).findings();
    }

    private SettingsRefusedException refused(Map<String, String> environment, Map<String, String> overrides) {
        return catchThrowableOfType(SettingsRefusedException.class, () -> Settings.load(home, environment, overrides));
    }
}
