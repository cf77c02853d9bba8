package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.GatewayProcess;
import dev.waybill.rehearsal.ProcessRehearsal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the packaged gateway says, and with which exit code it ends, when it cannot start; and what senders meet until it has. */
class StartIT {

    private static ProcessRehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = ProcessRehearsal.external(Map.of());
        rehearsal.node().close();
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    private static String refused(GatewayProcess node) {
        GatewayProcess.Ended ended = node.begin().awaitExit();
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output()).doesNotContain("\tat ");
        return ended.output().strip();
    }

    @Test
    void a_taken_http_port_is_named() throws IOException {
        GatewayProcess node = rehearsal.another();
        try (ServerSocket taken = new ServerSocket(node.port(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(refused(node)).contains("Cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .contains("set http.port to another port");
        }
    }

    @Test
    void a_taken_management_port_is_named() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            GatewayProcess node = rehearsal.another().set("management.port", String.valueOf(taken.getLocalPort()));
            assertThat(refused(node)).contains("Cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .contains("set management.port to another port");
        }
    }

    @Test
    void a_misspelt_setting_is_named_with_the_nearest() throws IOException {
        Path home = rehearsal.newFolder("home");
        Files.writeString(home.resolve("application.properties"), "# ours\ndelivery.leese = 30s\n");
        String routes = GatewayProcess.REPOSITORY.resolve("routes").toString();
        assertThat(refused(rehearsal.another().home(home).set("routes.dir", routes))).contains("application.properties:2").contains("delivery.leese").contains("did you mean `delivery.lease`?");
    }

    @Test
    void a_route_file_that_is_no_yaml_is_named_with_the_line() throws IOException {
        Path routes = copyOfRoutes("routes-yaml");
        Path broken = routes.resolve("bills/log-run.camel.yaml");
        Files.writeString(broken, Files.readString(broken).replaceFirst("    description: ", "    description: \"half a quote "));
        assertThat(refused(rehearsal.another().set("routes.dir", routes.toString())))
                .containsPattern("routes-yaml/bills/log-run\\.camel\\.yaml:\\d+: this is not YAML");
    }

    @Test
    void a_route_file_with_a_step_nobody_knows_is_named_with_the_line() throws IOException {
        Path routes = copyOfRoutes("routes-step");
        Path broken = routes.resolve("bills/log-run.camel.yaml");
        Files.writeString(broken, Files.readString(broken).replaceFirst("        - bean:", "        - been:"));
        assertThat(refused(rehearsal.another().set("routes.dir", routes.toString())))
                .contains("routes-step/bills/log-run.camel.yaml:9: there is no step `been`");
    }

    @Test
    void a_missing_routes_folder_is_named() {
        assertThat(refused(rehearsal.another().set("routes.dir", "/nowhere/routes"))).contains("/nowhere/routes does not exist");
    }

    @Test
    void until_it_is_ready_a_sender_meets_nobody_or_is_told_to_come_back() {
        GatewayProcess node = rehearsal.node().begin();
        Set<Integer> answers = new TreeSet<>();
        Awaitility.await("a webhook is taken").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10))
                .ignoreException(IOException.class).until(() -> {           // the port is tried once before it is listened at
            if (node.listens()) {
                answers.add(node.post(Bills.event("billing.bill.created", Bills.bill("early", "USD", "1"))).status());
            }
            return answers.contains(200);
        });
        assertThat(answers).containsExactly(200, 503);
        node.close();
    }

    private static Path copyOfRoutes(String name) throws IOException {
        Path from = GatewayProcess.REPOSITORY.resolve("routes");
        Path to = rehearsal.newFolder(name);
        try (Stream<Path> tree = Files.walk(from)) {
            List<Path> files = tree.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        return to;
    }
}
