package dev.waybill.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One process of the benchmark: the same program as this one, told {@code bench part NAME}. It reads its standard input and ends
 * when that ends, so that it cannot outlive this process however that ends.
 */
final class Part implements AutoCloseable {

    private static final String MAIN = "dev.waybill.Waybill";
    private static final int LINES_SHOWN = 15;

    private final String name;
    private final Process process;
    private final Path log;
    private final Writer input;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Part(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts one whose lines are read with {@link #awaitLine}.
     *
     * @param java        options of its JVM
     * @param environment on top of this process's own
     * @param log         gets its standard error
     */
    static Part talking(String name, Path log, List<String> java, Map<String, String> environment, String... arguments) {
        ProcessBuilder builder = builder(name, java, environment, arguments).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Part part = started(name, builder, log);
        Thread reader = new Thread(part::read, "lines of " + name);
        reader.setDaemon(true);
        reader.start();
        return part;
    }

    /** Starts one that only writes its log. */
    static Part silent(String name, Path log, List<String> java, Map<String, String> environment, String... arguments) {
        ProcessBuilder builder = builder(name, java, environment, arguments).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return started(name, builder, log);
    }

    private static ProcessBuilder builder(String name, List<String> java, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(List.of("-Dwaybill.home=" + System.getProperty("waybill.home", ""), "-cp", System.getProperty("java.class.path"),
                MAIN, "bench", "part", name));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    private static Part started(String name, ProcessBuilder builder, Path log) {
        try {
            return new Part(name, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("gone: " + e.getMessage());
        }
    }

    long pid() {
        return process.pid();
    }

    boolean runs() {
        return process.isAlive();
    }

    /** Writes a line to it. */
    void tell(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new BenchFailedException(gone(), e);
        }
    }

    /** The next line that is looked for; others are passed over. */
    String awaitLine(Predicate<String> wanted, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < until) {
            String line = nextLine(Duration.ofMillis(50));
            if (line != null && wanted.test(line)) {
                return line;
            }
            if (line == null && !process.isAlive() && lines.isEmpty()) {
                throw new BenchFailedException(gone());
            }
        }
        throw new BenchFailedException("The " + name + " of the benchmark did not answer within " + patience.toSeconds() + " s.\n" + tail());
    }

    /** The next line it writes within this time, or null. */
    String nextLine(Duration patience) {
        try {
            return lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailedException("The benchmark was interrupted.", e);
        }
    }

    /** The sentence for a process that ended when it should not have. */
    String gone() {
        return "The " + name + " of the benchmark ended unexpectedly. Its last lines:\n" + tail();
    }

    private String tail() {
        try {
            List<String> all = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return String.join("\n", all.subList(Math.max(0, all.size() - LINES_SHOWN), all.size()));
        } catch (IOException e) {
            return "(its log " + log + " cannot be read: " + e.getMessage() + ")";
        }
    }

    /** {@code kill -9}, and gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Tells it to end in order, and waits; one that does not end is killed. */
    void end(Duration patience) {
        process.destroy();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end(Duration.ofSeconds(10));
    }
}
