package dev.waybill;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logging configuration inside the jar. */
class LogLinesTest {

    @TempDir
    Path folder;

    @Test
    void a_json_line_holds_the_whole_message() throws Exception {
        JsonNode line = Json.MAPPER.readTree(written(Map.of("waybill.log.appender", "JSON"),
                context -> context.getLogger("dev.waybill.flow.Bills").info("run {} is {}", "r1", "COMPLETE")));
        assertThat(line.get("formattedMessage").asText()).isEqualTo("run r1 is COMPLETE");
        assertThat(line.get("level").asText()).isEqualTo("INFO");
        assertThat(line.get("loggerName").asText()).isEqualTo("dev.waybill.flow.Bills");
        assertThat(line.get("timestamp").isNumber()).isTrue();
    }

    @Test
    void a_text_line_stays_one_line_whatever_a_sender_wrote() throws Exception {
        assertThat(written(Map.of("waybill.log.appender", "TEXT"),
                context -> context.getLogger("dev.waybill").warn("event x\r\n2026-01-01 INFO  all is well")).lines())
                .singleElement().asString().contains(" WARN  event x / 2026-01-01 INFO  all is well");
    }

    @Test
    void nothing_else_is_printed_at_the_start() throws Exception {
        assertThat(written(Map.of(), context -> { })).isEmpty();
    }

    @Test
    void the_level_is_that_of_the_settings() throws Exception {
        assertThat(written(Map.of("waybill.log.level", "WARN"), context -> context.getLogger("dev.waybill").info("quiet")))
                .isEmpty();
        assertThat(written(Map.of("waybill.log.level", "DEBUG"), context -> context.getLogger("dev.waybill").debug("loud")))
                .contains("loud");
    }

    @Test
    void libraries_speak_up_only_when_something_is_wrong() throws Exception {
        assertThat(written(Map.of("waybill.log.level", "DEBUG"), context -> {
            context.getLogger("org.apache.camel.impl.engine.AbstractCamelContext").info("Routes startup");
            context.getLogger("com.zaxxer.hikari.pool.ProxyConnection").warn("marked as broken");
            context.getLogger("org.flywaydb.core.FlywayExecutor").info("Database: jdbc:postgresql://db/waybill");
        })).isEmpty();
    }

    @Test
    void a_file_takes_the_lines_instead_of_the_terminal() throws Exception {
        Path file = folder.resolve("demo.log");
        String terminal = written(Map.of("waybill.log.appender", "FILE", "waybill.log.file", file.toString()),
                context -> context.getLogger("dev.waybill").info("to the file"));
        assertThat(terminal).isEmpty();
        assertThat(Files.readString(file)).contains(" INFO  to the file");
    }

    /** What reaches the standard error while a fresh logging system with these properties is set up and used. */
    private static String written(Map<String, String> properties, Consumer<LoggerContext> use) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream caught = new ByteArrayOutputStream();
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        try (PrintStream catching = new PrintStream(caught, true, StandardCharsets.UTF_8)) {
            System.setErr(catching);
            properties.forEach(context::putProperty);
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LogLinesTest.class.getResource("/logback.xml"));
            use.accept(context);
        } finally {
            context.stop();
            System.setErr(before);
        }
        return caught.toString(StandardCharsets.UTF_8);
    }
}
