package dev.waybill.postgres;

import java.nio.file.Path;

/** Another process works in the data folder. Repeating helps once that process has ended. */
public final class DataFolderInUseException extends RuntimeException {

    private final Path folder;

    DataFolderInUseException(Path folder, String holder) {
        super("data folder " + folder + " is in use by " + holder + "; stop it, or set data.dir to another folder");
        this.folder = folder;
    }

    /** The folder that is in use. */
    public Path folder() {
        return folder;
    }
}
