package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ReplayDueEventsRouteTest {

    @Test
    void an_event_of_a_webhook_this_node_does_not_know_yet_holds_up_no_other() {
        try (Rehearsal rehearsal = Rehearsal.begin()) {
            rehearsal.send("billing.bill.created", Bills.bill("due-1", "USD", "5"));
            rehearsal.awaitSettled();
            rehearsal.update("""
                    with other as (
                        insert into inbound_event (id, received_at, organization_id, inbound_webhook_id, event_key, body, status,
                                                   due_at)
                        select gen_random_uuid(), now(), organization_id, gen_random_uuid(), 'x', body, 'NEW', now()
                        from inbound_event)
                    update inbound_event set status = 'NEW', due_at = now()""");

            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> rehearsal.query(
                    "select 1 from inbound_event where entity_id = 'due-1' and status = 'NEW'").isEmpty());
            assertThat(rehearsal.query("select 1 from inbound_event where status = 'NEW'")).hasSize(1);
        }
    }

    @Test
    void an_event_in_the_hands_of_two_workers_is_decided_once() throws SQLException {
        try (Rehearsal rehearsal = Rehearsal.begin(Map.of("database.commits", "each")); Connection other = TestPostgres.connect();
                Statement statement = other.createStatement()) {
            ObjectNode bill = Bills.bill("due-2", "USD", "5");
            rehearsal.send("billing.bill.created", bill);
            rehearsal.awaitSettled();
            other.setAutoCommit(false);
            statement.execute("select 1 from " + rehearsal.settings().text("database.schema") + ".bill for update");
            rehearsal.send("billing.bill.updated", bill);
            Awaitility.await().until(() -> TestPostgres.waiting() == 1);
            rehearsal.update("update inbound_event set due_at = now() where status = 'NEW'");     // as if its lease had ended
            Awaitility.await().until(() -> TestPostgres.waiting() == 2);
            other.rollback();

            rehearsal.awaitSettled();
            assertThat(rehearsal.query("select outcome from decision order by decided_at")).extracting(row -> row.get("outcome"))
                    .containsExactly("SEND", "UNCHANGED");
        }
    }
}
