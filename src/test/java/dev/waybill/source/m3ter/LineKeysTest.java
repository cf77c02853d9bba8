package dev.waybill.source.m3ter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.LineItem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineKeysTest {

    private static final String LINE = "{'lineItemType': 'USAGE', 'convertedSubtotal': 1, 'productId': 'p',"
            + " 'segment': {'a': 'x', 'b': 'y'}, 'servicePeriodStartDate': '2026-03-01T00:00:00Z',"
            + " 'servicePeriodEndDate': '2026-04-01T00:00:00Z'}";

    @Test
    void a_key_is_short_and_plain() {
        assertThat(key(LINE)).matches("[0-9a-f]{16}-1");
    }

    @Test
    void a_key_stays_what_it_is_over_releases() {
        assertThat(key("{'lineItemType': 'USAGE', 'convertedSubtotal': 1}")).isEqualTo(
                Sha256.hex("type 5 USAGE\n".getBytes(StandardCharsets.UTF_8)).substring(0, 16) + "-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'id': 'l-2'", "'convertedSubtotal': 2", "'subtotal': 9", "'quantity': 7", "'units': 7",
        "'averageUnitPrice': 7", "'description': 'other'", "'sequenceNumber': 7", "'productName': 'other'", "'unit': 'other'",
        "'pricingId': 'other'", "'conversionRate': 3", "'planId': null", "'planId': ''", "'group': {}", "'bandUsage': []",
        "'segment': {'b': 'y', 'a': 'x'}", "'servicePeriodStartDate': '2026-03-01'",
        "'servicePeriodStartDate': '2026-03-01T00:00:00.000Z'"})
    void what_a_recalculation_may_change_is_no_part_of_the_key(String change) {
        assertThat(key(changed(change))).isEqualTo(key(LINE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'lineItemType': 'USAGE_CREDIT'", "'productId': 'q'", "'planId': 'q'", "'planGroupId': 'q'",
        "'aggregationId': 'q'", "'compoundAggregationId': 'q'", "'meterId': 'q'", "'counterId': 'q'", "'chargeId': 'q'",
        "'commitmentId': 'q'", "'balanceId': 'q'", "'contractId': 'q'", "'creditTypeId': 'q'", "'reasonId': 'q'",
        "'referencedBillId': 'q'", "'childAccountId': 'q'", "'segment': {'a': 'x'}", "'segment': {'a': 'x', 'b': 'z'}",
        "'segment': {'ab': 'x', '': 'y'}", "'group': {'a': 'x'}", "'servicePeriodStartDate': '2026-03-02T00:00:00Z'",
        "'servicePeriodEndDate': '2026-05-01T00:00:00Z'"})
    void what_is_charged_and_when_is_part_of_the_key(String change) {
        assertThat(key(changed(change))).isNotEqualTo(key(LINE));
    }

    @Test
    void one_value_in_two_fields_makes_two_keys() {
        assertThat(key("{'lineItemType': 'X', 'convertedSubtotal': 1, 'planId': 'p'}"))
                .isNotEqualTo(key("{'lineItemType': 'X', 'convertedSubtotal': 1, 'meterId': 'p'}"));
    }

    @Test
    void lines_that_are_alike_are_counted() {
        ObjectNode document = Samples.billOf(LINE, LINE, changed("'productId': 'q'"), LINE);
        List<String> keys = new M3terBills().read(document, Instant.EPOCH).lineItems().stream().map(LineItem::key).toList();
        assertThat(keys.get(1)).isEqualTo(keys.get(0).replace("-1", "-2"));
        assertThat(keys.get(3)).isEqualTo(keys.get(0).replace("-1", "-3"));
        assertThat(keys.get(2)).endsWith("-1").isNotEqualTo(keys.get(0));
    }

    private static String key(String line) {
        return new M3terBills().read(Samples.billOf(line), Instant.EPOCH).lineItems().get(0).key();
    }

    /** The line with one field set anew. */
    private static String changed(String field) {
        ObjectNode line = (ObjectNode) Samples.json(LINE);
        line.setAll((ObjectNode) Samples.json("{" + field + "}"));
        return line.toString();
    }
}
