package dev.waybill.gateway.routefiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.gateway.RouteCheck;
import dev.waybill.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every rule on the text of route files, each broken once in a copy of the shipped ones. */
class RouteCatalogTest {

    private static final Path SHIPPED = Path.of("routes");
    private static final String DELIVER = "bills/deliver-bill.camel.yaml";
    private static final String STRIPE = "providers/stripe.camel.yaml";

    @TempDir
    Path folder;

    private Path routes;

    private void copied() throws IOException {
        routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".camel.yaml")).toList()) {
                Path copy = routes.resolve(SHIPPED.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /** The findings once this text of a copied file is another. */
    private List<String> findingsAfter(String file, String text, String instead) throws IOException {
        copied();
        String before = Files.readString(routes.resolve(file));
        assertThat(before).as("the shipped %s", file).contains(text);
        Files.writeString(routes.resolve(file), before.replaceFirst(Pattern.quote(text), Matcher.quoteReplacement(instead)));
        return findings(routes);
    }

    private List<String> findingsWith(String file, String content) throws IOException {
        copied();
        Files.writeString(routes.resolve(file), content);
        return findings(routes);
    }

    private static List<String> findings(Path routes) {
        return RouteCatalog.of(RouteFolder.of(routes).read().values(), rules(Map.of())).findings().stream()
                .map(RouteFinding::toString).toList();
    }

    private static RouteRules rules(Map<String, String> settings) {
        return RouteTexts.rules(settings);
    }

    private int lineOf(String file, String text) throws IOException {
        List<String> lines = Files.readAllLines(routes.resolve(file));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new AssertionError("no line of " + file + " has " + text);
    }

    @Test
    void the_shipped_files_are_without_findings() {
        assertThat(findings(SHIPPED)).isEmpty();
    }

    @Test
    void the_shipped_files_can_be_built() {
        assertThat(RouteCheck.findings(Settings.load(Path.of("").toAbsolutePath(), Map.of(), Map.of()))).isEmpty();
    }

    @Test
    void a_route_without_an_id_is_named_by_its_place() throws IOException {
        assertThat(findingsAfter(DELIVER, "    id: start-delivery\n", ""))
                .contains("routes/" + DELIVER + ":2: the route has no id. Logs and failure reports name it by that.");
    }

    @Test
    void a_route_says_what_it_does() throws IOException {
        assertThat(findingsAfter(STRIPE, "    description: Addresses one prepared Call to Stripe, under the credentials of this moment\n", ""))
                .containsExactly("routes/" + STRIPE + ":2: the route call-stripe has no description. Say in one line what it does.");
    }

    @Test
    void an_id_is_used_once() throws IOException {
        List<String> findings = findingsAfter(DELIVER, "    id: resume-delivery\n", "    id: start-delivery\n");
        assertThat(findings).contains("routes/" + DELIVER + ":" + (lineOf(DELIVER, "description: Takes a delivery that was due") - 1)
                + ": the id start-delivery is used at routes/" + DELIVER + ":2 already. Ids are unique.");
    }

    @Test
    void an_address_has_one_listener() throws IOException {
        List<String> findings = findingsAfter(DELIVER, "uri: direct:resume-delivery", "uri: direct:start-delivery");
        assertThat(findings).anyMatch(finding -> finding.endsWith("direct:start-delivery is listened at by routes/" + DELIVER
                + ":2 already."));
    }

    @Test
    void a_route_listens_at_its_own_name() throws IOException {
        assertThat(findingsAfter(STRIPE, "uri: direct:call-stripe", "uri: direct:call-strip")).contains("routes/" + STRIPE
                + ":2: the route call-stripe listens at direct:call-strip; its name must be the same: direct:call-stripe.");
    }

    @Test
    void somebody_listens_at_every_address() throws IOException {
        List<String> findings = findingsAfter(DELIVER, "uri: direct:log-run", "uri: direct:log-runs");
        assertThat(findings).containsExactly("routes/" + DELIVER + ":" + lineOf(DELIVER, "id: log")
                + ": no route listens at direct:log-runs. Write its route, or correct the name.");
    }

    @Test
    void a_provider_without_a_route_is_found_behind_its_variable() throws IOException {
        List<String> findings = findingsAfter(DELIVER, "uri: direct:call-${variable.work.provider}",
                "uri: direct:ask-${variable.work.provider}");
        assertThat(findings).singleElement().asString().contains(DELIVER).contains("direct:ask-${variable.work.provider}");
    }

    @Test
    void a_placeholder_is_a_setting() throws IOException {
        List<String> findings = findingsAfter(STRIPE, "{{stripe.base-url}}", "{{stripe.base-uri}}");
        assertThat(findings).containsExactly("routes/" + STRIPE + ":" + lineOf(STRIPE, "base-uri")
                + ": {{stripe.base-uri}} is no setting. application.properties names them all.");
    }

    @Test
    void a_secret_is_no_placeholder() throws IOException {
        assertThat(findingsAfter(STRIPE, "description: Addresses", "description: '{{secrets.key}}' #"))
                .anyMatch(finding -> finding.contains("{{secrets.key}} is no setting"));
    }

    @Test
    void a_script_is_no_step() throws IOException {
        List<String> findings = findingsAfter(DELIVER, "        - to:\n            id: log\n",
                "        - script:\n            groovy: body = null\n        - to:\n            id: log\n");
        assertThat(findings).contains("routes/" + DELIVER + ":" + lineOf(DELIVER, "- script:") + ": `script` runs code or programs"
                + " from a route file, which is not allowed. Put the rule into a bean, or name `script` in routes.allow.");
    }

    @Test
    void a_program_is_no_address() throws IOException {
        List<String> findings = findingsAfter(DELIVER, "uri: direct:log-run", "uri: exec:rm");
        assertThat(findings).contains("routes/" + DELIVER + ":" + lineOf(DELIVER, "id: log")
                + ": `exec:rm` runs code or programs from a route file, which is not allowed. Put the rule into a bean, or name `exec`"
                + " in routes.allow.");
    }

    @Test
    void an_address_outside_is_a_setting() throws IOException {
        List<String> findings = findingsAfter(STRIPE, "\"{{stripe.base-url}}\"", "https://api.stripe.com");
        assertThat(findings).containsExactly("routes/" + STRIPE + ":" + lineOf(STRIPE, "https://")
                + ": the address https://api.stripe.com is fixed here. Make it a setting and write {{its.name}}.");
    }

    @Test
    void a_misspelt_option_does_not_reach_the_provider() throws IOException {
        List<String> findings = findingsAfter(STRIPE, "throwExceptionOnFailure: false", "throwExceptionOnFailures: false");
        assertThat(findings).contains("routes/" + STRIPE + ":" + lineOf(STRIPE, "Failures")
                + ": `throwExceptionOnFailures` would be sent to the provider as part of its URL, or make a call that is not safe to"
                + " repeat. Known here: httpClientConfigurer, httpMethod, okStatusCodeRange, throwExceptionOnFailure.");
    }

    @Test
    void an_empty_route_is_found() throws IOException {
        assertThat(findingsWith("bills/new.camel.yaml", "- route:\n")).containsExactly(
                "routes/bills/new.camel.yaml:1: the route is empty. Give it an id, a description and `from:`.");
    }

    @Test
    void a_route_has_a_beginning() throws IOException {
        assertThat(findingsWith("bills/new.camel.yaml", "- route:\n    id: lost\n    description: Goes nowhere\n")).containsExactly(
                "routes/bills/new.camel.yaml:2: the route lost has no `from:` with a `uri:`.");
    }

    @Test
    void a_file_that_is_no_list_is_found() throws IOException {
        assertThat(findingsWith("bills/new.camel.yaml", "route:\n  id: lost\n")).containsExactly(
                "routes/bills/new.camel.yaml: a route file is a list; begin it with `- route:`.");
    }

    @Test
    void an_empty_file_is_found() throws IOException {
        assertThat(findingsWith("bills/new.camel.yaml", "")).containsExactly(
                "routes/bills/new.camel.yaml: a route file is a list; begin it with `- route:`.");
    }

    @Test
    void an_entry_that_is_no_route_is_found() throws IOException {
        assertThat(findingsWith("bills/new.camel.yaml", "- just a word\n")).containsExactly(
                "routes/bills/new.camel.yaml:1: `- route:` or `- routeConfiguration:` was expected here.");
    }

    @Test
    void a_file_that_is_no_yaml_is_named_with_the_line() throws IOException {
        assertThat(findingsAfter(DELIVER, "      uri: direct:resume-delivery", "      uri: \"direct:resume-delivery"))
                .singleElement().asString().matches("routes/" + DELIVER + ":[0-9]+: this is not YAML: .+ Look at this line .+");
    }

    @Test
    void all_findings_of_all_files_are_told_at_once() throws IOException {
        copied();
        for (String file : List.of(DELIVER, STRIPE)) {
            Files.writeString(routes.resolve(file), Files.readString(routes.resolve(file)) + "\n- route:\n");
        }
        assertThat(findings(routes)).hasSize(2).anyMatch(one -> one.contains(DELIVER)).anyMatch(one -> one.contains(STRIPE));
    }

    @Test
    void a_folder_without_routes_stops_the_start() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("nothing"));
        assertThatThrownBy(() -> findings(empty)).isInstanceOf(RouteFileException.class).hasMessageContaining("routes.dir");
        assertThatThrownBy(() -> findings(folder.resolve("absent"))).isInstanceOf(RouteFileException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void the_readme_has_one_line_per_route() throws IOException {
        Map<String, String> descriptions = RouteCatalog.of(RouteFolder.of(SHIPPED).read().values(), rules(Map.of())).descriptions();
        List<String> rows = Files.readAllLines(SHIPPED.resolve("README.md")).stream().filter(line -> line.startsWith("| `")).toList();
        assertThat(rows).extracting(row -> row.split("`")[1]).containsExactlyInAnyOrderElementsOf(descriptions.keySet());
    }

    @Test
    void the_readme_names_the_settings_each_file_reads() throws IOException {
        Pattern placeholder = Pattern.compile("\\{\\{([^}]+)}}");
        List<String> rows = Files.readAllLines(SHIPPED.resolve("README.md"));
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".camel.yaml")).toList()) {
                Matcher named = placeholder.matcher(Files.readString(file));
                while (named.find()) {
                    assertThat(rows).as("{{%s}} of %s", named.group(1), file).anyMatch(row -> row.contains("`" + named.group(1) + "`"));
                }
            }
        }
    }
}
