package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waybill.configuration.AppliedSetup;
import dev.waybill.configuration.Samples;
import dev.waybill.configuration.Setup;
import dev.waybill.security.MasterKey;
import dev.waybill.security.Sealing;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresConfigurationConcurrencyTest {
    @TempDir
    Path folder;

    private final PostgresConfigurationDatabase database = PostgresConfigurationDatabase.fresh();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final PostgresConfiguration configuration = new PostgresConfiguration(database.dataSource(),
            new Sealing(List.of(MasterKey.of(Base64.getEncoder().encodeToString(new byte[32])))));

    @AfterEach
    void stop_threads() {
        threads.shutdownNow();
    }

    @Test
    void of_many_equal_applies_at_once_one_writes_and_the_others_find_nothing_to_do() throws Exception {
        Setup setup = Samples.read(Samples.resource("acme"));
        List<Callable<AppliedSetup>> applies = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            applies.add(() -> configuration.apply(setup, false));
        }
        List<AppliedSetup> results = new ArrayList<>();
        for (Future<AppliedSetup> result : threads.invokeAll(applies)) {
            results.add(result.get());
        }
        assertThat(results).filteredOn(result -> !result.isEmpty()).hasSize(1);
        assertThat(results).extracting(AppliedSetup::revision).containsOnly(2L);
    }

    @Test
    void a_second_apply_waits_for_the_first_and_sees_what_it_left() throws Exception {
        Setup setup = Samples.read(folder, Samples.organization("onlySendBillsOnApproval: true", ""));
        try (Connection first = database.dataSource().getConnection()) {
            first.setAutoCommit(false);
            try (var statement = first.createStatement()) {
                statement.execute("select number from configuration_revision for update");
                Future<AppliedSetup> second = threads.submit(() -> configuration.apply(setup, false));
                await().until(this::somebodyWaits);
                statement.execute("insert into organization (id, name) values (gen_random_uuid(), 'Acme')");
                statement.execute("update configuration_revision set number = number + 1");
                assertThat(second).isNotDone();
                first.commit();
                assertThat(second.get().plan().organizations()).singleElement()
                        .satisfies(change -> assertThat(change.isChange()).isFalse());
                assertThat(second.get().revision()).isEqualTo(3);
            }
        }
    }

    @Test
    void a_delivery_cannot_begin_for_an_integration_that_is_being_removed() throws SQLException {
        configuration.apply(Samples.read(folder, Samples.organization("", "")), false);
        Setup empty = Samples.read(folder, "organizations: [ { name: Acme } ]");
        try (Connection worker = database.dataSource().getConnection(); var statement = worker.createStatement()) {
            worker.setAutoCommit(false);
            statement.execute("""
                    with b as (insert into bill (id, organization_id, source, external_id, version, changed_at, revision,
                                                 content_hash, account_id, currency, total, status, document)
                               select gen_random_uuid(), id, 'm3ter', 'b1', 1, now(), 1, 'hash', 'a', 'USD', 1, 'APPROVED', '{}'
                               from organization returning id)
                    insert into delivery (id, organization_id, integration_id, bill_id, wanted_revision, status, due_at)
                    select gen_random_uuid(), i.organization_id, i.id, b.id, 1, 'WAITING', now() from integration i, b""");
            Future<AppliedSetup> pruning = threads.submit(() -> configuration.apply(empty, true));
            await().until(this::somebodyWaits);
            worker.commit();
            assertThat(pruning).succeedsWithin(Duration.ofSeconds(20))
                    .satisfies(applied -> assertThat(applied.text()).contains("disabled and not removed"));
        }
        assertThat(database.text("select enabled from integration")).isEqualTo("f");
    }

    @Test
    void a_deadlock_with_a_worker_is_tried_again() throws Exception {
        database.run("do $$ begin execute format('alter database %I set deadlock_timeout = ''2s''', current_database()); end $$");
        configuration.apply(Samples.read(folder, Samples.organization("", "")), false);
        PostgresConfigurationDeliveries.in(database).add("b1", "account-1", "DISABLED", "restricted");
        Setup changed = Samples.read(folder, Samples.organization("onlySendBillsOnApproval: true", ""));
        try (Connection worker = database.dataSource().getConnection(); var statement = worker.createStatement()) {
            worker.setAutoCommit(false);
            statement.execute("set local deadlock_timeout = '30s'");
            statement.execute("update delivery set fence = fence + 1");
            Future<AppliedSetup> applied = threads.submit(() -> configuration.apply(changed, false));
            await().until(this::somebodyWaits);
            statement.execute("update integration set auth_failed_at = null");
            worker.commit();
            assertThat(applied.get().released()).isEqualTo(1);
        }
        assertThat(database.text("select number from configuration_revision")).isEqualTo("3");
    }

    @Test
    void a_lost_connection_changes_nothing_and_is_said_in_words() {
        Setup setup = Samples.read(Samples.resource("acme"));
        database.run("""
                create function drop_connection() returns trigger language plpgsql as $$
                begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$""");
        database.run("create trigger drop_connection before insert on integration execute function drop_connection()");
        assertThatThrownBy(() -> configuration.apply(setup, false)).isInstanceOf(DatabaseException.class)
                .hasMessageContaining("could not change the configuration");
        assertThat(database.text("select count(*) from organization")).isEqualTo("0");
    }

    private boolean somebodyWaits() {
        return !database.text("select count(*) from pg_stat_activity"
                + " where wait_event_type = 'Lock' and datname = current_database()").equals("0");
    }
}
