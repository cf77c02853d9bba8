package dev.waybill.postgres;

import dev.waybill.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The folder for what belongs to one node, held by one process at a time. The lock ends with the process, however it ends.
 */
public final class DataFolder implements AutoCloseable {

    private static final String LOCK = "waybill.lock";

    /** A byte far behind the text, so that the text can be read on systems whose locks keep readers out. */
    private static final long LOCKED_BYTE = Integer.MAX_VALUE;

    /** Folders held by this process. Closing any second channel on the lock file would end the lock, so none is opened. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the folder when it is missing and takes it for this process.
     *
     * @throws DataFolderInUseException when another process, or another part of this one, has it
     * @throws DatabaseRefusedException when it cannot be written
     */
    public static DataFolder open(Settings settings) {
        Path wanted = settings.path("data.dir");
        try {
            if (!Files.isDirectory(wanted)) {
                Files.createDirectories(wanted, onlyForOwner("rwx------"));
            }
            Path path = wanted.toRealPath();
            if (!HELD.add(path)) {
                throw new DataFolderInUseException(path, "another part of this process");
            }
            try {
                return new DataFolder(path, lock(path, settings.number("http.port")));
            } catch (IOException | RuntimeException e) {
                HELD.remove(path);
                throw e;
            }
        } catch (IOException e) {
            throw new DatabaseRefusedException("cannot use data folder " + wanted + " as user " + System.getProperty("user.name")
                    + " (" + e + "); run this as the user that owns it, or set data.dir to a folder of this user", e);
        }
    }

    private static FileChannel lock(Path folder, int httpPort) throws IOException {
        FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
        if (lock == null) {
            channel.close();
            throw new DataFolderInUseException(folder, holder(folder));
        }
        String text = "process " + ProcessHandle.current().pid() + ", started " + started() + ", http port " + httpPort;
        channel.truncate(0).write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        return channel;
    }

    private static Instant started() {
        return ProcessHandle.current().info().startInstant().orElseGet(Instant::now).truncatedTo(ChronoUnit.SECONDS);
    }

    private static String holder(Path folder) throws IOException {
        String text = Files.readString(folder.resolve(LOCK));
        return text.isBlank() ? "another process" : text;
    }

    /** The folder, absolute and without symbolic links. */
    public Path path() {
        return path;
    }

    /** A file or folder in it. */
    public Path path(String name) {
        return path.resolve(name);
    }

    /** The id of this node, the same at every start from this folder. */
    public UUID nodeId() {
        return UUID.fromString(keep("node-id", () -> UUID.randomUUID().toString()));
    }

    /**
     * A text kept in a file that only its owner may read: made and written to disk at the first call, read at each later one.
     *
     * @param name  of the file in this folder
     * @param first makes the text when there is none yet
     */
    public String keep(String name, Supplier<String> first) {
        Path file = path(name);
        try {
            if (!Files.exists(file)) {
                Path fresh = path(name + ".new");
                Files.deleteIfExists(fresh);
                Files.createFile(fresh, onlyForOwner("rw-------"));
                try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap((first.get() + "\n").getBytes(StandardCharsets.UTF_8)));
                    channel.force(true);
                }
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new DatabaseRefusedException("cannot keep " + file + " (" + e + "); make room, or let user "
                    + System.getProperty("user.name") + " write there", e);
        }
    }

    /** The permissions of something new, where the file system knows such permissions. */
    private static FileAttribute<?>[] onlyForOwner(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }

    /** Gives the folder free. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release data folder " + path, e);
        } finally {
            HELD.remove(path);
        }
    }
}
