package dev.waybill.security;

import com.google.crypto.tink.subtle.Hkdf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * The 32 bytes from which every sealing key comes. Nothing prints them: {@link #toString()} names the key by its id, which is
 * derived from the bytes and may be seen.
 */
public final class MasterKey {

    /** Where the key lies below the data folder when the embedded database is used and none was set. */
    public static final String FILE_NAME = "secrets.key";

    private static final int LENGTH = 32;
    private static final String HOW_TO_MAKE_ONE = "Make one with `openssl rand -base64 32` and set it as SECRETS_KEY in the"
            + " environment; keep a copy, for without it the stored credentials cannot be opened.";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final byte[] bytes;
    private final String id;

    private MasterKey(byte[] bytes) {
        this.bytes = bytes.clone();
        this.id = idOf(bytes);
    }

    /**
     * The key written as base64 of 32 bytes.
     *
     * @throws SealingException when the text is something else; the message never shows it
     */
    public static MasterKey of(String base64) {
        return parse(base64, "secrets.key", HOW_TO_MAKE_ONE);
    }

    /**
     * The key the gateway works with: the one that is set; else, with the embedded database only, the one in
     * {@code <dataDir>/secrets.key}, which is made, readable by its owner only, when it is not there.
     *
     * @throws SealingException when no key is set and the database is not the embedded one, or the key is unusable
     */
    public static MasterKey load(String base64OrEmpty, Path dataDir, boolean embeddedDatabase) {
        if (base64OrEmpty != null && !base64OrEmpty.isBlank()) {
            return of(base64OrEmpty);
        }
        if (!embeddedDatabase) {
            throw new SealingException("secrets.key is empty, and database.url names a database: credentials cannot be sealed."
                    + " " + HOW_TO_MAKE_ONE);
        }
        Path file = dataDir.resolve(FILE_NAME);
        try {
            return Files.exists(file) ? read(file) : make(file);
        } catch (IOException e) {
            throw new SealingException(null, "The master key in " + file + " cannot be read or written ("
                    + e.getClass().getSimpleName() + "). Let the gateway's user read and write " + dataDir
                    + ", or set SECRETS_KEY in the environment.", e);
        }
    }

    /** Eight hexadecimal digits that name this key without telling it; stored beside everything it seals. */
    public String id() {
        return id;
    }

    /** A key of its own for one purpose, so that no two algorithms ever work with the same bytes. */
    byte[] derive(String purpose) throws GeneralSecurityException {
        return Hkdf.computeHkdf("HMACSHA256", bytes, new byte[0], purpose.getBytes(StandardCharsets.UTF_8), LENGTH);
    }

    @Override
    public String toString() {
        return "MasterKey " + id;
    }

    private static MasterKey read(Path file) throws IOException {
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
        return parse(Files.readString(file, StandardCharsets.US_ASCII), file.toString(), "Put the right file back from your"
                + " backup: what was sealed with the lost key cannot be opened without it.");
    }

    private static MasterKey make(Path file) throws IOException {
        byte[] fresh = new byte[LENGTH];
        new SecureRandom().nextBytes(fresh);
        Files.createDirectories(file.getParent());
        Path draft = Files.createTempFile(file.getParent(), FILE_NAME, ".new", ownerOnly(file.getParent()));
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            String line = Base64.getEncoder().encodeToString(fresh) + "\n";
            ByteBuffer text = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        try {
            Files.move(draft, file);
        } catch (FileAlreadyExistsException e) {
            Files.delete(draft);
            return read(file);
        }
        if (isPosix(file)) {
            try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
        return new MasterKey(fresh);
    }

    private static MasterKey parse(String base64, String where, String remedy) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // The decoder's message quotes the offending character, which is part of the key: it is not passed on.
            throw new SealingException(where + " is not base64. It must be base64 of 32 bytes, 44 characters. " + remedy);
        }
        if (bytes.length != LENGTH) {
            throw new SealingException(where + " holds " + bytes.length + " bytes; it must be base64 of 32 bytes, 44 characters. "
                    + remedy);
        }
        return new MasterKey(bytes);
    }

    private static String idOf(byte[] bytes) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("waybill-key-id".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha256.digest(bytes), 0, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        return isPosix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
