package dev.waybill.standin.m3ter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.StandInClient;
import dev.waybill.standin.StandInClient.Answered;
import dev.waybill.standin.TestClock;
import dev.waybill.standin.server.FaultRule;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class M3terStandInTest {

    private final TestClock clock = new TestClock();
    private final M3terStandIn m3ter = new M3terStandIn(M3terSettings.STANDARD.withClock(clock).withEmbeddedLineItems(2));
    private final String organization = "/organizations/" + M3terSettings.STANDARD.organizationId();
    private final String bills = organization + "/bills";
    private StandInClient client;

    @BeforeEach
    void start() {
        m3ter.start(0);
        client = new StandInClient(m3ter.baseUrl());
        client.header("Authorization", "Bearer " + token().body().get("access_token").asText());
    }

    @AfterEach
    void stop() {
        m3ter.close();
    }

    private Answered token() {
        return token("application/json", "{\"grant_type\":\"client_credentials\"}", M3terSettings.STANDARD.secret());
    }

    private Answered token(String type, String body, String secret) {
        String pair = M3terSettings.STANDARD.accessKey() + ":" + secret;
        return new StandInClient(m3ter.baseUrl()).send("POST", "/oauth/token", body, Map.of("Content-Type", type,
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))));
    }

    private static ObjectNode bill(String id, int lines) {
        ObjectNode bill = Json.MAPPER.createObjectNode().put("id", id).put("version", 3).put("accountId", "acc-1")
                .put("currency", "USD").put("billDate", "2026-10-01").put("billTotal", new BigDecimal("0.30"));
        ArrayNode items = bill.putArray("lineItems");
        for (int i = 0; i < lines; i++) {
            ObjectNode line = items.addObject().put("id", id + "-" + i).put("lineItemType", "USAGE").put("childAccountId", "c")
                    .put("convertedSubtotal", new BigDecimal("0.10"));
            line.putArray("usagePerPricingBand").addObject().put("lowerLimit", 0);
        }
        return bill;
    }

    private static List<String> ids(Answered page) {
        List<String> ids = new ArrayList<>();
        page.body().get("data").forEach(element -> ids.add(element.get("id").asText()));
        return ids;
    }

    private JsonNode event(String name, String billId) {
        return Json.read(new String(m3ter.event(name, billId), StandardCharsets.UTF_8), JsonNode.class);
    }

    @Test
    void a_token_lives_five_hours() {
        assertThat(token().body().get("expires_in").asInt()).isEqualTo(18_000);
    }

    @Test
    void a_token_is_given_for_a_form_too() {
        assertThat(token("application/x-www-form-urlencoded", "grant_type=client_credentials", M3terSettings.STANDARD.secret())
                .status()).isEqualTo(200);
    }

    @Test
    void a_wrong_secret_is_a_403() {
        assertThat(token("application/json", "{\"grant_type\":\"client_credentials\"}", "wrong").status()).isEqualTo(403);
    }

    @Test
    void another_grant_type_is_a_400() {
        assertThat(token("application/json", "{\"grant_type\":\"password\"}", M3terSettings.STANDARD.secret()).status())
                .isEqualTo(400);
    }

    @Test
    void a_bill_is_read_with_its_token() {
        m3ter.put(bill("b-1", 1));
        assertThat(client.get(bills + "/b-1").body().get("id").asText()).isEqualTo("b-1");
    }

    @Test
    void amounts_keep_every_digit() {
        m3ter.put(bill("b-1", 1));
        assertThat(client.get(bills + "/b-1").raw().body()).contains("\"convertedSubtotal\":0.10");
    }

    @Test
    void without_a_token_a_bill_is_a_403() {
        assertThat(client.header("Authorization", null).get(bills + "/b-1").status()).isEqualTo(403);
    }

    @Test
    void an_expired_token_is_a_403() {
        clock.pass(Duration.ofHours(5));
        assertThat(client.get(bills + "/b-1").status()).isEqualTo(403);
    }

    @Test
    void tokens_can_be_expired_at_once() {
        m3ter.expireTokens();
        assertThat(client.get(bills + "/b-1").status()).isEqualTo(403);
    }

    @Test
    void another_organization_is_a_403() {
        assertThat(client.get("/organizations/5a1e0000-0000-4000-8000-00000000000f/bills/b-1").status()).isEqualTo(403);
    }

    @Test
    void an_unknown_bill_is_a_404() {
        assertThat(client.get(bills + "/nothing").status()).isEqualTo(404);
    }

    @Test
    void an_error_is_a_message() {
        assertThat(client.get(bills + "/nothing").body().get("message").asText()).contains("nothing");
    }

    @Test
    void a_bill_embeds_as_many_lines_as_it_is_told() {
        m3ter.put(bill("b-1", 5));
        assertThat(client.get(bills + "/b-1").body().get("lineItems")).hasSize(2);
    }

    @Test
    void a_bill_embeds_all_lines_by_itself() {
        try (M3terStandIn usual = new M3terStandIn()) {
            usual.put(bill("b-1", 5));
            assertThat(usual.bill("b-1").orElseThrow().get("lineItems")).hasSize(5);
        }
    }

    @Test
    void paging_meets_every_line_once() {
        m3ter.put(bill("b-1", 5));
        List<String> seen = new ArrayList<>();
        String token = "";
        do {
            Answered page = client.get(bills + "/b-1/lineitems?pageSize=2&nextToken=" + token);
            seen.addAll(ids(page));
            token = page.body().path("nextToken").asText("");
        } while (!token.isEmpty() && !token.equals("null"));
        assertThat(seen).containsExactly("b-1-0", "b-1-1", "b-1-2", "b-1-3", "b-1-4");
    }

    @Test
    void a_line_on_its_own_calls_its_bands_differently() {
        m3ter.put(bill("b-1", 1));
        JsonNode line = client.get(bills + "/b-1/lineitems").body().at("/data/0");
        assertThat(line.has("bandUsage") && !line.has("usagePerPricingBand")).isTrue();
    }

    @Test
    void a_line_on_its_own_names_its_bill() {
        m3ter.put(bill("b-1", 1));
        assertThat(client.get(bills + "/b-1/lineitems/b-1-0").body().get("billId").asText()).isEqualTo("b-1");
    }

    @Test
    void a_line_on_its_own_knows_no_child_account() {
        m3ter.put(bill("b-1", 1));
        assertThat(client.get(bills + "/b-1/lineitems/b-1-0").body().has("childAccountId")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "many"})
    void a_page_size_outside_1_to_100_is_refused(String size) {
        m3ter.put(bill("b-1", 1));
        assertThat(client.get(bills + "/b-1/lineitems?pageSize=" + size).status()).isEqualTo(400);
    }

    @Test
    void a_made_up_page_token_is_refused() {
        m3ter.put(bill("b-1", 1));
        assertThat(client.get(bills + "/b-1/lineitems?nextToken=abc").status()).isEqualTo(400);
    }

    @Test
    void bills_are_listed_newest_first() {
        m3ter.put(bill("b-1", 0));
        m3ter.put(bill("b-2", 0));
        assertThat(ids(client.get(bills))).containsExactly("b-2", "b-1");
    }

    @Test
    void bills_are_listed_page_by_page() {
        m3ter.put(bill("b-1", 0));
        m3ter.put(bill("b-2", 0));
        String token = client.get(bills + "?pageSize=1").body().get("nextToken").asText();
        assertThat(ids(client.get(bills + "?pageSize=1&nextToken=" + token))).containsExactly("b-1");
    }

    @Test
    void a_status_picks_its_bills() {
        m3ter.put(bill("b-1", 0));
        m3ter.put(bill("b-2", 0));
        m3ter.approve("b-1");
        assertThat(ids(client.get(bills + "?status=APPROVED"))).containsExactly("b-1");
    }

    @ParameterizedTest
    @CsvSource({"2026-10-01, 2026-10-02, 1", "2026-09-01, 2026-10-01, 0", "2026-10-02, 2026-11-01, 0"})
    void the_end_of_a_date_range_is_exclusive(String start, String end, int found) {
        m3ter.put(bill("b-1", 0));
        assertThat(ids(client.get(bills + "?billDateStart=" + start + "&billDateEnd=" + end))).hasSize(found);
    }

    @Test
    void ids_pick_their_bills() {
        m3ter.put(bill("b-1", 0));
        m3ter.put(bill("b-2", 0));
        m3ter.put(bill("b-3", 0));
        assertThat(ids(client.get(bills + "?ids=b-1,b-3"))).containsExactly("b-3", "b-1");
    }

    @Test
    void a_list_leaves_out_totals_unless_asked() {
        m3ter.put(bill("b-1", 0));
        assertThat(client.get(bills).body().at("/data/0").has("billTotal")).isFalse();
    }

    @Test
    void a_list_shows_totals_when_asked() {
        m3ter.put(bill("b-1", 0));
        assertThat(client.get(bills + "?includeBillTotal=true").body().at("/data/0").has("billTotal")).isTrue();
    }

    @Test
    void a_list_leaves_out_lines_when_asked() {
        m3ter.put(bill("b-1", 1));
        assertThat(client.get(bills + "?excludeLineItems=true").body().at("/data/0").has("lineItems")).isFalse();
    }

    @Test
    void an_unknown_filter_is_refused() {
        assertThat(client.get(bills + "?state=APPROVED").status()).isEqualTo(400);
    }

    @Test
    void approving_over_http_raises_the_version() {
        m3ter.put(bill("b-1", 0));
        assertThat(client.sendJson("PUT", bills + "/b-1/status", "{\"status\":\"APPROVED\"}").body().get("version").asInt())
                .isEqualTo(4);
    }

    @Test
    void an_unknown_status_is_a_400() {
        m3ter.put(bill("b-1", 0));
        assertThat(client.sendJson("PUT", bills + "/b-1/status", "{\"status\":\"PAID\"}").status()).isEqualTo(400);
    }

    @Test
    void a_locked_bill_keeps_its_status() {
        m3ter.put(bill("b-1", 0));
        m3ter.approve("b-1");
        m3ter.lock("b-1");
        assertThat(client.sendJson("PUT", bills + "/b-1/status", "{\"status\":\"PENDING\"}").status()).isEqualTo(400);
    }

    @Test
    void a_bill_put_in_again_is_a_new_version() {
        m3ter.put(bill("b-1", 0));
        assertThat(m3ter.put(bill("b-1", 1))).isEqualTo(4);
    }

    @Test
    void a_deleted_bill_is_a_404() {
        m3ter.put(bill("b-1", 0));
        m3ter.delete("b-1");
        assertThat(client.get(bills + "/b-1").status()).isEqualTo(404);
    }

    @Test
    void deleting_over_http_answers_the_bill() {
        m3ter.put(bill("b-1", 0));
        assertThat(client.delete(bills + "/b-1").body().get("id").asText()).isEqualTo("b-1");
    }

    @Test
    void a_bill_is_put_in_over_http() {
        client.sendJson("POST", "/_stand-in/bills", Json.write(bill("b-9", 1)));
        assertThat(client.get(bills + "/b-9").status()).isEqualTo(200);
    }

    @Test
    void the_state_counts_bills() {
        m3ter.put(bill("b-1", 0));
        assertThat(client.get("/_stand-in/state").body().at("/counts/bills").asInt()).isEqualTo(1);
    }

    @Test
    void an_updated_event_shows_the_old_bill_and_the_new_one() {
        m3ter.put(bill("b-1", 0));
        m3ter.approve("b-1");
        JsonNode data = event("billing.bill.updated", "b-1").at("/m3terEvent/eventData");
        assertThat(List.of(data.at("/oldDto/status").asText(), data.at("/newDto/status").asText()))
                .containsExactly("PENDING", "APPROVED");
    }

    @Test
    void a_created_event_shows_the_new_bill_only() {
        m3ter.put(bill("b-1", 0));
        assertThat(event("billing.bill.created", "b-1").at("/m3terEvent/eventData").has("oldDto")).isFalse();
    }

    @Test
    void a_deleted_event_shows_the_old_bill_only() {
        m3ter.put(bill("b-1", 0));
        m3ter.delete("b-1");
        assertThat(event("billing.bill.deleted", "b-1").at("/m3terEvent/eventData").has("newDto")).isFalse();
    }

    @Test
    void the_bill_in_an_event_names_its_organization() {
        m3ter.put(bill("b-1", 0));
        assertThat(event("billing.bill.created", "b-1").at("/m3terEvent/eventData/newDto/orgId").asText())
                .isEqualTo(M3terSettings.STANDARD.organizationId());
    }

    @Test
    void the_bill_in_an_event_can_do_without_lines() {
        try (M3terStandIn bare = new M3terStandIn(M3terSettings.STANDARD.withEventsCarryingLineItems(false))) {
            bare.put(bill("b-1", 1));
            String event = new String(bare.event("billing.bill.created", "b-1"), StandardCharsets.UTF_8);
            assertThat(event).doesNotContain("lineItems");
        }
    }

    @Test
    void two_events_about_one_bill_have_ids_of_their_own() {
        m3ter.put(bill("b-1", 0));
        assertThat(event("billing.bill.created", "b-1").get("id")).isNotEqualTo(event("billing.bill.created", "b-1").get("id"));
    }

    @Test
    void an_event_about_an_unknown_bill_is_refused() {
        assertThatThrownBy(() -> m3ter.event("billing.bill.created", "nothing")).hasMessageContaining("nothing");
    }

    @Test
    void a_fault_strikes_here_too() {
        m3ter.put(bill("b-1", 0));
        m3ter.faults().add(FaultRule.tooManyRequests(null, 3).on("GET", bills + "/b-1").times(1));
        assertThat(client.get(bills + "/b-1").header("Retry-After")).isEqualTo("3");
    }

    @Test
    void a_fault_speaks_as_m3ter_does() {
        m3ter.faults().add(FaultRule.errorBeforeWork());
        assertThat(client.get(bills).body().has("message")).isTrue();
    }

    @Test
    void a_refusal_after_the_work_is_still_a_500() {
        m3ter.faults().add(FaultRule.errorAfterWork());
        assertThat(client.get(bills + "/nothing").status()).isEqualTo(500);
    }

    @Test
    void a_connection_is_dropped_on_request() {
        m3ter.faults().add(FaultRule.resetBeforeWork());
        assertThatThrownBy(() -> client.get(bills)).isInstanceOf(UncheckedIOException.class);
    }
}
