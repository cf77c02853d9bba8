package dev.waybill.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.waybill.settings.Settings;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where log lines go and how they look, by command: the gateway's to the console, a command's only when something is wrong. */
final class Logging {

    private Logging() {
    }

    /** As {@code log.format} and {@code log.level} say. */
    static void of(Settings settings) {
        System.setProperty("waybill.log.appender", settings.text("log.format").toUpperCase(Locale.ROOT));
        System.setProperty("waybill.log.level", settings.text("log.level"));
        configure();
    }

    /** Into a file, so that the terminal stays free for what the command shows. */
    static void toFile(Path file) {
        System.setProperty("waybill.log.appender", "FILE");
        System.setProperty("waybill.log.file", file.toString());
        configure();
    }

    /** Only what is wrong. */
    static void quiet() {
        System.setProperty("waybill.log.appender", "TEXT");
        configure();
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("dev.waybill").setLevel(Level.ERROR);
    }

    private static void configure() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(Logging.class.getResource("/logback.xml"));
        } catch (JoranException e) {
            throw new IllegalStateException("the logging configuration inside the jar cannot be read", e);
        }
    }
}
