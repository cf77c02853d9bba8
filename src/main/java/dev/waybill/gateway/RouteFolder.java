package dev.waybill.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder of route files: every {@code *.camel.yaml} below it, but for those whose own or folder's name begins with a dot. */
final class RouteFolder {

    private static final String SUFFIX = ".camel.yaml";
    private static final int LARGEST = 1024 * 1024;

    private final Path folder;
    private final String name;

    /** @param name how messages call the folder */
    private RouteFolder(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** The folder that operators edit. */
    static RouteFolder of(Path folder) {
        return new RouteFolder(folder, folder.getFileName().toString());
    }

    /** A folder beside it that holds the same files as they last were good; its texts carry the names of this folder's. */
    RouteFolder copyIn(Path other) {
        return new RouteFolder(other, name);
    }

    /** Where it is. */
    Path path() {
        return folder;
    }

    /**
     * Every file by its name, in the order of the names. One that cannot be read is there too, with its problem.
     *
     * @throws RouteFileException when the folder is not there, cannot be read, or holds no route file
     */
    Map<String, RouteText> read() {
        if (!Files.isDirectory(folder)) {
            throw new RouteFileException("The routes folder " + folder + " does not exist. Set routes.dir to the folder that came"
                    + " with Waybill.");
        }
        Map<String, RouteText> texts = readIfThere();
        if (texts.isEmpty()) {
            throw new RouteFileException("There is no *" + SUFFIX + " file below " + folder + ", so nothing would be received or"
                    + " delivered. Set routes.dir to the folder that came with Waybill.");
        }
        return texts;
    }

    /** As {@link #read}, but a folder that is not there is an empty one. */
    Map<String, RouteText> readIfThere() {
        Map<String, RouteText> texts = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return texts;
        }
        try (Stream<Path> files = Files.walk(folder.toRealPath())) {
            Path root = folder.toRealPath();
            for (Path file : files.filter(one -> one.toString().endsWith(SUFFIX) && !isHidden(root.relativize(one))).toList()) {
                RouteText text = read(file, root.relativize(file).toString().replace('\\', '/'));
                if (text != null) {
                    texts.put(text.name(), text);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new RouteFileException("The routes folder " + folder + " cannot be read: " + e.getMessage());
        }
        return texts;
    }

    /** The text, or null for a file that went away between the listing and the reading. */
    private RouteText read(Path file, String path) {
        try {
            long size = Files.size(file);
            if (size > LARGEST) {
                return new RouteText(name, path, "", "is " + size + " bytes long; a route file has at most " + LARGEST
                        + ". Split it, or put it back.");
            }
            return new RouteText(name, path, Files.readString(file, StandardCharsets.UTF_8), null);
        } catch (NoSuchFileException e) {
            return null;
        } catch (CharacterCodingException e) {
            return new RouteText(name, path, "", "is not UTF-8 text. Save it with that encoding.");
        } catch (IOException e) {
            return new RouteText(name, path, "", "cannot be read (" + e.getClass().getSimpleName() + "). Let user "
                    + System.getProperty("user.name") + " read it.");
        }
    }

    /** Makes the folder hold these texts and no other route file; each file is replaced in one step. */
    void write(Collection<RouteText> texts) throws IOException {
        Map<String, RouteText> there = readIfThere();
        for (RouteText text : texts) {
            RouteText before = there.remove(text.name());
            if (before == null || !before.equals(text)) {
                replace(folder.resolve(text.path()), text.text());
            }
        }
        for (RouteText gone : there.values()) {
            Files.deleteIfExists(folder.resolve(gone.path()));
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Shared files first, each group in the order of its names. */
    static List<RouteText> inLoadingOrder(Collection<RouteText> texts) {
        List<RouteText> ordered = new ArrayList<>(texts.stream().filter(RouteText::isShared).toList());
        texts.stream().filter(text -> !text.isShared()).forEach(ordered::add);
        return ordered;
    }

    private static boolean isHidden(Path path) {
        for (Path part : path) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}
