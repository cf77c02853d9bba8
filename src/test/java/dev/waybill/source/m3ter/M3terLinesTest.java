package dev.waybill.source.m3ter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.LineItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class M3terLinesTest {

    private final M3terBills bills = new M3terBills();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "'convertedSubtotal': 120.00, 'subtotal': 96.00, 'currency': 'USD', 'conversionRate': 1.3 | 120.00",
        "'subtotal': 96.00, 'currency': 'USD', 'conversionRate': 1.25                             | 120.0000",
        "'subtotal': 96.00, 'currency': 'EUR'                                                     | 96.00",
        "'subtotal': 96.00, 'currency': 'eur'                                                     | 96.00",
        "'subtotal': 96.00                                                                        | 96.00",
        "'subtotal': 96.00, 'currency': null                                                      | 96.00",
        "'convertedSubtotal': -0.005                                                              | -0.005",
        "'convertedSubtotal': 0                                                                   | 0",
        "'convertedSubtotal': 123456789012345678901.12345678901234567 | 123456789012345678901.12345678901234567",
        "'convertedSubtotal': 1.2345678901234567E-5                                               | 0.000012345678901234567",
        "'convertedSubtotal': 1.5e3                                                               | 1500",
        "'convertedSubtotal': 1E2                                                                 | 100",
        "'convertedSubtotal': 0e400000000                                                         | 0"})
    void the_amount_follows_m3ters_conversion(String fields, BigDecimal amount) {
        LineItem line = line(fields);
        assertThat(line.amount()).isEqualByComparingTo(amount);
        assertThat(line.amount().scale()).isBetween(0, 60);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "'convertedSubtotal': '12.00'              | .convertedSubtotal is the text \"12.00\", a JSON number was expected",
        "'convertedSubtotal': null, 'subtotal': 1  | .convertedSubtotal is null, a JSON number was expected",
        "'convertedSubtotal': true                 | .convertedSubtotal is true, a JSON number",
        "'convertedSubtotal': [1]                  | .convertedSubtotal is a list, a JSON number",
        "'quantity': 3                             | .convertedSubtotal is missing",
        "'convertedSubtotal': 1e21                 | .convertedSubtotal is the number 1E+21, a number of at most 38 digits",
        "'convertedSubtotal': 1e-21                | .convertedSubtotal is the number 1E-21, a number of at most 38 digits",
        "'convertedSubtotal': -1e400000000         | .convertedSubtotal is the number -1E+400000000",
        "'convertedSubtotal': 1e-400000000         | .convertedSubtotal is the number 1E-400000000",
        "'convertedSubtotal': 0.123456789012345678901234567890123456789 | of at most 38 digits",
        "'subtotal': 96, 'currency': 'USD'         | .convertedSubtotal is missing, and so is conversionRate, though the line is in",
        "'subtotal': '96', 'currency': 'EUR'       | .subtotal is the text \"96\", a JSON number was expected",
        "'subtotal': 96, 'conversionRate': null    | .conversionRate is null, a JSON number was expected",
        "'subtotal': 96, 'conversionRate': 0       | .conversionRate is 0, a number above 0 was expected",
        "'subtotal': 96, 'conversionRate': -1.25   | .conversionRate is -1.25, a number above 0 was expected",
        "'convertedSubtotal': 1, 'quantity': '3'   | .quantity is the text \"3\", a JSON number was expected",
        "'convertedSubtotal': 1, 'averageUnitPrice': 1e400000000 | .averageUnitPrice is the number 1E+400000000",
        "'convertedSubtotal': 1, 'servicePeriodStartDate': 'May' | .servicePeriodStartDate is the text \"May\", a time like",
        "'convertedSubtotal': 1, 'sequenceNumber': 'first'       | .sequenceNumber is the text \"first\", a whole number",
        "'convertedSubtotal': 1, 'description': {}               | .description is an object, a text was expected",
        "'convertedSubtotal': 1, 'billId': 'b-2'                 | .billId is b-2, so the line belongs to another bill"})
    void a_line_that_is_not_as_documented_is_refused(String fields, String sentence) {
        refused(Samples.billOf("{'lineItemType': 'USAGE', " + fields + "}"), sentence);
    }

    @ParameterizedTest
    @ValueSource(ints = {39, 400, 999})
    void a_number_of_very_many_digits_is_refused_and_shown_in_part(int digits) {
        assertThatExceptionOfType(BillRefusedException.class)
                .isThrownBy(() -> line("'convertedSubtotal': " + "7".repeat(digits)))
                .withMessageContaining("lineItems[0].convertedSubtotal is the number 777")
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(250));
    }

    @Test
    void a_long_text_is_shown_in_part() {
        refused(Samples.billOf("{'lineItemType': 'USAGE', 'convertedSubtotal': '" + "9".repeat(500) + "'}"),
                "is the text \"" + "9".repeat(60) + "...\", a JSON number");
    }

    @Test
    void the_path_counts_in_document_order() {
        refused(Samples.billOf("{'lineItemType': 'USAGE', 'convertedSubtotal': 1, 'sequenceNumber': 9}",
                "{'lineItemType': 'USAGE', 'convertedSubtotal': 1, 'sequenceNumber': 8}",
                "{'lineItemType': 'USAGE', 'convertedSubtotal': 'x', 'sequenceNumber': 7}"), "lineItems[2].convertedSubtotal");
    }

    @Test
    void a_line_that_comes_twice_is_refused() {
        refused(Samples.billOf("{'id': 'l-1', 'lineItemType': 'USAGE', 'convertedSubtotal': 1}",
                "{'id': 'l-2', 'lineItemType': 'USAGE', 'convertedSubtotal': 1}",
                "{'id': 'l-1', 'lineItemType': 'USAGE', 'convertedSubtotal': 1}"),
                "lineItems[2].id is that of lineItems[0] too, so the line would be charged twice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "'description': 'API calls', 'productName': 'API' | API calls",
        "'description': ' ', 'productName': 'API'         | API",
        "'description': null                              | USAGE",
        "'description': 'a\\u0000b\\u0007c'               | a b c",
        "'description': '\\ud83d\\ude9a truck'            | 🚚 truck",
        "'description': 'half \\ud83d'                    | half"})
    void a_description_is_fit_to_be_shown(String fields, String description) {
        assertThat(line("'convertedSubtotal': 1, " + fields).description()).isEqualTo(description);
    }

    @Test
    void lines_come_by_sequence_number_then_as_written() {
        assertThat(descriptions(Samples.billOf(described("e"), described("c", 3), described("a", 1), described("b", 1),
                described("d", 2_000_000_000L), described("f")))).containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Property(tries = 200)
    void any_list_of_amounts_is_read_exactly(
            @ForAll @Size(max = 30) List<@BigRange(min = "-100000000", max = "100000000") @Scale(10) BigDecimal> amounts) {
        ObjectNode document = Samples.billOf();
        BigDecimal sum = BigDecimal.ZERO;
        for (BigDecimal amount : amounts) {
            document.withArray("lineItems").addObject().put("lineItemType", "USAGE").put("convertedSubtotal", amount);
            sum = sum.add(amount);
        }
        document.put("billTotal", sum);
        List<LineItem> lines = bills.read(document, Instant.EPOCH).lineItems();
        assertThat(lines).extracting(LineItem::amount).usingElementComparator(BigDecimal::compareTo)
                .containsExactlyElementsOf(amounts);
        assertThat(lines).extracting(LineItem::key).doesNotHaveDuplicates();
    }

    @Property(tries = 100)
    void the_order_in_the_document_does_not_matter_with_sequence_numbers(@ForAll long seed) {
        List<String> lines = new ArrayList<>();
        for (int sequence = 0; sequence < 12; sequence++) {
            lines.add("{'lineItemType': 'USAGE', 'convertedSubtotal': " + sequence + ", 'productId': 'p" + sequence % 3
                    + "', 'sequenceNumber': " + sequence + "}");
        }
        List<LineItem> straight = bills.read(Samples.billOf(lines.toArray(String[]::new)), Instant.EPOCH).lineItems();
        Collections.shuffle(lines, new Random(seed));
        assertThat(bills.read(Samples.billOf(lines.toArray(String[]::new)), Instant.EPOCH).lineItems()).isEqualTo(straight);
    }

    @Test
    void five_thousand_lines_are_read() {
        ObjectNode document = Samples.billOf();
        for (int at = 0; at < 5_000; at++) {
            document.withArray("lineItems").addObject().put("lineItemType", "USAGE").put("convertedSubtotal", at)
                    .put("sequenceNumber", at);
        }
        assertThat(bills.read(document, Instant.EPOCH).lineItems()).hasSize(5_000);
    }

    private LineItem line(String fields) {
        return bills.read(Samples.billOf("{'lineItemType': 'USAGE', " + fields + "}"), Instant.EPOCH).lineItems().get(0);
    }

    private List<String> descriptions(ObjectNode document) {
        return bills.read(document, Instant.EPOCH).lineItems().stream().map(LineItem::description).toList();
    }

    private static String described(String description) {
        return "{'lineItemType': 'USAGE', 'convertedSubtotal': 1, 'description': '" + description + "'}";
    }

    private static String described(String description, long sequence) {
        return described(description).replace("}", ", 'sequenceNumber': " + sequence + "}");
    }

    private void refused(ObjectNode document, String sentence) {
        assertThatExceptionOfType(BillRefusedException.class).isThrownBy(() -> bills.read(document, Instant.EPOCH))
                .withMessageContaining(sentence)
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("bill-invalid"));
    }
}
