package dev.waybill.cli;

import java.io.Console;
import java.util.Optional;

/** Asks the person at the terminal. */
interface Asking {

    /** The answer, or empty when nobody is there to be asked. */
    Optional<String> ask(String question);

    /** Asks at the terminal of this process, when it has one. */
    static Asking atTerminal() {
        return question -> {
            Console console = System.console();
            return console == null ? Optional.empty() : Optional.of(Optional.ofNullable(console.readLine("%s", question)).orElse(""));
        };
    }
}
