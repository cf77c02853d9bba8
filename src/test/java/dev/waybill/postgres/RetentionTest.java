package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the nightly housekeeping drops, and what it must leave. */
class RetentionTest {

    private static final UUID ORGANIZATION = UUID.fromString("0b0b0b0b-0000-4000-8000-000000000001");
    private static final UUID WEBHOOK = UUID.fromString("0b0b0b0b-0000-4000-8000-000000000002");

    private PostgresConfigurationDatabase database;

    @BeforeEach
    void begin() {
        database = PostgresConfigurationDatabase.fresh();
        database.run("select make_month_partitions(date '2024-01-15')");
        database.run("select make_month_partitions(date '2024-02-15')");
    }

    private void event(String day, boolean open) {
        UUID id = UUID.randomUUID();
        database.run("insert into inbound_event (id, received_at, organization_id, inbound_webhook_id, event_key, body, status, due_at)"
                + " values (?, cast(? as timestamptz), ?, ?, ?, '', ?, case when ? then now() end)", id, day, ORGANIZATION, WEBHOOK,
                id.toString(), open ? "NEW" : "DONE", open);
        database.run("insert into inbound_event_key values (?, ?, ?, cast(? as timestamptz))", WEBHOOK, id.toString(), id, day);
    }

    /** All steps that one table needs, in the order they were done. */
    private List<String> drop(String table, String keptFor, int batch) {
        List<String> done = new ArrayList<>();
        String step = step(table, keptFor, batch);
        while (step != null) {
            done.add(step);
            step = step(table, keptFor, batch);
        }
        return done;
    }

    private String step(String table, String keptFor, int batch) {
        return database.text("select drop_old_partition(?, cast(? as interval), ?)", table, keptFor, batch);
    }

    @Test
    void a_month_that_is_long_ago_goes_whole_and_the_present_stays() {
        assertThat(drop("run", "90 days", 0)).containsExactly("table run_2024_01", "table run_2024_02");
        assertThat(database.column("select child::regclass::text from old_partitions('run', interval '0') child")).hasSizeLessThan(3);
        assertThat(database.text("select count(*) from pg_inherits where inhparent = 'run'::regclass")).isEqualTo("4");
    }

    @Test
    void a_month_is_kept_until_its_last_day_is_long_enough_ago() {
        assertThat(database.column("select old_partitions('run', now() - timestamptz '2024-02-29 12:00Z')"))
                .containsExactly("run_2024_01");
    }

    @Test
    void events_leave_in_batches_with_their_keys() {
        for (int i = 0; i < 5; i++) {
            event("2024-01-0" + (i + 1), false);
        }
        event("2024-02-03", false);

        assertThat(drop("inbound_event", "90 days", 2)).containsExactly("2 events of inbound_event_2024_01",
                "2 events of inbound_event_2024_01", "1 events of inbound_event_2024_01", "table inbound_event_2024_01",
                "1 events of inbound_event_2024_02", "table inbound_event_2024_02");
        assertThat(database.text("select count(*) from inbound_event_key")).isEqualTo("0");
    }

    @Test
    void the_key_of_a_kept_event_stays_so_that_its_repeat_is_folded() {
        event("2024-01-03", false);
        database.run("insert into inbound_event_key values (?, 'newer', ?, now())", WEBHOOK, UUID.randomUUID());

        drop("inbound_event", "90 days", 100);

        assertThat(database.column("select event_key from inbound_event_key")).containsExactly("newer");
    }

    @Test
    void an_event_that_nobody_has_decided_yet_keeps_its_month_and_the_next_month_goes() {
        event("2024-01-03", true);
        event("2024-02-03", false);

        assertThat(drop("inbound_event", "90 days", 100)).containsExactly("1 events of inbound_event_2024_02",
                "table inbound_event_2024_02");
        assertThat(database.text("select count(*) from inbound_event")).isEqualTo("1");
    }

    @Test
    void a_delivery_that_is_still_tried_keeps_the_months_of_its_run_and_calls() {
        UUID integration = UUID.randomUUID();
        UUID bill = UUID.randomUUID();
        database.run("insert into organization (id, name) values (?, 'one')", ORGANIZATION);
        database.run("insert into integration (id, organization_id, name, destination, config_data) values (?, ?, 'i', 'Stripe', '{}')",
                integration, ORGANIZATION);
        database.run("insert into bill (id, organization_id, source, external_id, version, changed_at, revision, content_hash,"
                + " account_id, currency, total, status, document) values (?, ?, 'm3ter', 'b', 1, now(), 1, '', 'a', 'USD', 1, 'PENDING',"
                + " '{}')", bill, ORGANIZATION);
        database.run("insert into delivery (id, organization_id, integration_id, bill_id, wanted_revision, status, due_at, run_id,"
                + " run_created_at, run_open) values (gen_random_uuid(), ?, ?, ?, 1, 'AWAITING_RETRY', now(), gen_random_uuid(),"
                + " '2024-01-20', true)", ORGANIZATION, integration, bill);

        assertThat(drop("run", "90 days", 0)).isEmpty();
        assertThat(drop("call", "90 days", 0)).isEmpty();

        database.run("update delivery set status = 'COMPLETE', due_at = null, run_open = false");
        assertThat(drop("call", "90 days", 0)).containsExactly("table call_2024_01", "table call_2024_02");
    }

    @Test
    void a_replay_that_ended_long_ago_goes_with_its_deliveries_and_one_that_runs_stays() {
        database.run("insert into organization (id, name) values (?, 'Acme')", ORGANIZATION);
        UUID old = replay("DONE", "now() - interval '100 days'");
        replay("CANCELLED", "now() - interval '10 days'");
        replay("RUNNING", "null");

        List<String> done = new ArrayList<>();
        for (String step = replayStep(); step != null; step = replayStep()) {
            done.add(step);
        }

        assertThat(done).containsExactly("2 deliveries of replay " + old, "replay " + old);
        assertThat(database.text("select count(*) from replay")).isEqualTo("2");
        assertThat(database.text("select count(*) from replay_delivery")).isEqualTo("6");
    }

    private String replayStep() {
        return database.text("select drop_old_replay(interval '90 days', 2)");
    }

    private UUID replay(String state, String ended) {
        UUID id = UUID.randomUUID();
        database.run("insert into replay (id, organization_id, filter, rate, state, ended_at) values (?, ?, '{}', 1, ?, " + ended + ")", id,
                ORGANIZATION, state);
        for (int i = 0; i < 3; i++) {
            database.run("insert into replay_delivery (replay_id, delivery_id, bill_id, currency, amount, state)"
                    + " values (?, ?, ?, 'USD', 1, 'TRIED')", id, UUID.randomUUID(), UUID.randomUUID());
        }
        return id;
    }
}
