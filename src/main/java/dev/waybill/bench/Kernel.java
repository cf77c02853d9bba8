package dev.waybill.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What the kernel knows of processes, from Linux's /proc: processor time is user and system time of all threads. Elsewhere
 * everything is unknown.
 */
final class Kernel {

    private static final Path PROC = Path.of("/proc");
    /** Linux: /proc counts in hundredths of a second (USER_HZ) on every architecture Java runs on. */
    private static final long MILLIS_PER_TICK = 10;

    /** The fields of /proc/PID/stat behind the name of the program, which may hold blanks; the first is the state, field 3. */
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int USER_OF_CHILDREN = 13;
    private static final int SYSTEM_OF_CHILDREN = 14;

    private Kernel() {
    }

    /** Whether there is anything to be known. */
    static boolean tells() {
        return Files.exists(PROC.resolve("self/stat"));
    }

    /** Milliseconds of processor time of one process so far; empty when that is not known. */
    static OptionalLong processorMillis(long pid) {
        return stat(pid).map(stat -> OptionalLong.of((number(stat, USER) + number(stat, SYSTEM)) * MILLIS_PER_TICK))
                .orElse(OptionalLong.empty());
    }

    /** The same of a server and all it has started, those that have ended included. */
    static OptionalLong processorMillisOfGroup(long parent) {
        Optional<String[]> own = stat(parent);
        if (own.isEmpty()) {
            return OptionalLong.empty();
        }
        long ticks = number(own.get(), USER) + number(own.get(), SYSTEM) + number(own.get(), USER_OF_CHILDREN)
                + number(own.get(), SYSTEM_OF_CHILDREN);
        for (long child : children(parent)) {
            ticks += stat(child).map(stat -> number(stat, USER) + number(stat, SYSTEM)).orElse(0L);
        }
        return OptionalLong.of(ticks * MILLIS_PER_TICK);
    }

    /** The process that started this one, when it is a program of that name; else empty. */
    static OptionalLong parent(long pid, String program) {
        OptionalLong parent = stat(pid).map(stat -> OptionalLong.of(number(stat, PARENT))).orElse(OptionalLong.empty());
        return parent.isPresent() && program.equals(name(parent.getAsLong())) ? parent : OptionalLong.empty();
    }

    static List<Long> children(long parent) {
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes.map(path -> path.getFileName().toString()).filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf).filter(pid -> stat(pid).filter(stat -> number(stat, PARENT) == parent).isPresent()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The most memory the process has had resident so far, in bytes (VmHWM). */
    static OptionalLong peakMemory(long pid) {
        try {
            return Files.readAllLines(PROC.resolve(pid + "/status")).stream().filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024).findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Milliseconds that all processors of the machine have worked so far, whoever for. */
    static OptionalLong machineMillis() {
        try {
            String[] all = Files.readAllLines(PROC.resolve("stat")).get(0).trim().split("\\s+");
            long busy = 0;
            for (int field = 1; field <= 8; field++) {
                busy += field == 4 || field == 5 ? 0 : Long.parseLong(all[field]);      // 4: idle, 5: idle while the disk works
            }
            return OptionalLong.of(busy * MILLIS_PER_TICK);
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }

    private static String name(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/comm"), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static Optional<String[]> stat(long pid) {
        try {
            String line = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long number(String[] stat, int field) {
        return Long.parseLong(stat[field]);
    }
}
