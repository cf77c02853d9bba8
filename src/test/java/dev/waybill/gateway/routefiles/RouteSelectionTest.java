package dev.waybill.gateway.routefiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteSelectionTest {

    private static final String DECIDE = "bills/decide-bill.camel.yaml";
    private static final String STRIPE = "providers/stripe.camel.yaml";
    private static final String GREET = "bills/greet.camel.yaml";
    private static final String GREETING = """
            - route:
                id: greet
                description: Greets
                from:
                  uri: timer:greet
                  steps:
                    - to: %s
            """;

    private final Map<String, RouteText> good = RouteTexts.shipped().byName();

    private RouteSelection select(RouteTexts wanted) {
        return select(wanted, texts -> List.of());
    }

    private RouteSelection select(RouteTexts wanted, RouteSelection.Builder builder) {
        return RouteSelection.of(RouteTexts.rules(), builder, good, wanted.byName());
    }

    private static String name(String path) {
        return "routes/" + path;
    }

    @Test
    void what_is_good_is_chosen() {
        RouteTexts wanted = RouteTexts.shipped().edited(DECIDE, "Turns one kept event", "Makes one kept event");
        RouteSelection selection = select(wanted);
        assertThat(selection.chosen()).isEqualTo(wanted.byName());
        assertThat(selection.refused()).isEmpty();
    }

    @Test
    void a_bad_file_goes_back_and_a_good_one_goes_forward() {
        RouteTexts wanted = RouteTexts.shipped().edited(DECIDE, "{{decide.queue}}", "{{decide.que}}")
                .edited(STRIPE, "Addresses one", "Addresses a");
        RouteSelection selection = select(wanted);
        assertThat(selection.chosen().get(name(DECIDE))).isEqualTo(good.get(name(DECIDE)));
        assertThat(selection.chosen().get(name(STRIPE))).isEqualTo(wanted.byName().get(name(STRIPE)));
        assertThat(selection.refused()).containsOnlyKeys(name(DECIDE));
    }

    @Test
    void a_file_that_others_need_is_not_deleted() {
        RouteSelection selection = select(RouteTexts.shipped().without("bills/log-run.camel.yaml"));
        assertThat(selection.chosen()).isEqualTo(good);
        assertThat(selection.refused()).containsOnlyKeys("routes/bills/log-run.camel.yaml");
        assertThat(selection.refused().get("routes/bills/log-run.camel.yaml")).extracting(RouteFinding::file)
                .containsExactly("routes/bills/decide-bill.camel.yaml", "routes/bills/deliver-bill.camel.yaml");
        assertThat(selection.refused().get("routes/bills/log-run.camel.yaml"))
                .allMatch(finding -> finding.sentence().startsWith("no route listens at direct:log-run."));
    }

    @Test
    void a_file_that_nobody_needs_is_deleted() {
        RouteSelection selection = select(RouteTexts.shipped().without("bills/release-parked-deliveries.camel.yaml"));
        assertThat(selection.chosen()).doesNotContainKey("routes/bills/release-parked-deliveries.camel.yaml");
        assertThat(selection.refused()).isEmpty();
    }

    @Test
    void a_shared_file_that_others_need_is_not_deleted() {
        assertThat(select(RouteTexts.shipped().without("shared/errors.camel.yaml")).refused())
                .containsOnlyKeys("routes/shared/errors.camel.yaml");
    }

    @Test
    void files_changed_together_are_judged_together() {
        RouteTexts wanted = RouteTexts.shipped().edited("bills/log-run.camel.yaml", "id: log-run", "id: log-it")
                .edited("bills/log-run.camel.yaml", "direct:log-run", "direct:log-it")
                .edited("bills/deliver-bill.camel.yaml", "direct:log-run", "direct:log-it")
                .edited(DECIDE, "direct:log-run", "direct:log-it");
        assertThat(select(wanted).refused()).isEmpty();
    }

    @Test
    void a_route_renamed_under_its_callers_is_refused_where_it_was_renamed() {
        RouteTexts wanted = RouteTexts.shipped().edited("bills/log-run.camel.yaml", "id: log-run", "id: log-it")
                .edited("bills/log-run.camel.yaml", "direct:log-run", "direct:log-it");
        RouteSelection selection = select(wanted);
        assertThat(selection.refused()).containsOnlyKeys("routes/bills/log-run.camel.yaml");
        assertThat(selection.chosen()).isEqualTo(good);
    }

    @Test
    void a_file_moved_to_another_name_is_taken_over() {
        RouteTexts wanted = RouteTexts.shipped().without("bills/log-run.camel.yaml")
                .with("bills/log.camel.yaml", good.get("routes/bills/log-run.camel.yaml").text());
        assertThat(select(wanted).refused()).isEmpty();
    }

    @Test
    void a_copy_of_a_file_is_refused_and_not_the_file() {
        RouteTexts wanted = RouteTexts.shipped().with("bills/a-copy.camel.yaml", good.get("routes/bills/log-run.camel.yaml").text());
        assertThat(select(wanted).refused()).containsOnlyKeys("routes/bills/a-copy.camel.yaml");
    }

    @Test
    void a_caller_of_a_bad_new_route_waits_with_it() {
        RouteTexts wanted = RouteTexts.shipped().with(GREET, GREETING.formatted("direct:nowhere"))
                .with("bills/other.camel.yaml", GREETING.replace("greet", "other").formatted("direct:new"))
                .with("bills/new.camel.yaml", "- route:\n    id: new\n");
        RouteSelection selection = select(wanted);
        assertThat(selection.refused()).containsOnlyKeys(name(GREET), "routes/bills/other.camel.yaml", "routes/bills/new.camel.yaml");
        assertThat(selection.chosen()).isEqualTo(good);
    }

    @Test
    void what_cannot_be_built_goes_back_too() {
        RouteTexts wanted = RouteTexts.shipped().edited(DECIDE, "concurrentConsumers", "concurentConsumers");
        RouteFinding refused = new RouteFinding(name(DECIDE), 8, "no option");
        RouteSelection selection = select(wanted, texts -> isBad(texts) ? List.of(refused) : List.of());
        assertThat(selection.chosen()).isEqualTo(good);
        assertThat(selection.refused()).containsEntry(name(DECIDE), List.of(refused));
    }

    private static boolean isBad(Collection<RouteText> texts) {
        return texts.stream().anyMatch(text -> text.text().contains("concurentConsumers"));
    }

    @Test
    void a_file_that_cannot_be_read_keeps_its_last_good_text() {
        RouteSelection selection = RouteSelection.of(RouteTexts.rules(), texts -> List.of(), good, unreadable(DECIDE));
        assertThat(selection.chosen()).isEqualTo(good);
        assertThat(selection.refused().get(name(DECIDE))).extracting(RouteFinding::toString)
                .containsExactly("routes/" + DECIDE + ": is not UTF-8 text.");
    }

    private Map<String, RouteText> unreadable(String path) {
        Map<String, RouteText> wanted = new HashMap<>(good);
        wanted.put(name(path), new RouteText("routes", path, "", "is not UTF-8 text."));
        return wanted;
    }

    @Test
    void what_was_never_good_and_is_needed_by_what_was_cannot_be_helped() {
        Map<String, RouteText> before = RouteTexts.shipped().edited(DECIDE, "{{decide.queue}}", "{{decide.old-name}}").byName();
        RouteSelection selection = RouteSelection.of(RouteTexts.rules(), texts -> List.of(), before,
                RouteTexts.shipped().edited(DECIDE, "{{decide.queue}}", "{{decide.que}}").byName());
        assertThat(selection.unresolved()).isNotEmpty();
    }
}
