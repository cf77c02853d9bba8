package dev.waybill.source.m3ter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.Json;
import dev.waybill.bill.LineItem;
import dev.waybill.bill.LineItemType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class M3terBillsTest {

    private static final Instant EVENT_TIME = Instant.parse("2026-04-02T09:00:00Z");

    private final M3terBills bills = new M3terBills();

    @Test
    void the_head_of_a_bill_is_read() {
        Bill bill = bills.read(Samples.bill(), EVENT_TIME);
        assertThat(bill.source()).isEqualTo("m3ter");
        assertThat(bill.id()).isEqualTo(Samples.BILL_ID);
        assertThat(bill.version()).isEqualTo(4);
        assertThat(bill.changedAt()).isEqualTo(Instant.parse("2026-04-02T08:15:00Z"));
        assertThat(bill.accountId()).isEqualTo("acc00000-0000-4000-8000-000000000003");
        assertThat(bill.accountCode()).isEqualTo("harbour_freight");
        assertThat(bill.currency()).isEqualTo("EUR");
        assertThat(bill.status()).isEqualTo(BillStatus.APPROVED);
        assertThat(bill.locked()).isFalse();
        assertThat(bill.deleted()).isFalse();
        assertThat(bill.startDate()).isEqualTo(LocalDate.of(2026, 3, 1));
        assertThat(bill.endDate()).isEqualTo(LocalDate.of(2026, 4, 1));
        assertThat(bill.billDate()).isEqualTo(LocalDate.of(2026, 4, 1));
        assertThat(bill.dueDate()).isEqualTo(LocalDate.of(2026, 4, 15));
        assertThat(bill.purchaseOrder()).isEqualTo("PO-2207");
        assertThat(bill.number()).isEqualTo("HF-000017");
        assertThat(bill.statedTotal()).isEqualByComparingTo("140.00");
    }

    @Test
    void the_lines_are_in_the_currency_of_the_bill_with_their_own_signs() {
        Bill bill = bills.read(Samples.bill(), EVENT_TIME);
        assertThat(bill.lineItems()).extracting(LineItem::amount).usingElementComparator(BigDecimal::compareTo).containsExactly(
                number("49"), number("87.5"), number("13.5"), number("36"), number("-40"), number("-6"));
        assertThat(bill.total()).isEqualByComparingTo("140");
    }

    @Test
    void a_line_is_read_whole() {
        LineItem usage = bills.read(Samples.bill(), EVENT_TIME).lineItems().get(1);
        assertThat(usage.id()).isEqualTo("71c00000-0000-4000-8000-000000000002");
        assertThat(usage.type()).isEqualTo(new LineItemType("USAGE"));
        assertThat(usage.description()).isEqualTo("Route requests (north)");
        assertThat(usage.quantity()).isEqualByComparingTo("3500");
        assertThat(usage.unit()).isEqualTo("requests");
        assertThat(usage.unitPrice()).isEqualByComparingTo("0.02");
        assertThat(usage.productId()).isEqualTo("9a000000-0000-4000-8000-0000000000a1");
        assertThat(usage.productName()).isEqualTo("Route Planner");
        assertThat(usage.from()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(usage.to()).isEqualTo("2026-04-01T00:00:00Z");
    }

    @Test
    void a_bill_survives_being_kept_as_json() {
        Bill bill = bills.read(Samples.bill(), EVENT_TIME);
        assertThat(Json.read(Json.write(bill), Bill.class)).isEqualTo(bill);
    }

    @Test
    void an_empty_list_of_lines_is_a_zero_bill() {
        Bill bill = bills.read(Samples.billOf(), EVENT_TIME);
        assertThat(bill.lineItems()).isEmpty();
        assertThat(bill.total()).isZero();
    }

    @Test
    void unknown_words_and_fields_are_kept_or_passed_over() {
        ObjectNode document = Samples.billOf("{'lineItemType': 'TIME_TRAVEL', 'convertedSubtotal': 3, 'mood': {}}")
                .put("status", "FROZEN");
        document.putObject("extra").put("deep", 1);
        Bill bill = bills.read(document, EVENT_TIME);
        assertThat(bill.status()).isEqualTo(BillStatus.OTHER);
        assertThat(bill.lineItems().get(0).type().name()).isEqualTo("TIME_TRAVEL");
    }

    @ParameterizedTest
    @CsvSource({"usd, USD", "Eur, EUR", "JPY, JPY"})
    void the_currency_is_in_upper_case(String written, String read) {
        assertThat(bills.read(Samples.billOf().put("currency", written), EVENT_TIME).currency()).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", value = {
        "{'dtLastModified': '2026-04-01T01:00:00Z', 'lastCalculatedDate': '2026-04-01T02:00:00Z'} | 2026-04-01T01:00:00Z",
        "{'dtLastModified': null, 'lastCalculatedDate': '2026-04-01T02:00:00Z'}                   | 2026-04-01T02:00:00Z",
        "{}                                                                                      | 2026-04-02T09:00:00Z"})
    void the_time_of_the_change_is_the_first_that_is_known(String times, Instant expected) {
        ObjectNode document = Samples.billOf();
        document.setAll((ObjectNode) Samples.json(times));
        assertThat(bills.read(document, EVENT_TIME).changedAt()).isEqualTo(expected);
    }

    @Test
    void a_version_orders_a_bill_without_any_time() {
        assertThat(bills.read(Samples.billOf(), null).changedAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void a_bill_that_nothing_orders_is_refused() {
        refused(Samples.billOf().without("version"), null, "version is missing, and so are dtLastModified");
    }

    @Test
    void a_bill_without_a_version_is_ordered_by_time() {
        Bill bill = bills.read(Samples.billOf().without("version"), EVENT_TIME);
        assertThat(bill.version()).isZero();
        assertThat(bill.changedAt()).isEqualTo(EVENT_TIME);
    }

    @Test
    void a_date_may_carry_a_time() {
        assertThat(bills.read(Samples.billOf().put("dueDate", "2026-04-15T00:00:00Z"), EVENT_TIME).dueDate())
                .isEqualTo(LocalDate.of(2026, 4, 15));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "id             | null                 | id is null, the text of an id was expected",
        "id             | 7                    | id is the number 7, the text of an id was expected",
        "accountId      | ''                   | accountId is the text \"\", the text of an id was expected",
        "accountId      | 'a\\nb'              | accountId is the text \"a b\", the text of an id was expected",
        "accountId      | {}                   | accountId is an object",
        "currency       | 'EURO'               | currency is the text \"EURO\", three letters like USD were expected",
        "currency       | '€€€'                | currency is the text \"€€€\", three letters",
        "currency       | 978                  | currency is the number 978, three letters",
        "currency       | null                 | currency is null, three letters",
        "lineItems      | null                 | lineItems is null, a list was expected, which may be empty",
        "lineItems      | {}                   | lineItems is an object, a list was expected",
        "lineItems      | [7]                  | lineItems[0] is the number 7, an object was expected",
        "version        | -1                   | version is the number -1, a whole number from 0 up was expected",
        "version        | '4'                  | version is the text \"4\", a whole number",
        "version        | 4.5                  | version is the number 4.5, a whole number",
        "version        | 99999999999999999999 | version is the number 99999999999999999999, a whole number",
        "status         | 1                    | status is the number 1, a text was expected",
        "locked         | 'no'                 | locked is the text \"no\", true or false was expected",
        "dueDate        | 'soon'               | dueDate is the text \"soon\", a date like 2025-10-31",
        "dueDate        | 20260415             | dueDate is the number 20260415, a date",
        "startDate      | '+12026-01-01'       | startDate is the text \"+12026-01-01\", a date",
        "dtLastModified | 'today'              | dtLastModified is the text \"today\", a time like 2025-10-02T09:30:00Z",
        "billTotal      | '140.00'             | billTotal is the text \"140.00\", a JSON number was expected",
        "billTotal      | 1e400000000          | billTotal is the number 1E+400000000, a number of at most 38 digits"})
    void a_field_that_is_not_as_documented_is_named_with_its_value(String field, String value, String sentence) {
        ObjectNode document = Samples.billOf();
        document.set(field, Samples.json(value));
        refused(document, EVENT_TIME, sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "accountId", "currency", "lineItems"})
    void what_nobody_can_be_charged_without_is_required(String field) {
        refused(Samples.billOf().without(field), EVENT_TIME, field + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "locked", "startDate", "dueDate", "billTotal", "accountCode", "purchaseOrderNumber",
        "version"})
    void what_may_be_absent_may_be_null(String field) {
        ObjectNode document = Samples.billOf();
        document.putNull(field);
        assertThat(bills.read(document, EVENT_TIME).id()).isEqualTo("b-1");
    }

    @Test
    void all_that_is_wrong_is_in_one_message() {
        ObjectNode document = Samples.billOf("{'lineItemType': 'USAGE', 'convertedSubtotal': '12.00'}",
                "{'convertedSubtotal': 1}")
                .put("currency", "EURO");
        document.remove("accountId");
        assertThatExceptionOfType(BillRefusedException.class).isThrownBy(() -> bills.read(document, EVENT_TIME))
                .withMessage("Bill b-1 cannot be used: accountId is missing;"
                        + " currency is the text \"EURO\", three letters like USD were expected;"
                        + " lineItems[0].convertedSubtotal is the text \"12.00\", a JSON number was expected;"
                        + " lineItems[1].lineItemType is missing, so no filter on line types can be kept.");
    }

    @Test
    void what_is_too_much_for_one_message_is_counted() {
        String[] lines = new String[40];
        Arrays.fill(lines, "{'lineItemType': 'USAGE', 'convertedSubtotal': null}");
        refused(Samples.billOf(lines), EVENT_TIME, "; and 35 more.");
    }

    @Test
    void a_refusal_names_the_bill_and_a_remedy() {
        assertThatExceptionOfType(BillRefusedException.class)
                .isThrownBy(() -> bills.read(Samples.billOf().without("currency"), EVENT_TIME))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo("bill-invalid");
                    assertThat(refused.billId()).isEqualTo("b-1");
                    assertThat(refused.remedy()).contains("recalculate");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "'b-1'"})
    void what_is_no_object_is_no_bill(String document) {
        assertThatExceptionOfType(BillRefusedException.class).isThrownBy(() -> bills.read(Samples.json(document), EVENT_TIME))
                .withMessage("The notice holds no bill.");
    }

    @Test
    void no_document_is_no_bill() {
        assertThatExceptionOfType(BillRefusedException.class).isThrownBy(() -> bills.read(null, EVENT_TIME))
                .satisfies(refused -> assertThat(refused.remedy()).contains("credentials of a m3ter service user"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"140.01", "139.99", "140", "140.0000"})
    void a_total_off_by_a_hundredth_is_accepted(String total) {
        ObjectNode document = Samples.bill().put("billTotal", new BigDecimal(total));
        assertThat(bills.read(document, EVENT_TIME).statedTotal()).isEqualByComparingTo(total);
    }

    @ParameterizedTest
    @ValueSource(strings = {"140.0101", "139.98", "0", "-140", "90"})
    void a_total_that_differs_refuses_the_bill(String total) {
        assertThatExceptionOfType(BillRefusedException.class)
                .isThrownBy(() -> bills.read(Samples.bill().put("billTotal", new BigDecimal(total)), EVENT_TIME))
                .withMessageMatching("Bill " + Samples.BILL_ID + ": its 6 lines add up to 140\\.0+ EUR, but billTotal is " + total
                        + " EUR\\. Nothing was sent\\.")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("total-differs"));
    }

    @Test
    void half_cents_add_up_unrounded() {
        Bill bill = bills.read(Samples.billOf("{'lineItemType': 'USAGE', 'convertedSubtotal': 0.005}",
                "{'lineItemType': 'USAGE', 'convertedSubtotal': 0.005}").put("billTotal", new BigDecimal("0.01")), EVENT_TIME);
        assertThat(bill.total()).isEqualByComparingTo("0.01");
    }

    @Test
    void listed_lines_take_the_place_of_embedded_ones() {
        ObjectNode merged = bills.merge(Samples.bill(), List.of(page("line-items-1.json"), page("line-items-2.json")));
        assertThat(bills.read(merged, EVENT_TIME)).isEqualTo(bills.read(Samples.bill(), EVENT_TIME));
    }

    @Test
    void a_listed_line_keeps_the_child_account_of_its_embedded_twin() {
        ObjectNode document = Samples.bill();
        ((ObjectNode) document.path("lineItems").get(0)).put("childAccountId", "child-1");
        ObjectNode merged = bills.merge(document, List.of(page("line-items-1.json"), page("line-items-2.json")));
        assertThat(bills.read(merged, EVENT_TIME)).isEqualTo(bills.read(document, EVENT_TIME));
        assertThat(bills.read(merged, EVENT_TIME)).isNotEqualTo(bills.read(Samples.bill(), EVENT_TIME));
    }

    @Test
    void merging_changes_neither_bill_nor_pages() {
        ObjectNode document = Samples.bill();
        JsonNode page = page("line-items-1.json");
        bills.merge(document, List.of(page));
        assertThat(document).isEqualTo(Samples.bill());
        assertThat(page).isEqualTo(page("line-items-1.json"));
    }

    private void refused(JsonNode document, Instant eventTime, String sentence) {
        assertThatExceptionOfType(BillRefusedException.class).isThrownBy(() -> bills.read(document, eventTime))
                .withMessageContaining(sentence);
    }

    private static JsonNode page(String name) {
        return Samples.json(Samples.text(name));
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
