package dev.waybill.gateway.routefiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
        try (Stream<Path> files = Files.walk(folder.toRealPath(), FileVisitOption.FOLLOW_LINKS)) {
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

    /**
     * Makes the folder hold these texts and nothing else. All of it is written beside the folder first and then takes its place, so that
     * whoever is stopped in between leaves the one set or the other, never a mixture.
     */
    void write(Collection<RouteText> texts) throws IOException {
        Path fresh = beside(".new");
        Path old = beside(".old");
        remove(fresh);
        for (RouteText text : texts) {
            write(fresh.resolve(text.path()), text.text());
        }
        if (Files.exists(folder)) {
            remove(old);
            Files.move(folder, old);             // until the next line is done, this is what restore() finds
        }
        Files.move(fresh, folder);
        remove(old);
    }

    /** Brings back what {@link #write} was about to replace, when it was stopped at that very moment. */
    void restore() throws IOException {
        if (!Files.exists(folder) && Files.exists(beside(".old"))) {
            Files.move(beside(".old"), folder);
        }
    }

    private Path beside(String suffix) {
        return folder.resolveSibling(folder.getFileName() + suffix);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
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
