package dev.waybill.gateway.routefiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.gateway.RouteCheck;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only building a route shows, said with line and remedy. */
class RouteScratchTest {

    private static final String DECIDE = "bills/decide-bill.camel.yaml";
    private static final Map<String, Object> BEANS = RouteCheck.beans(RouteTexts.settings(Map.of()));

    private static List<String> built(RouteTexts texts) throws Exception {
        return RouteScratch.findings(BEANS, RouteTexts.settings(Map.of()).forCamel(), texts.byName().values()).stream()
                .map(RouteFinding::toString).toList();
    }

    @Test
    void the_shipped_files_can_be_built() throws Exception {
        assertThat(built(RouteTexts.shipped())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "concurrentConsumers: | concurentConsumers: | 8 | `concurentConsumers` is no option of seda. Did you mean `concurrentConsumers`?",
        "uri: seda:decide-bill | uri: sedda:decide-bill | 6 | there is no component `sedda`. Correct its name, or put its library beside"
                + " Waybill's.",
        "- setVariable: | - setVarriable: | 11 | there is no step `setVarriable`. Correct its name.",
        "name: arrival | nane: arrival | 13 | `nane` has no place here. Correct its name or its indent.",
        "expression: ${body.deletion} | expression: ${bodi.deletion} | 22 | the expression has no function"
                + " `bodi.deletion`. Correct its name.",
    })
    void a_mistake_is_named_with_its_line_and_what_to_write(String text, String instead, int line, String sentence) throws Exception {
        assertThat(built(RouteTexts.shipped().edited(DECIDE, text, instead))).containsExactly("routes/" + DECIDE + ":" + line + ": "
                + sentence);
    }

    @Test
    void a_queue_that_two_files_size_differently_is_found() throws Exception {
        assertThat(built(RouteTexts.shipped().edited(DECIDE, "size: \"{{decide.queue}}\"", "size: 7"))).isNotEmpty()
                .allMatch(finding -> finding.contains("existing queue size"));
    }

    @Test
    void building_leaves_no_thread_behind() throws Exception {
        built(RouteTexts.shipped());
        int before = Thread.activeCount();
        for (int i = 0; i < 3; i++) {
            built(RouteTexts.shipped());
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 2);
    }
}
