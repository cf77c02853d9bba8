package dev.waybill.postgres;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs that Waybill carries, unpacked into the data folder. That they lie there is also how a process of
 * ours is told from any other PostgreSQL of the machine.
 */
final class EmbeddedDatabaseProgram {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabaseProgram.class);
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private final Path all;
    private final Path current;

    /** How a program ended, and what it said. */
    record Ended(int exitCode, String output) {
        boolean well() {
            return exitCode == 0;
        }
    }

    private EmbeddedDatabaseProgram(Path all, Path current) {
        this.all = all;
        this.current = current;
    }

    /** Unpacks the programs unless that has been done; an unpacking that was interrupted counts as none. */
    static EmbeddedDatabaseProgram in(DataFolder folder) {
        Path all = folder.path("postgres-program");
        String name = archiveName();
        try (InputStream archive = EmbeddedDatabaseProgram.class.getResourceAsStream("/" + name)) {
            if (archive == null) {
                throw new DatabaseRefusedException("this installation carries no PostgreSQL for this machine (" + name
                        + " is missing); set database.url to a PostgreSQL that runs elsewhere");
            }
            byte[] packed = archive.readAllBytes();
            Path current = all.resolve(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(packed), 0, 8));
            if (!Files.exists(current)) {
                Path unfinished = all.resolve("unfinished");
                deleteTree(unfinished);
                unpack(packed, unfinished);
                Files.move(unfinished, current, StandardCopyOption.ATOMIC_MOVE);
            }
            return new EmbeddedDatabaseProgram(all, current);
        } catch (IOException e) {
            throw new DatabaseRefusedException("cannot unpack PostgreSQL into " + all + " (" + e + "); it needs about 60 MB there", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String archiveName() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String family = WINDOWS ? "windows" : system.startsWith("mac") ? "darwin" : system;
        String machine = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm_64";
            default -> System.getProperty("os.arch");
        };
        return "postgres-" + family + "-" + machine + ".txz";
    }

    private static void unpack(byte[] packed, Path folder) throws IOException {
        try (TarArchiveInputStream archive = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(packed)))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                Files.createDirectories(entry.isDirectory() ? target : target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.copy(archive, target);
                    if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true)) {
                        throw new IOException("cannot make " + target + " executable");
                    }
                }
            }
        }
    }

    /**
     * Runs one of the programs to its end.
     *
     * @param meanwhile logged every ten seconds while it lasts
     */
    Ended run(String meanwhile, String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (!WINDOWS && System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "--user"));         // PostgreSQL refuses root; in there it sees itself as nobody
        }
        command.add(current.resolve("bin").resolve(WINDOWS ? program + ".exe" : program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            while (!process.waitFor(10, TimeUnit.SECONDS)) {
                LOG.info("{}", meanwhile);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.exitValue(), output.strip());
        } catch (IOException e) {
            return new Ended(-1, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + program + " was running", e);
        }
    }

    /** Every process on this machine that was started from the unpacked programs, of this release or an earlier one. */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses().filter(process -> process.info().command().filter(this::isOurs).isPresent()).toList();
    }

    private boolean isOurs(String command) {
        return Path.of(command).startsWith(all);
    }

    /** Removes what earlier releases unpacked. */
    void removeOlder() {
        try (Stream<Path> unpacked = Files.list(all)) {
            for (Path older : unpacked.filter(path -> !path.equals(current)).toList()) {
                deleteTree(older);
            }
        } catch (IOException e) {
            LOG.warn("cannot remove an earlier PostgreSQL from {} ({}); it only takes up space", all, e.toString());
        }
    }

    /** Removes a folder with everything in it, if it is there. */
    static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
