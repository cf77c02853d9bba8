package dev.waybill.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The file that operators edit, as it is delivered. */
class ApplicationPropertiesTest {

    private static final Path FILE = Path.of(Settings.FILE);
    private final PropertiesFile file = PropertiesFile.read(FILE);

    @Test
    void holds_every_setting_there_is_and_no_other() {
        assertThat(file.entries().keySet())
                .containsExactlyInAnyOrderElementsOf(SettingKeys.all().stream().map(SettingKey::name).toList());
    }

    @Test
    void names_the_default_of_each() {
        assertThat(SettingKeys.all()).allSatisfy(key ->
                assertThat(file.entries().get(key.name()).value()).as(key.name()).isEqualTo(key.standard()));
    }

    @Test
    void explains_each_in_the_line_before() throws IOException {
        List<String> lines = Files.readAllLines(FILE);
        assertThat(file.entries()).allSatisfy((name, entry) ->
                assertThat(lines.get(entry.line() - 2)).as("the line before " + name).startsWith("# "));
    }

    @Test
    void starts_as_it_is() {
        assertThat(Settings.load(Path.of(""), Map.of(), Map.of()).warnings()).isEmpty();
    }
}
