package dev.waybill.standin.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.standin.StandInClient.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists: filters, order and paging. */
class StripeListsTest extends StripeStandInTest {

    private List<String> drafts(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(draft());
        }
        return ids;
    }

    private Answered list(String query) {
        return client.get("/v1/invoices?" + query);
    }

    private static List<String> ids(Answered answered) {
        List<String> ids = new ArrayList<>();
        for (JsonNode element : answered.body().get("data")) {
            ids.add(element.get("id").asText());
        }
        return ids;
    }

    @Test
    void the_newest_comes_first() {
        List<String> made = drafts(3);
        assertThat(ids(list("customer=cus_acme"))).containsExactly(made.get(2), made.get(1), made.get(0));
    }

    @Test
    void ten_are_shown_unless_more_are_asked_for() {
        drafts(11);
        assertThat(ids(list("customer=cus_acme"))).hasSize(10);
    }

    @Test
    void a_page_that_is_not_the_last_has_more() {
        drafts(3);
        assertThat(list("customer=cus_acme&limit=2").body().get("has_more").asBoolean()).isTrue();
    }

    @Test
    void a_page_that_holds_all_has_no_more() {
        drafts(2);
        assertThat(list("customer=cus_acme&limit=2").body().get("has_more").asBoolean()).isFalse();
    }

    @Test
    void starting_after_goes_on_with_the_older_ones() {
        List<String> made = drafts(3);
        assertThat(ids(list("customer=cus_acme&starting_after=" + made.get(1)))).containsExactly(made.get(0));
    }

    @Test
    void ending_before_gives_the_newer_ones_next_to_it() {
        List<String> made = drafts(4);
        assertThat(ids(list("customer=cus_acme&limit=2&ending_before=" + made.get(0)))).containsExactly(made.get(2), made.get(1));
    }

    @Test
    void both_cursors_at_once_are_refused() {
        String id = draft();
        assertThat(list("starting_after=" + id + "&ending_before=" + id).error("code")).isEqualTo("parameters_exclusive");
    }

    @Test
    void an_unknown_cursor_is_refused() {
        assertThat(list("starting_after=in_nothing").error("param")).isEqualTo("starting_after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "ten"})
    void a_limit_outside_1_to_100_is_refused(String limit) {
        assertThat(list("limit=" + limit).error("param")).isEqualTo("limit");
    }

    @Test
    void a_status_picks_its_invoices() {
        drafts(1);
        String open = draft(1000);
        finalizeInvoice(open);
        assertThat(ids(list("customer=cus_acme&status=open"))).containsExactly(open);
    }

    @Test
    void another_customers_invoices_stay_out() {
        draft();
        stripe.customer("cus_other");
        assertThat(ids(list("customer=cus_other"))).isEmpty();
    }

    @Test
    void a_list_of_an_unknown_customer_is_refused() {
        assertThat(list("customer=cus_nobody").error("code")).isEqualTo("resource_missing");
    }

    @Test
    void created_gte_leaves_out_what_is_older() {
        draft();
        clock.pass(Duration.ofHours(1));
        String younger = draft();
        assertThat(ids(list("customer=cus_acme&created[gte]=" + clock.instant().getEpochSecond()))).containsExactly(younger);
    }

    @Test
    void created_gte_includes_its_own_second() {
        String invoice = draft();
        assertThat(ids(list("created%5Bgte%5D=" + clock.instant().getEpochSecond()))).containsExactly(invoice);
    }

    @Test
    void a_list_carries_its_address() {
        assertThat(list("customer=cus_acme").body().get("url").asText()).isEqualTo("/v1/invoices");
    }

    @Test
    void customers_are_found_by_their_exact_mail_address() {
        assertThat(ids(client.get("/v1/customers?email=billing@acme.example"))).containsExactly("cus_acme");
    }

    @Test
    void customers_are_not_found_by_another_case() {
        assertThat(ids(client.get("/v1/customers?email=Billing@acme.example"))).isEmpty();
    }

    @Test
    void a_customer_made_by_a_call_is_read_back() {
        String id = client.postForm("/v1/customers", "name=Beta&metadata[m3ter_account]=acc-1").id();
        assertThat(client.get("/v1/customers/" + id).body().get("name").asText()).isEqualTo("Beta");
    }

    @Test
    void an_unknown_customer_in_the_path_is_a_404() {
        assertThat(client.get("/v1/customers/cus_nobody").status()).isEqualTo(404);
    }
}
