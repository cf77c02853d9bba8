package dev.waybill.cli;

import dev.waybill.configuration.Setup;
import dev.waybill.gateway.Configuring;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Reads configuration folders for the commands. */
final class Folders {

    private Folders() {
    }

    /** The folder's configuration, secrets from the environment; warnings are printed. */
    static Setup read(Path folder, Terminal terminal) {
        return read(folder, terminal, System::getenv);
    }

    static Setup read(Path folder, Terminal terminal, UnaryOperator<String> environment) {
        Setup setup = Configuring.folders().read(folder, environment::apply);
        setup.warnings().forEach(warning -> terminal.line("Warning: " + warning));
        return setup;
    }
}
