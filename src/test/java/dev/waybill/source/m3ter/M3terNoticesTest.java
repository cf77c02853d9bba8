package dev.waybill.source.m3ter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class M3terNoticesTest {

    private static final String EVENT_ID = "e7e70000-0000-4000-8000-000000000006";

    private final M3terNotices notices = new M3terNotices();

    @Test
    void an_update_carries_the_new_bill() {
        Notice notice = notices.read(Samples.bytes("event-updated.json"));
        assertThat(notice.kind()).isEqualTo(Notice.Kind.BILL_CHANGED);
        assertThat(notice.key()).isEqualTo(EVENT_ID);
        assertThat(notice.eventName()).isEqualTo("billing.bill.updated");
        assertThat(notice.eventTime()).isEqualTo(Instant.parse("2026-04-02T08:15:00.250Z"));
        assertThat(notice.billId()).isEqualTo(Samples.BILL_ID);
        assertThat(notice.bill().path("status").textValue()).isEqualTo("APPROVED");
        assertThat(notice.ignoredBecause()).isNull();
    }

    @Test
    void a_deletion_carries_the_old_bill() {
        Notice notice = notices.read(Samples.bytes("event-deleted.json"));
        assertThat(notice.kind()).isEqualTo(Notice.Kind.BILL_DELETED);
        assertThat(notice.billId()).isEqualTo(Samples.BILL_ID);
        assertThat(notice.bill().path("version").intValue()).isEqualTo(4);
    }

    @Test
    void a_bill_beside_the_event_fields_is_found() {
        Notice notice = notices.read(Samples.bytes("event-bill-beside.json"));
        assertThat(notice.key()).isEqualTo(EVENT_ID);
        assertThat(notice.billId()).isEqualTo(Samples.BILL_ID);
        assertThat(notice.bill()).isEqualTo(Samples.bill());
    }

    @Test
    void a_bill_among_the_event_fields_is_found_without_them() {
        Notice notice = notices.read(Samples.bytes("event-flat.json"));
        assertThat(notice.billId()).isEqualTo(Samples.BILL_ID);
        assertThat(notice.bill()).isEqualTo(Samples.bill());
    }

    @Test
    void a_bare_bill_counts_as_an_update() {
        Notice notice = notices.read(Samples.bytes("bill.json"));
        assertThat(notice.kind()).isEqualTo(Notice.Kind.BILL_CHANGED);
        assertThat(notice.eventName()).isEqualTo("billing.bill.updated");
        assertThat(notice.billId()).isEqualTo(Samples.BILL_ID);
        assertThat(notice.bill()).isEqualTo(Samples.bill());
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "payload", "data", "body"})
    void an_event_one_level_down_is_found(String envelope) {
        assertThat(read("{'" + envelope + "': " + Samples.text("event-updated.json") + ", 'attempt': 1}").key())
                .isEqualTo(EVENT_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'eventName': 'billing.bill.created', 'm3terEvent': {'eventData': {'newDto': {'id': 'b'}, 'oldDto': {'id': 'z'}}}}",
        "{'eventName': 'billing.bill.created', 'm3terEvent': {'newDto': {'id': 'b'}}}",
        "{'eventName': 'billing.bill.created', 'eventData': {'newDto': {'id': 'b'}}}",
        "{'eventName': 'billing.bill.created', 'newDto': {'id': 'b'}}",
        "{'eventName': 'billing.bill.created', 'new': {'id': 'b'}}",
        "{'eventName': 'billing.bill.created', 'bill': {'id': 'b'}}",
        "{'eventName': 'billing.bill.created', 'entity': {'id': 'b'}}",
        "{'eventName': 'billing.bill.created', 'm3terEvent': {'eventData': {'id': 'b', 'lineItems': []}}}",
        "{'eventName': 'billing.bill.created', 'm3terEvent': {'id': 'b', 'lineItems': []}}",
        "{'eventName': 'billing.bill.created', 'eventData': {'id': 'b', 'accountId': 'a', 'billDate': '2026-04-01'}}",
        "{'eventName': 'billing.bill.created', 'data': {'id': 'b', 'lineItems': []}}",
        "{'eventName': 'billing.bill.created', 'payload': {'id': 'b', 'lineItems': []}}",
        "{'eventName': 'billing.bill.created', 'id': 'b', 'accountId': 'a', 'lineItems': []}",
        "{'eventName': 'billing.bill.created', 'id': 'b', 'accountId': 'a', 'billDate': '2026-04-01'}",
        "{'eventName': 'billing.bill.created', 'id': 'event', 'billId': 'b', 'accountId': 'a', 'lineItems': []}",
        "{'eventName': 'billing.bill.created', 'id': 'event', 'billId': 'b'}"})
    void the_bill_is_found_at_each_place(String body) {
        Notice notice = read(body);
        assertThat(notice.billId()).isEqualTo("b");
        assertThat(notice.bill().path("id").textValue()).isEqualTo("b");
    }

    @Test
    void an_earlier_place_wins_over_a_later_one() {
        String early = "'m3terEvent': {'newDto': {'id': 'early'}}";
        assertThat(read("{'eventName': 'billing.bill.updated', 'bill': {'id': 'late'}, " + early + "}").billId())
                .isEqualTo("early");
    }

    @Test
    void an_event_at_the_root_wins_over_one_inside() {
        String inside = "'data': " + Samples.text("event-updated.json");
        assertThat(read("{'eventName': 'billing.bill.updated', 'newDto': {'id': 'root'}, " + inside + "}").billId())
                .isEqualTo("root");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'eventName': 'billing.bill.deleted', 'm3terEvent': {'eventData': {'newDto': null, 'oldDto': {'id': 'b'}}}}",
        "{'eventName': 'billing.bill.deleted', 'm3terEvent': {'oldDto': {'id': 'b'}}}",
        "{'eventName': 'billing.bill.deleted', 'eventData': {'oldDto': {'id': 'b'}}}",
        "{'eventName': 'billing.bill.deleted', 'oldDto': {'id': 'b'}}",
        "{'eventName': 'billing.bill.deleted', 'old': {'id': 'b'}}",
        "{'eventName': 'billing.bill.deleted', 'id': 'event', 'accountId': 'a', 'billDate': '2026-04-01', 'oldDto': {'id': 'b'}}"})
    void a_deleted_bill_is_found_at_each_place(String body) {
        Notice notice = read(body);
        assertThat(notice.billId()).isEqualTo("b");
        assertThat(notice.bill().path("id").textValue()).isEqualTo("b");
    }

    @Test
    void a_change_with_only_the_old_bill_names_it_but_has_no_content() {
        Notice notice = read("{'eventName': 'billing.bill.updated', 'm3terEvent': {'eventData': {'oldDto': {'id': 'b'}}}}");
        assertThat(notice.billId()).isEqualTo("b");
        assertThat(notice.bill()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'id': 'event', 'eventName': 'billing.bill.updated'}",
        "{'id': 'event', 'eventName': 'billing.bill.updated', 'accountId': 'acme'}",
        "{'id': 'event', 'eventName': 'billing.bill.updated', 'accountId': 'a', 'lineItems': [], 'm3terEvent': {'other': {}}}",
        "{'id': 'event', 'eventName': 'billing.bill.updated', 'newDto': {'accountId': 'acme'}}",
        "{'id': 'event', 'eventName': 'billing.bill.updated', 'newDto': {'id': 7}}",
        "{'id': 'event', 'eventName': 'billing.bill.updated', 'newDto': {'id': ' '}}",
        "{'id': 'event', 'eventName': 'billing.bill.updated', 'newDto': {'id': 'a\\u0000b'}}"})
    void an_event_that_names_no_bill_is_still_read(String body) {
        Notice notice = read(body);
        assertThat(notice.kind()).isEqualTo(Notice.Kind.BILL_CHANGED);
        assertThat(notice.key()).isEqualTo("event");
        assertThat(notice.billId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"billing.billjob.created", "configuration.account.updated", "integration.validation.error",
        "scheduled.bill.reminder", "billing.bill.Updated", "billing.bill.updated ", "billing.bill.approved"})
    void every_other_event_is_ignored_with_a_reason(String name) {
        Notice notice = read("{'id': 'e-1', 'eventName': '" + name + "', 'newDto': {'id': 'b'}}");
        assertThat(notice.kind()).isEqualTo(Notice.Kind.IGNORED);
        assertThat(notice.eventName()).isEqualTo(name.strip().equals(name) ? name : notice.eventName());
        assertThat(notice.ignoredBecause()).startsWith("The event " + name.strip()).contains("is not about a bill");
        assertThat(notice.billId()).isNull();
        assertThat(notice.bill()).isNull();
    }

    @Test
    void the_name_of_an_ignored_event_is_cut_and_cleaned() {
        Notice notice = read("{'id': 'e-1', 'eventName': 'a\\u0000\\nb" + "x".repeat(5_000) + "'}");
        assertThat(notice.eventName()).startsWith("a  bxxx").hasSizeLessThanOrEqualTo(103);
    }

    @Test
    void fields_nobody_knows_are_tolerated() {
        String extra = "'x': 1.5, 'y': null";
        assertThat(read("{'eventName': 'billing.bill.created', 'newDto': {'id': 'b', 'mood': [{}]}, " + extra + "}").billId())
                .isEqualTo("b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'2026-04-02T10:15:00+02:00' | 2026-04-02T08:15:00Z",
        "'soon'                      |",
        "'+999999999-12-31T00:00:00Z' |",
        "17                          |",
        "null                        |"}, quoteCharacter = '`')
    void the_time_is_read_where_it_can_be(String time, Instant expected) {
        assertThat(read("{'eventName': 'billing.bill.created', 'eventTime': " + time + "}").eventTime()).isEqualTo(expected);
    }

    @Test
    void a_key_without_an_event_id_outlives_a_new_envelope() {
        String bill = "{'id': 'b', 'version': 3, 'status': 'PENDING'}";
        assertThat(read("{'eventName': 'billing.bill.updated', 'attempt': 1, 'newDto': " + bill + "}").key()).startsWith("bill:")
                .isEqualTo(read("{'attempt': 2, 'newDto': " + bill + ", 'eventName': 'billing.bill.updated'}").key());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'eventName': 'billing.bill.updated', 'newDto': {'id': 'b', 'version': 3, 'status': 'APPROVED'}}",
        "{'eventName': 'billing.bill.updated', 'newDto': {'id': 'b', 'version': 4, 'status': 'PENDING'}}",
        "{'eventName': 'billing.bill.created', 'newDto': {'id': 'b', 'version': 3, 'status': 'PENDING'}}",
        "{'eventName': 'billing.bill.updated', 'newDto': {'id': 'c', 'version': 3, 'status': 'PENDING'}}"})
    void a_key_without_an_event_id_tells_contents_apart(String other) {
        assertThat(read(other).key()).isNotEqualTo(
                read("{'eventName': 'billing.bill.updated', 'newDto': {'id': 'b', 'version': 3, 'status': 'PENDING'}}").key());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'eventName': 'billing.bill.updated', 'id': 'b', 'lineItems': [], 'version': %d}",
        "{'eventName': 'billing.bill.updated', 'id': 'b', 'billId': 'b', 'version': %d}",
        "{'eventName': 'billing.bill.updated', 'eventId': 'b', 'newDto': {'id': 'b', 'version': %d}}",
        "{'eventName': 'billing.bill.updated', 'id': 'b', 'newDto': {'id': 'b', 'version': %d}}"})
    void the_id_of_the_bill_is_no_key(String body) {
        assertThat(read(body.replace("%d", "1")).key()).isNotEqualTo("b").isNotEqualTo(read(body.replace("%d", "2")).key());
    }

    @Test
    void the_key_is_the_event_id_beside_a_bill_id() {
        assertThat(read("{'eventName': 'billing.bill.updated', 'id': 'e-1', 'billId': 'b', 'lineItems': []}").key())
                .isEqualTo("e-1");
        assertThat(read("{'eventName': 'billing.bill.updated', 'eventId': 'e-1', 'id': 'b', 'lineItems': []}").key())
                .isEqualTo("e-1");
    }

    @Test
    void without_event_and_bill_id_the_body_makes_the_key() {
        String body = "{'eventName': 'billing.bill.updated', 'newDto': {'version': 3}}";
        assertThat(read(body).key()).startsWith("body:").isEqualTo(read(body).key()).isNotEqualTo(read(body + " ").key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", " spaces ", "\\ud800"})
    void an_odd_event_id_makes_a_plain_key(String id) {
        assertThat(read("{'eventName': 'x', 'id': '" + id + "'}").key()).matches("id:[0-9a-f]{64}");
    }

    @Test
    void an_overlong_event_id_makes_a_short_key() {
        assertThat(read("{'eventName': 'x', 'id': '" + "e".repeat(3_000) + "'}").key()).matches("id:[0-9a-f]{64}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[]                                  | found a list",
        "null                                | found null",
        "12                                  | found a single value",
        "{}                                  | found an empty object",
        "{'id': 'b', 'accountId': 'a'}       | found an object with id, accountId.",
        "{'eventName': 7, 'id': 'e'}         | found an object with eventName, id.",
        "{'eventName': ' '}                  | found an object with eventName.",
        "{'event': 'billing.bill.updated'}   | found an object with event.",
        "{'lineItems': []}                   | found an object with lineItems.",
        "{'a':1,'b':1,'c':1,'d':1,'e':1,'f':1,'g':1,'h':1,'i':1} | found an object with a, b, c, d, e, f, g, h, ..."})
    void what_is_neither_event_nor_bill_is_refused_with_what_was_found(String body, String found) {
        assertThatExceptionOfType(UnreadableNoticeException.class).isThrownBy(() -> read(body))
                .withMessageStartingWith("An Event, or an Event under event/payload/data/body, or a bill was expected; found")
                .withMessageContaining(found);
    }

    @Test
    void its_text_leaves_the_bill_out() {
        assertThat(notices.read(Samples.bytes("event-updated.json")).toString()).contains(EVENT_ID, Samples.BILL_ID)
                .doesNotContain("harbour_freight");
    }

    private Notice read(String body) {
        return notices.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
