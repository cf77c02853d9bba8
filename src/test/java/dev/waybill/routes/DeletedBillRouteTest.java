package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Events of one bill, the last of which is its deletion, in every order they may come. */
class DeletedBillRouteTest {

    private static Rehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin();
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    private static void sent(String eventName, ObjectNode bill) {
        rehearsal.send(eventName, bill);
        rehearsal.awaitSettled();
    }

    @Test
    void the_draft_of_a_deleted_bill_is_taken_back() {
        ObjectNode bill = Bills.bill("deleted-1", "USD", "5");
        sent("billing.bill.created", bill);
        sent("billing.bill.deleted", bill);
        assertThat(rehearsal.stripe().invoicesOf("deleted-1")).isEmpty();
    }

    @Test
    void a_bill_whose_deletion_came_first_is_not_sent() {
        ObjectNode bill = Bills.bill("deleted-2", "USD", "5");
        sent("billing.bill.deleted", bill);
        sent("billing.bill.created", bill);
        assertThat(rehearsal.stripe().invoicesOf("deleted-2")).isEmpty();
    }

    @Test
    void a_version_from_before_the_deletion_that_comes_after_it_is_not_sent() {
        ObjectNode first = Bills.bill("deleted-3", "USD", "5");
        ObjectNode second = Bills.next(first, "7");
        sent("billing.bill.created", first);
        sent("billing.bill.deleted", second);
        sent("billing.bill.updated", second);
        assertThat(rehearsal.stripe().invoicesOf("deleted-3")).isEmpty();
    }

    @Test
    void a_version_stored_while_the_deletion_was_decided_does_not_undo_it() throws SQLException {
        ObjectNode bill = Bills.bill("deleted-4", "USD", "5");
        sent("billing.bill.created", bill);
        try (Connection other = TestPostgres.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("set search_path to " + rehearsal.settings().text("database.schema"));
            statement.execute("update bill set version = 2, revision = revision + 1, document = document || '{\"version\": 2}'"
                    + " where external_id = 'deleted-4'");
            rehearsal.send("billing.bill.deleted", bill);
            Awaitility.await().until(() -> TestPostgres.waiting() > 0);
            other.commit();
        }
        rehearsal.awaitSettled();
        assertThat(rehearsal.stripe().invoicesOf("deleted-4")).isEmpty();
    }
}
