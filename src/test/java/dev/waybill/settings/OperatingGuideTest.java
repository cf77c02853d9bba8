package dev.waybill.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The settings as docs/operating.md tells them to people. */
class OperatingGuideTest {

    private final String guide;

    OperatingGuideTest() throws IOException {
        guide = Files.readString(Path.of("docs/operating.md"));
    }

    @Test
    void lists_every_setting_with_its_default() {
        assertThat(SettingKeys.all()).allSatisfy(key -> assertThat(guide)
                .contains("| `" + key.name() + "` |" + (key.standard().isEmpty() ? " |" : " `" + key.standard() + "` |")));
    }

    @Test
    void lists_no_setting_that_does_not_exist() {
        assertThat(guide.lines().filter(line -> line.matches("\\| `[a-z0-9-]+\\.[a-z.-]+` \\| .*\\|.*\\|"))
                .map(line -> line.substring(3, line.indexOf('`', 3))))
                .containsExactlyInAnyOrderElementsOf(SettingKeys.all().stream().map(SettingKey::name).toList());
    }
}
