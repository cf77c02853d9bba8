package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.postgres.EmbeddedDatabase;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.GatewayProcess;
import dev.waybill.rehearsal.ProcessRehearsal;
import dev.waybill.rehearsal.Sending;
import dev.waybill.standin.server.FaultRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packaged gateway on the PostgreSQL it carries: killed with and without it, started twice, and with commands beside it. */
class EmbeddedDatabaseIT {

    private static ProcessRehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = ProcessRehearsal.embedded(Map.of());
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @BeforeEach
    void runs() {
        rehearsal.begunAnew();
        if (!rehearsal.node().runs()) {
            rehearsal.node().start();
        }
    }

    private static List<ProcessHandle> servers() {
        Path data = rehearsal.node().dataFolder();
        return ProcessHandle.allProcesses().filter(process -> process.info().command()
                .filter(command -> Path.of(command).startsWith(data)).isPresent()).toList();
    }

    /** The processes of a server that stopped may still be listed for a moment. */
    private static void awaitNoServers() {
        Awaitility.await("PostgreSQL is gone").atMost(Duration.ofSeconds(10)).until(() -> servers().isEmpty());
    }

    private static void deliver(String id) {
        ObjectNode bill = Bills.bill(id, "USD", "5", "6.50");
        rehearsal.node().send(bill);
        rehearsal.awaitSettled();
        rehearsal.assertDeliveredOnce(bill);
    }

    @Test
    void when_the_gateway_is_killed_the_next_start_takes_over_what_it_left_and_finds_its_data() {
        deliver("kept");
        rehearsal.node().kill();
        assertThat(servers()).as("PostgreSQL goes on alone").isNotEmpty();
        rehearsal.node().start();
        assertThat(rehearsal.node().said()).contains("was left behind by a gateway that was killed");
        assertThat(rehearsal.runs("kept")).hasSize(1);
        deliver("after");
    }

    @Test
    void when_the_gateway_and_its_database_are_killed_together_nothing_acknowledged_is_lost() {
        GatewayProcess node = rehearsal.node();
        List<ObjectNode> bills = IntStream.range(0, 100).mapToObj(i -> Bills.numbered(i, "power-" + i, "USD", i + 1 + ".01")).toList();
        rehearsal.stripe().faults().add(FaultRule.slow(Duration.ofMillis(60)));
        try (Sending sending = Sending.of(bills, 4, node)) {
            sending.awaitAcknowledged(50);
            List<ProcessHandle> servers = servers();
            node.kill();
            servers.forEach(ProcessHandle::destroyForcibly);
            Awaitility.await("PostgreSQL is gone").atMost(Duration.ofSeconds(10)).until(() -> servers().isEmpty());
            node.start();
            sending.awaitAll();
        }
        rehearsal.awaitSettled();
        bills.forEach(rehearsal::assertDeliveredOnce);
    }

    /** Unpacking the programs, making the data, bringing up the server: each is cut off once before a start that works. */
    @Test
    void killed_again_and_again_during_its_very_first_start_it_starts_in_the_end() {
        GatewayProcess node = rehearsal.another();
        Path data = node.dataFolder();
        killOnce(node, () -> Files.exists(data.resolve("postgres-program/unfinished/bin")));
        killOnce(node, () -> Files.exists(data.resolve("postgres.new/base")));
        killOnce(node, () -> Files.exists(data.resolve("postgres/postmaster.pid")));
        killOnce(node, () -> node.said().contains("Using configuration"));
        node.start();
        GatewayProcess.Ended apply = node.command("apply", rehearsal.setupFolder("").toString());
        assertThat(apply.exitCode()).as(apply.output()).isZero();
        node.close();
    }

    private static void killOnce(GatewayProcess node, BooleanSupplier moment) {
        node.begin();
        Awaitility.await("the moment of the kill").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(2)).until(() -> {
            assertThat(node.runs()).as(node.said()).isTrue();
            return moment.getAsBoolean();
        });
        node.kill();
    }

    @Test
    void when_it_is_told_to_stop_its_database_stops_with_it() {
        rehearsal.node().terminate();
        assertThat(rehearsal.node().awaitExit().exitCode()).isZero();
        awaitNoServers();
    }

    @Test
    void when_it_is_told_to_stop_while_it_starts_its_database_stops_with_it() {
        rehearsal.node().close();
        rehearsal.node().begin();
        Awaitility.await("PostgreSQL runs").atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5))
                .until(() -> EmbeddedDatabase.running(rehearsal.node().dataFolder()).isPresent());
        rehearsal.node().terminate();
        GatewayProcess.Ended ended = rehearsal.node().awaitExit();
        awaitNoServers();
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }

    @Test
    void a_second_start_on_the_same_folder_names_the_first_and_leaves_it_alone() {
        GatewayProcess.Ended ended = rehearsal.rival().begin().awaitExit();
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output().strip()).startsWith("data folder " + rehearsal.node().dataFolder() + " is in use by process "
                + rehearsal.node().pid()).contains("http port " + rehearsal.node().port()).doesNotContain("\tat ");
        deliver("undisturbed");
    }

    @Test
    void commands_work_beside_a_running_gateway_and_disturb_nothing() {
        long pid = rehearsal.node().pid();
        assertCommandsWork("beside");
        assertThat(rehearsal.node().runs()).isTrue();
        assertThat(rehearsal.node().pid()).isEqualTo(pid);
        deliver("beside-commands");
    }

    @Test
    void commands_work_when_no_gateway_runs_and_leave_no_database_running() {
        deliver("before-commands");
        rehearsal.node().close();
        assertCommandsWork("alone");
        awaitNoServers();
    }

    @Test
    void commands_work_after_the_gateway_was_killed() {
        deliver("before-kill");
        rehearsal.node().kill();
        GatewayProcess.Ended runs = rehearsal.node().command("runs", "--bill", "before-kill");
        assertThat(runs.exitCode()).as(runs.output()).isZero();
        assertThat(runs.output()).contains("before-kill").contains("COMPLETE");
    }

    /** Applies a mapping of its own, so that each time there is something to apply. */
    private static void assertCommandsWork(String account) {
        String folder = rehearsal.setupFolder("").toString();
        String more = "      - { m3terEntity: Account, m3terId: " + account
                + ", externalSystem: Stripe, externalTable: Customer, externalId: cus_1 }\n";
        rehearsal.addToSetup(more);
        GatewayProcess node = rehearsal.node();
        GatewayProcess.Ended plan = node.command("plan", "--detailed", folder);
        assertThat(plan.exitCode()).as(plan.output()).isEqualTo(3);
        assertThat(plan.output()).contains(account);
        GatewayProcess.Ended apply = node.command("apply", folder);
        assertThat(apply.exitCode()).as(apply.output()).isZero();
        GatewayProcess.Ended again = node.command("plan", "--detailed", folder);
        assertThat(again.exitCode()).as(again.output()).isZero();
        GatewayProcess.Ended check = node.command("check");
        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output()).contains("Nothing found.");
        GatewayProcess.Ended runs = node.command("runs");
        assertThat(runs.exitCode()).as(runs.output()).isZero();
        for (GatewayProcess.Ended each : List.of(plan, apply, again, check, runs)) {
            assertThat(each.output()).doesNotContain("\tat ").doesNotContain(ProcessRehearsal.SECRETS.values());
        }
    }
}
