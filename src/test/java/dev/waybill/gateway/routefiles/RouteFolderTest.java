package dev.waybill.gateway.routefiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFolderTest {

    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void twoFiles() throws IOException {
        folder = Files.createDirectories(temp.resolve("flows/bills")).getParent();
        Files.writeString(folder.resolve("bills/a.camel.yaml"), "- a\n");
        Files.createDirectory(folder.resolve("shared"));
        Files.writeString(folder.resolve("shared/z.camel.yaml"), "- z\n");
    }

    private Map<String, RouteText> read() {
        return RouteFolder.of(folder).read();
    }

    @Test
    void files_are_named_as_people_see_them() {
        assertThat(read()).containsOnlyKeys("flows/bills/a.camel.yaml", "flows/shared/z.camel.yaml");
    }

    @Test
    void shared_files_come_first() {
        assertThat(RouteFolder.inLoadingOrder(read().values())).extracting(RouteText::path)
                .containsExactly("shared/z.camel.yaml", "bills/a.camel.yaml");
    }

    @Test
    void other_files_and_what_editors_hide_are_left_alone() throws IOException {
        for (String other : List.of("bills/.a.camel.yaml.swp", "bills/a.camel.yaml~", "bills/.#a.camel.yaml", "bills/notes.yaml",
            "bills/a.camel.yaml.bak", "bills/#a.camel.yaml#", "bills/a.camel.yaml.orig", "bills/4913")) {
            Files.writeString(folder.resolve(other), "x");
        }
        Files.createDirectory(folder.resolve("..2026_11_20"));
        Files.writeString(folder.resolve("..2026_11_20/a.camel.yaml"), "x");
        assertThat(read()).hasSize(2);
    }

    @Test
    void a_folder_behind_a_link_is_read() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("routes"), folder);
        assertThat(RouteFolder.of(link).read()).containsOnlyKeys("routes/bills/a.camel.yaml", "routes/shared/z.camel.yaml");
    }

    @Test
    void a_file_and_a_folder_behind_links_are_read() throws IOException {
        Path elsewhere = Files.createDirectories(temp.resolve("elsewhere/api"));
        Files.writeString(elsewhere.resolve("c.camel.yaml"), "- c\n");
        Files.createSymbolicLink(folder.resolve("api"), elsewhere);
        Files.createSymbolicLink(folder.resolve("bills/d.camel.yaml"), elsewhere.resolve("c.camel.yaml"));
        assertThat(read()).containsKeys("flows/api/c.camel.yaml", "flows/bills/d.camel.yaml").hasSize(4);
    }

    @Test
    void links_in_a_circle_end() throws IOException {
        Files.createSymbolicLink(folder.resolve("bills/again"), folder);
        assertThatThrownBy(this::read).isInstanceOf(RouteFileException.class).hasMessageContaining("cannot be read");
    }

    @Test
    void what_is_no_text_says_so() throws IOException {
        Files.write(folder.resolve("bills/a.camel.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(read().get("flows/bills/a.camel.yaml").problem()).isEqualTo("is not UTF-8 text. Save it with that encoding.");
    }

    @Test
    void what_is_too_long_is_not_read() throws IOException {
        Files.writeString(folder.resolve("bills/a.camel.yaml"), "#".repeat(1024 * 1024 + 1));
        assertThat(read().get("flows/bills/a.camel.yaml").problem()).startsWith("is 1048577 bytes long");
    }

    @Test
    void a_folder_that_is_gone_says_what_to_do() {
        assertThatThrownBy(() -> RouteFolder.of(temp.resolve("absent")).read()).isInstanceOf(RouteFileException.class)
                .hasMessageContaining("does not exist").hasMessageContaining("routes.dir");
    }

    @Test
    void a_copy_holds_what_was_written_and_nothing_else() throws IOException {
        RouteFolder copy = RouteFolder.of(folder).copyIn(temp.resolve("data/last"));
        copy.write(read().values());
        Files.delete(folder.resolve("bills/a.camel.yaml"));
        Files.writeString(folder.resolve("bills/b.camel.yaml"), "- b\n");
        copy.write(read().values());
        assertThat(copy.read()).isEqualTo(read());
    }

    @Test
    void a_copy_whose_writing_was_stopped_between_its_two_steps_is_the_former_one() throws IOException {
        RouteFolder copy = RouteFolder.of(folder).copyIn(temp.resolve("data/last"));
        copy.write(read().values());
        Files.move(temp.resolve("data/last"), temp.resolve("data/last.old"));
        Files.createDirectory(temp.resolve("data/last.new"));
        copy.restore();
        assertThat(copy.read()).isEqualTo(read());
        copy.write(read().values());
        assertThat(temp.resolve("data")).isDirectoryContaining(path -> path.endsWith("last")).isDirectoryNotContaining("glob:**.{old,new}");
    }

    @Test
    void a_copy_that_was_never_written_is_empty() {
        assertThat(RouteFolder.of(folder).copyIn(temp.resolve("data/last")).readIfThere()).isEmpty();
    }
}
