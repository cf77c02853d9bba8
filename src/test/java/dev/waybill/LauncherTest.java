package dev.waybill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher itself, in a project folder with a Java and a Maven that only say what they were asked. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final String JAVA_17 = "#!/bin/sh\ncase \"$*\" in -version) echo 'openjdk version \"17.0.15\" 2025-04-15' >&2;;"
            + " *) echo \"in $(pwd)\"; for each in \"$@\"; do echo \"<$each>\"; done; exit ${EXIT_WITH:-0};; esac\n";
    private static final String MAVEN = "#!/bin/sh\necho 'maven speaks'\necho . >> built\n"
            + "[ -z \"${BREAK:-}\" ] && : > target/waybill.jar\n";

    @TempDir
    Path folder;

    private Path project;

    private record Ended(int exitCode, String output) {
    }

    @BeforeEach
    void makeProject() throws IOException {
        project = Files.createDirectories(folder.resolve("a project"));
        Files.copy(Path.of("waybill"), project.resolve("waybill"));
        write(project.resolve("pom.xml"), "<project/>");
        write(project.resolve("src/main/java/A.java"), "class A { }");
        write(project.resolve("mvnw"), MAVEN);
        write(folder.resolve("jdk/bin/java"), JAVA_17);
        assertThat(project.resolve("waybill").toFile().setExecutable(true)).isTrue();
        for (String each : List.of("pom.xml", "src/main/java/A.java", "src/main/java", "src/main")) {
            Files.setLastModifiedTime(project.resolve(each), FileTime.from(Instant.now().minusSeconds(60)));
        }
    }

    @Test
    void the_first_use_builds_and_says_so() throws Exception {
        assertThat(launch(Map.of(), "run").output()).contains("building from the sources; this takes a minute or two")
                .doesNotContain("maven speaks").contains("<run>");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void the_second_use_does_not_build() throws Exception {
        launch(Map.of(), "run");
        assertThat(launch(Map.of(), "run").output()).doesNotContain("building");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void an_edited_source_is_built() throws Exception {
        launch(Map.of(), "run");
        Files.setLastModifiedTime(project.resolve("src/main/java/A.java"), FileTime.from(Instant.now().plusSeconds(60)));
        launch(Map.of(), "run");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void a_failed_build_shows_what_maven_said_and_starts_nothing() throws Exception {
        Ended ended = launch(Map.of("BREAK", "1"), "run");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).contains("maven speaks", "the build failed").doesNotContain("<run>");
    }

    @Test
    void a_build_that_was_killed_does_not_block_the_next() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.createDirectories(project.resolve("target"));
        Files.createSymbolicLink(project.resolve("target/.building"), Path.of(String.valueOf(gone.pid())));
        assertThat(launch(Map.of(), "run").output()).contains("<run>");
    }

    @Test
    void arguments_arrive_as_they_were_written() throws Exception {
        assertThat(launch(Map.of(), "preview", "a b.json", "*", "").output()).contains("<preview>\n<a b.json>\n<*>\n<>\n");
    }

    @Test
    void the_exit_code_is_that_of_the_program() throws Exception {
        assertThat(launch(Map.of("EXIT_WITH", "7"), "demo").exitCode()).isEqualTo(7);
    }

    @Test
    void the_program_works_in_the_folder_of_the_person_and_knows_its_home() throws Exception {
        assertThat(launch(Map.of(), "run").output()).contains("in " + folder.toRealPath() + "\n")
                .contains("<-Dwaybill.home=" + project.toRealPath() + ">");
    }

    @Test
    void its_home_is_found_through_symbolic_links() throws Exception {
        Files.createSymbolicLink(folder.resolve("first"), Path.of("a project/waybill"));
        Files.createSymbolicLink(folder.resolve("second"), folder.resolve("first"));
        assertThat(launch(folder.resolve("second"), Map.of(), "run").output())
                .contains("<-Dwaybill.home=" + project.toRealPath() + ">");
    }

    @Test
    void an_installation_without_sources_runs_its_jar() throws Exception {
        Files.delete(project.resolve("pom.xml"));
        Files.createFile(project.resolve("waybill.jar"));
        assertThat(launch(Map.of(), "run").output()).contains("<" + project.toRealPath().resolve("waybill.jar") + ">");
        assertThat(project.resolve("built")).doesNotExist();
    }

    @Test
    void options_of_the_person_come_last_and_may_name_another_collector() throws Exception {
        assertThat(launch(Map.of(), "run").output()).contains("<-XX:+UseSerialGC>\n<-Xmx256m>");
        assertThat(launch(Map.of("WAYBILL_JAVA_OPTIONS", "-Xmx1g -XX:+UseG1GC"), "run").output()).doesNotContain("UseSerialGC")
                .containsSubsequence("<-Xmx256m>", "<-Xmx1g>", "<-XX:+UseG1GC>", "<-jar>");
    }

    @Test
    void an_older_java_is_named() throws Exception {
        write(folder.resolve("jdk/bin/java"), "#!/bin/sh\necho 'openjdk version \"1.8.0_292\"' >&2\n");
        Ended ended = launch(Map.of(), "run");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).isEqualTo("waybill: Java 17 or newer is needed, and " + folder.resolve("jdk/bin/java")
                + " is 1.8.0_292. Install a newer one, or set JAVA_HOME to it.\n");
    }

    @Test
    void a_newer_java_is_taken() throws Exception {
        write(folder.resolve("jdk/bin/java"), JAVA_17.replace("17.0.15", "25"));
        assertThat(launch(Map.of(), "run").output()).contains("<run>");
    }

    @Test
    void a_wrong_java_home_is_named() throws Exception {
        Ended ended = launch(Map.of("JAVA_HOME", "/nowhere"), "run");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).contains("JAVA_HOME is /nowhere");
    }

    private Ended launch(Map<String, String> environment, String... arguments) throws Exception {
        return launch(project.resolve("waybill"), environment, arguments);
    }

    private Ended launch(Path launcher, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().remove("WAYBILL_JAVA_OPTIONS");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private long builds() throws IOException {
        return Files.readAllLines(project.resolve("built")).size();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
