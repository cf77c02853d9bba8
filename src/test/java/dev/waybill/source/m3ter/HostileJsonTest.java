package dev.waybill.source.m3ter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies written to hurt: each is refused at once, with a sentence, and never with a stack overflow or a full memory. */
class HostileJsonTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final M3terNotices notices = new M3terNotices();
    private final M3terBills bills = new M3terBills();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"eventName\": tru}                  | it is not JSON at line 1, column 19",
        "{\"eventName\": NaN}                  | it is not JSON at line 1, column 18",
        "{\"eventName\": -Infinity}            | it is not JSON at line 1",
        "{'eventName': 1}                      | it is not JSON at line 1, column 2",
        "{\"eventName\": \"x\"                 | it ends in the middle at line 1",
        "{\"eventName\": \"x\"} {}             | something follows the document at line 1, column 20",
        "{\"eventName\": \"x\"}}               | it is not JSON at line 1",
        "{\"id\": 1, \"id\": 2}                | a field occurs twice in one object at line 1",
        "{\"a\": 01}                           | it is not JSON at line 1",
        "{\"a\": 1.}                           | it is not JSON at line 1"})
    void malformed_json_is_refused_with_its_place(String body, String sentence) {
        refused(body.getBytes(StandardCharsets.UTF_8), sentence);
    }

    @Test
    void the_place_counts_lines() {
        refused("{\n  \"eventName\": \"x\",\n  oops\n}".getBytes(StandardCharsets.UTF_8), "it is not JSON at line 3, column 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n"})
    void an_empty_body_is_refused(String body) {
        refused(body.getBytes(StandardCharsets.UTF_8), "it is empty");
    }

    @Test
    void what_was_sent_is_not_repeated() {
        assertThatExceptionOfType(UnreadableNoticeException.class)
                .isThrownBy(() -> notices.read("{\"name\": Johanna Kaiser}".getBytes(StandardCharsets.UTF_8)))
                .withMessageNotContaining("Johanna");
    }

    @Test
    void bytes_that_are_no_text_are_refused() {
        refused(new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'}, "The body cannot be read");
        refused(new byte[] {(byte) 0xff, (byte) 0xff, 0, 0}, "The body cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"eventName\":\"billing.bill.updated\",\"newDto\":{\"id\":\"b\",\"additional\":["})
    void deep_nesting_is_refused(String opening) {
        refused(opening.repeat(200_000).getBytes(StandardCharsets.UTF_8), "100 levels");
    }

    @Test
    void nesting_that_bills_have_is_read() {
        String body = "{\"eventName\":\"billing.bill.updated\",\"newDto\":{\"id\":\"b\",\"additional\":"
                + "[".repeat(90) + "]".repeat(90) + "}}";
        assertThat(notices.read(body.getBytes(StandardCharsets.UTF_8)).billId()).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "0.1", "1e"})
    void a_number_of_ten_megabytes_is_refused(String begin) {
        refused(("{\"eventName\":\"x\",\"n\":" + begin + "9".repeat(10_000_000) + "}").getBytes(StandardCharsets.UTF_8),
                "numbers of 1000 digits");
    }

    @Test
    void a_text_of_ten_megabytes_is_refused() {
        refused(("{\"eventName\":\"" + "x".repeat(10_000_000) + "\"}").getBytes(StandardCharsets.UTF_8), "texts of 5000000");
    }

    @Test
    void a_name_of_ten_megabytes_is_refused() {
        refused(("{\"" + "x".repeat(10_000_000) + "\":1}").getBytes(StandardCharsets.UTF_8), "names of 1000");
    }

    @Test
    void millions_of_small_values_are_refused() {
        refused(("{\"eventName\":\"x\",\"n\":[" + "[],".repeat(3_000_000) + "1]}").getBytes(StandardCharsets.UTF_8),
                "5000000 values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400000000", "-1e400000000", "1e-400000000", "1E+2147483647", "1e99999999999", "9e-99999999999",
        "0e400000000", "1e2147483648"})
    void a_huge_exponent_is_never_written_out(String number) {
        String body = ("{'eventName': 'billing.bill.updated', 'newDto': {'id': 'b', 'version': %s, 'accountId': 'a', 'currency':"
                + " 'EUR', 'billTotal': %s, 'lineItems': [{'lineItemType': 'USAGE', 'convertedSubtotal': %s, 'quantity': %s,"
                + " 'segment': {'n': %s}, 'sequenceNumber': %s}]}}").replace('\'', '"').replace("%s", number);
        assertTimeoutPreemptively(AT_ONCE, () -> {
            JsonNode bill;
            try {
                bill = notices.read(body.getBytes(StandardCharsets.UTF_8)).bill();
            } catch (UnreadableNoticeException e) {
                assertThat(e).hasMessageContaining("The body cannot be read");
                return;
            }
            assertThatExceptionOfType(BillRefusedException.class).isThrownBy(() -> bills.read(bill, Instant.EPOCH))
                    .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(1_000));
        });
    }

    @Property(tries = 2000)
    void no_bytes_at_all_lead_to_anything_but_a_notice_or_a_refusal(@ForAll @Size(max = 60) byte[] body) {
        readOrRefused(body);
    }

    @Property(tries = 3000)
    void a_damaged_notice_is_read_or_refused(@ForAll @IntRange(max = 5600) int at, @ForAll byte damage, @ForAll boolean cut) {
        byte[] body = Samples.bytes("event-bill-beside.json");
        int place = at % body.length;
        body[place] = damage;
        readOrRefused(cut ? Arrays.copyOf(body, place) : body);
    }

    private void readOrRefused(byte[] body) {
        Notice notice;
        try {
            notice = notices.read(body);
        } catch (UnreadableNoticeException e) {
            assertThat(e.getMessage()).hasSizeLessThan(1_000);
            return;
        }
        assertThat(notice.key()).isNotBlank().hasSizeLessThanOrEqualTo(200);
        try {
            assertThat(bills.read(notice.bill(), notice.eventTime()).id()).isEqualTo(notice.billId());
        } catch (BillRefusedException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(2_000);
        }
    }

    private void refused(byte[] body, String sentence) {
        assertTimeoutPreemptively(AT_ONCE, () -> assertThatExceptionOfType(UnreadableNoticeException.class)
                .isThrownBy(() -> notices.read(body)).withMessageContaining(sentence));
    }
}
