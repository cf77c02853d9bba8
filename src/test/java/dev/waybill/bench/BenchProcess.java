package dev.waybill.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code ./waybill bench} of the packaged jar, with the embedded database, in a data folder of its own. */
final class BenchProcess {

    private static final Path REPOSITORY = Path.of("").toAbsolutePath();
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "TMPDIR", "USER", "LANG", "SystemRoot", "TEMP", "TMP");

    private final Path folder;
    private final Path data;

    BenchProcess() throws IOException {
        folder = Files.createTempDirectory(Files.createDirectories(REPOSITORY.resolve("target/rehearsals")), "bench");
        data = folder.resolve("data");
    }

    /** Begins it, with its output in files. */
    Process begin(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Dwaybill.home=" + REPOSITORY, "-jar",
                REPOSITORY.resolve("target/waybill.jar").toString(), "bench"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().put("DATA_DIR", data.toString());
        return builder.start();
    }

    /** Runs it to its end, which is exit code 0, and returns the JSON it prints. */
    JsonNode run(Duration patience, String... arguments) throws IOException, InterruptedException {
        Process process = begin(arguments);
        try {
            assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)).as("the benchmark ends within " + patience).isTrue();
        } finally {
            process.destroy();
            process.waitFor();
        }
        String said = Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err"));
        assertThat(process.exitValue()).as(said).isZero();
        return Json.MAPPER.readTree(Files.readString(folder.resolve("out")));
    }

    /** Whether its data folder is there. */
    boolean hasBegun() {
        return Files.exists(data);
    }

    /** What it has left in its data folder. */
    List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.toList();
        }
    }

    /** Processes that were started with something in its data folder. */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses().filter(process -> process.info().commandLine()
                .filter(line -> line.contains(data.toString())).isPresent()).toList();
    }
}
