package dev.waybill.provider.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.provider.Setting;
import dev.waybill.provider.paddleclassic.PaddleSettings.ManyLines;
import dev.waybill.provider.paddleclassic.PaddleSettings.Unsure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaddleSettingsTest {

    private static final PaddleSettings STANDARD = new PaddleSettings(false, 50, ManyLines.TO_TOTAL, false, Unsure.PARK, Duration.ofSeconds(60),
            99_999_999, Set.of("JPY", "KRW", "VND", "CLP"));

    @Test
    void nothing_said_means_the_defaults() {
        assertThat(PaddleSettings.of(Samples.object("{}"))).isEqualTo(STANDARD);
        assertThat(PaddleSettings.of(null)).isEqualTo(STANDARD);
    }

    @Test
    void reads_every_key() {
        assertThat(PaddleSettings.of(Samples.object("""
                {"modifiers":"line","mostLines":7,"tooManyLines":"park","changedAfterCharge":"park","whenUnsure":"charged",
                 "lookUpAfter":"0","largestAmount":500,"wholeCurrencies":"ISK; JPY"}"""))).isEqualTo(new PaddleSettings(true, 7,
                ManyLines.PARK, true, Unsure.CHARGED, Duration.ZERO, 500, Set.of("JPY")));
    }

    @Test
    void reads_words_in_any_case() {
        assertThat(PaddleSettings.of(Samples.object("{\"whenUnsure\":\" SEND \"}")).unsure()).isEqualTo(Unsure.SEND);
    }

    @ParameterizedTest
    @CsvSource({"rollUpToTotal, TO_TOTAL", "rollUpByProduct, BY_PRODUCT", "rollUpByType, BY_TYPE", "park, PARK"})
    void reads_what_to_do_with_too_many_lines(String word, ManyLines meant) {
        assertThat(PaddleSettings.of(Samples.object("{\"tooManyLines\":\"" + word + "\"}")).tooManyLines()).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"mostLines\":0}", "{\"mostLines\":101}", "{\"mostLines\":1.5}", "{\"mostLines\":\"many\"}",
            "{\"mostLines\":null}", "{\"mostLines\":1e99}", "{\"lookUpAfter\":3601}", "{\"largestAmount\":-1}", "{\"modifiers\":\"x\"}",
            "{\"whenUnsure\":\"perhaps\"}", "{\"tooManyLines\":\"split\"}"})
    void nonsense_counts_as_the_default(String settings) {
        assertThat(PaddleSettings.of(Samples.object(settings))).isEqualTo(STANDARD);
    }

    @Test
    void the_defaults_are_the_ones_that_are_told() {
        String told = PaddleSettings.ALL.stream().map(setting -> "\"" + setting.key() + "\":\"" + setting.initial() + "\"")
                .reduce((one, other) -> one + "," + other).orElseThrow();

        assertThat(PaddleSettings.of(Samples.object("{" + told + "}"))).isEqualTo(STANDARD);
    }

    @Test
    void the_guide_names_each_with_its_default() throws IOException {
        String guide = Files.readString(Path.of("docs/providers/paddle-classic.md"));

        assertThat(PaddleSettings.ALL).extracting(Setting::key).isNotEmpty().allSatisfy(key -> assertThat(guide).contains("| `" + key));
        assertThat(PaddleSettings.ALL).allSatisfy(setting ->
                assertThat(guide).contains("| `" + setting.key() + "` | `" + setting.initial() + "` |"));
    }
}
