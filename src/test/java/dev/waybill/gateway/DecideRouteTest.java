package dev.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.Json;
import dev.waybill.gateway.routefiles.RouteFileException;
import dev.waybill.integration.Candidate;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.integration.Destination;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.settings.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The rules outside of a gateway are those of the route files, as they stand there. */
class DecideRouteTest {

    private static final String RULES = "bills/decide-bill.camel.yaml";
    private static final String LAST = "ref: policy\n                    method: send\n";

    @TempDir
    Path folder;

    private DecideRoute route(Path routes) {
        Settings settings = Settings.load(Path.of("").toAbsolutePath(), Map.of(), Map.of("routes.dir", routes.toString()));
        PGSimpleDataSource unopened = new PGSimpleDataSource();
        return DecideRoute.of(settings, new GatewayBeans(settings, Stores.looking(settings, unopened, null),
                new SimpleMeterRegistry(), Clock.systemUTC(), () -> 0, () -> true).byName());
    }

    /** The shipped routes with one file changed. */
    private Path edited(String from, String to) throws IOException {
        Path shipped = Path.of("routes").toAbsolutePath();
        try (Stream<Path> files = Files.walk(shipped)) {
            files.filter(Files::isRegularFile).forEach(file -> copy(file, folder.resolve(shipped.relativize(file).toString())));
        }
        String text = Files.readString(folder.resolve(RULES));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(RULES), text.replace(from, to));
        return folder;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Candidate candidate(Set<String> restricted, boolean onlyOnApproval) {
        Bill bill = new Bill("m3ter", "b-1", 1, Instant.EPOCH, "acc-1", null, "USD", BillStatus.PENDING, false, false, null, null,
                null, null, null, null, null, List.of());
        return Candidate.of(bill, new IntegrationConfiguration(new UUID(0, 1), new UUID(0, 2), "Stripe", Destination.STRIPE_TEST,
                true, Set.of(), restricted, onlyOnApproval, false, Set.of(), Json.MAPPER.createObjectNode(), null, 1));
    }

    @Test
    void the_shipped_rules_are_asked_in_their_order() {
        try (DecideRoute route = route(Path.of("routes").toAbsolutePath())) {
            assertThat(Stream.of(candidate(Set.of("acc-1"), true), candidate(Set.of(), true), candidate(Set.of(), false)).map(route))
                    .extracting(DeliveryDecision::rule).containsExactly("restrictedAccountIds", "onlySendBillsOnApproval", "send");
        }
    }

    @Test
    void a_rule_that_an_operator_changed_is_asked_as_changed() throws IOException {
        try (DecideRoute route = route(edited("${body.accountRestricted}", "${body.accountNotAllowed}"))) {
            assertThat(route.apply(candidate(Set.of("acc-1"), true))).extracting(DeliveryDecision::rule)
                    .isEqualTo("onlySendBillsOnApproval");
        }
    }

    @Test
    void a_route_file_without_the_rules_is_refused() throws IOException {
        Path routes = edited("decide-integration", "decide-otherwise");
        assertThatThrownBy(() -> route(routes)).isInstanceOf(RouteFileException.class)
                .hasMessageContaining("no route listens at direct:decide-integration");
    }

    @Test
    void rules_that_name_an_unknown_method_are_refused() throws IOException {
        Path routes = edited("method: holdRestricted", "method: holdRestrikted");
        assertThatThrownBy(() -> route(routes)).isInstanceOf(RouteFileException.class).hasMessageContaining("holdRestrikted");
    }

    @Test
    void rules_that_end_without_a_decision_are_refused() throws IOException {
        try (DecideRoute route = route(edited(LAST, "ref: customers\n                    method: name\n"))) {
            assertThatThrownBy(() -> route.apply(candidate(Set.of(), false))).isInstanceOf(RouteFileException.class)
                    .hasMessageContaining("ended without a decision for integration \"Stripe\"");
        }
    }
}
