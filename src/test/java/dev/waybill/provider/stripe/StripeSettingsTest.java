package dev.waybill.provider.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.provider.Setting;
import dev.waybill.provider.TooManyLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StripeSettingsTest {

    private static final StripeSettings DEFAULTS = new StripeSettings(true, 30, false, false, false, false, true, 99_999_999L,
            TooManyLines.PARK, false);

    @Test
    void nothing_said_means_the_defaults() {
        assertThat(StripeSettings.of(Samples.object("{}"))).isEqualTo(DEFAULTS);
        assertThat(StripeSettings.of(null)).isEqualTo(DEFAULTS);
    }

    @Test
    void the_published_defaults_are_the_ones_that_hold() {
        ObjectNode written = Json.MAPPER.createObjectNode();
        StripeSettings.ALL.forEach(setting -> written.put(setting.key(), setting.initial()));

        assertThat(StripeSettings.of(written)).isEqualTo(DEFAULTS);
    }

    @Test
    void every_setting_counts() {
        StripeSettings settings = StripeSettings.of(Samples.object("""
                {"collectionMethod":"charge_automatically","daysUntilDue":14,"finalize":"approved","autoAdvance":true,
                 "taxBehavior":"automatic","zeroBills":"send","roundingDifference":"none","largestAmount":999999999999,
                 "tooManyLines":"rollUpByType","mode":"subscription"}"""));

        assertThat(settings).isEqualTo(new StripeSettings(false, 14, true, true, true, true, false, 999_999_999_999L,
                TooManyLines.ROLL_UP_BY_TYPE, true));
    }

    @Test
    void numbers_and_switches_may_be_written_as_text() {
        StripeSettings settings = StripeSettings.of(Samples.object("{\"daysUntilDue\":\"14\",\"autoAdvance\":\"true\"}"));

        assertThat(settings.daysUntilDue()).isEqualTo(14);
        assertThat(settings.autoAdvance()).isTrue();
    }

    @Test
    void nonsense_counts_as_the_default() {
        StripeSettings settings = StripeSettings.of(Samples.object("""
                {"collectionMethod":7,"daysUntilDue":"soon","finalize":[],"autoAdvance":{},"taxBehavior":null,"zeroBills":"maybe",
                 "roundingDifference":true,"largestAmount":1e99,"tooManyLines":"explode","mode":"carrier pigeon"}"""));

        assertThat(settings).isEqualTo(DEFAULTS);
    }

    @Test
    void pending_items_cannot_be_split_over_invoices() {
        assertThat(StripeSettings.contradiction(Samples.object("{\"mode\":\"subscription\",\"tooManyLines\":\"split\"}")))
                .hasValueSatisfying(complaint -> assertThat(complaint).contains("tooManyLines: split", "mode: subscription", "rollUpByType"));
        assertThat(StripeSettings.contradiction(Samples.object("{\"tooManyLines\":\"split\"}"))).isEmpty();
        assertThat(StripeSettings.contradiction(Samples.object("{\"mode\":\"subscription\"}"))).isEmpty();
    }

    @Test
    void the_documentation_names_every_setting_with_its_default() throws IOException {
        String page = Files.readString(Path.of("docs/providers/stripe.md"));

        for (Setting setting : StripeSettings.ALL) {
            assertThat(page).contains("| `" + setting.key() + "` | `" + setting.initial() + "` |");
            setting.choices().forEach(choice -> assertThat(page).contains("`" + choice + "`"));
        }
    }
}
