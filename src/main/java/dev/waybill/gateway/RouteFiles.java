package dev.waybill.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The route files: every {@code *.camel.yaml} below the routes folder. */
final class RouteFiles {

    private final Path folder;

    RouteFiles(Path folder) {
        this.folder = folder;
    }

    /** Every route file; shared files first, since the others name what they define. */
    List<Path> all() {
        if (!Files.isDirectory(folder)) {
            throw new RouteFileException("The routes folder " + folder + " does not exist. Set routes.dir to the folder that came"
                    + " with Waybill.");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList();
            List<Path> ordered = new ArrayList<>(found.stream().filter(this::isShared).toList());
            found.stream().filter(file -> !isShared(file)).forEach(ordered::add);
            if (ordered.isEmpty()) {
                throw new RouteFileException("There is no *.camel.yaml file below " + folder + ", so nothing would be received or"
                        + " delivered. Set routes.dir to the folder that came with Waybill.");
            }
            return ordered;
        } catch (IOException e) {
            throw new RouteFileException("The routes folder " + folder + " cannot be read: " + e.getMessage());
        }
    }

    /** Loads every file into a context; all that are wrong are named together. */
    void load(CamelContext context) {
        List<String> findings = new ArrayList<>();
        for (Path file : all()) {
            try {
                PluginHelper.getRoutesLoader(context).loadRoutes(
                        ResourceHelper.fromBytes("file:" + file, Files.readAllBytes(file)));
            } catch (Exception e) {
                findings.add(folder.getFileName() + "/" + folder.relativize(file) + ": " + deepest(e));
            }
        }
        if (!findings.isEmpty()) {
            throw new RouteFileException(String.join(System.lineSeparator(), findings));
        }
    }

    private boolean isShared(Path file) {
        return folder.relativize(file).startsWith("shared");
    }

    /** The innermost reason, in words. */
    static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
