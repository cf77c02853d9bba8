package dev.waybill.standin.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.standin.StandInClient.Answered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invoices: making, changing, deleting, and the ways from one status to the next. */
class StripeInvoiceTest extends StripeStandInTest {

    private static final String INVOICES = "/v1/invoices/";

    private Answered create(String form) {
        return client.postForm("/v1/invoices", form);
    }

    private Answered act(String invoice, String action) {
        return client.postForm(INVOICES + invoice + "/" + action, "");
    }

    private String open() {
        String invoice = draft(1000);
        finalizeInvoice(invoice);
        return invoice;
    }

    private String paid() {
        String invoice = open();
        stripe.dashboard().pay(invoice);
        return invoice;
    }

    private JsonNode invoice(String id) {
        return client.get(INVOICES + id).body();
    }

    @Test
    void a_new_invoice_is_a_draft() {
        assertThat(create("customer=cus_acme&currency=usd").body().get("status").asText()).isEqualTo("draft");
    }

    @Test
    void a_new_invoice_is_read_back() {
        assertThat(invoice(draft()).get("object").asText()).isEqualTo("invoice");
    }

    @Test
    void an_unknown_customer_is_a_400_not_a_404() {
        assertThat(create("customer=cus_nobody").status()).isEqualTo(400);
    }

    @Test
    void an_unknown_customer_is_a_missing_resource() {
        assertThat(create("customer=cus_nobody").error("code")).isEqualTo("resource_missing");
    }

    @Test
    void an_unknown_customer_is_named_as_the_parameter() {
        assertThat(create("customer=cus_nobody").error("param")).isEqualTo("customer");
    }

    @Test
    void a_deleted_customer_takes_no_invoice() {
        stripe.dashboard().deleteCustomer("cus_acme");
        assertThat(create("customer=cus_acme").error("code")).isEqualTo("resource_missing");
    }

    @Test
    void a_deleted_customer_is_still_found_as_deleted() {
        stripe.dashboard().deleteCustomer("cus_acme");
        assertThat(client.get("/v1/customers/cus_acme").body().get("deleted").asBoolean()).isTrue();
    }

    @Test
    void an_unknown_invoice_is_a_404() {
        assertThat(client.get("/v1/invoices/in_nothing").status()).isEqualTo(404);
    }

    @Test
    void an_unknown_invoice_is_a_missing_resource() {
        assertThat(client.get("/v1/invoices/in_nothing").error("code")).isEqualTo("resource_missing");
    }

    @Test
    void sending_needs_a_due_date() {
        assertThat(create("customer=cus_acme&collection_method=send_invoice").error("param")).isEqualTo("days_until_due");
    }

    @Test
    void charging_takes_no_due_date() {
        assertThat(create("customer=cus_acme&days_until_due=30").error("param")).isEqualTo("days_until_due");
    }

    @Test
    void days_and_date_exclude_each_other() {
        assertThat(create("customer=cus_acme&collection_method=send_invoice&days_until_due=30&due_date=1800000000").error("code"))
                .isEqualTo("parameters_exclusive");
    }

    @Test
    void days_until_due_make_the_due_date() {
        JsonNode made = create("customer=cus_acme&collection_method=send_invoice&days_until_due=30").body();
        assertThat(made.get("due_date").asLong() - made.get("created").asLong()).isEqualTo(30 * 86_400);
    }

    @Test
    void a_draft_changed_to_sending_needs_a_due_date() {
        assertThat(client.postForm(INVOICES + draft(), "collection_method=send_invoice").error("param")).isEqualTo("days_until_due");
    }

    @Test
    void an_unknown_currency_is_refused() {
        assertThat(create("customer=cus_acme&currency=xyz").error("param")).isEqualTo("currency");
    }

    @Test
    void an_upper_case_currency_is_refused() {
        assertThat(create("customer=cus_acme&currency=USD").error("param")).isEqualTo("currency");
    }

    @Test
    void without_a_currency_the_customers_own_counts() {
        draft("eur");
        assertThat(create("customer=cus_acme").body().get("currency").asText()).isEqualTo("eur");
    }

    @Test
    void without_any_currency_the_accounts_counts() {
        assertThat(create("customer=cus_acme").body().get("currency").asText()).isEqualTo("usd");
    }

    @Test
    void a_subscription_in_another_currency_is_a_conflict() {
        stripe.subscription("sub_1", "cus_acme", "eur");
        assertThat(create("customer=cus_acme&currency=usd").status()).isEqualTo(400);
    }

    @Test
    void a_currency_conflict_has_no_code() {
        stripe.subscription("sub_1", "cus_acme", "eur");
        assertThat(create("customer=cus_acme&currency=usd").error("code")).isNull();
    }

    @Test
    void a_canceled_subscription_is_no_conflict() {
        stripe.subscription("sub_1", "cus_acme", "eur");
        stripe.dashboard().cancelSubscription("sub_1");
        assertThat(create("customer=cus_acme&currency=usd").status()).isEqualTo(200);
    }

    @Test
    void an_earlier_invoice_in_another_currency_is_no_conflict() {
        draft("eur");
        assertThat(create("customer=cus_acme&currency=usd").status()).isEqualTo(200);
    }

    @Test
    void pending_items_stay_out_unless_asked_for() {
        client.postForm("/v1/invoiceitems", "customer=cus_acme&currency=usd&amount=100");
        assertThat(create("customer=cus_acme&currency=usd").body().get("total").asLong()).isZero();
    }

    @Test
    void pending_items_come_along_when_asked_for() {
        client.postForm("/v1/invoiceitems", "customer=cus_acme&currency=usd&amount=100");
        assertThat(create("customer=cus_acme&currency=usd&pending_invoice_items_behavior=include").body().get("total").asLong())
                .isEqualTo(100);
    }

    @Test
    void the_description_of_a_draft_changes() {
        String invoice = draft();
        client.postForm(INVOICES + invoice, "description=October");
        assertThat(stripe.invoice(invoice).orElseThrow().description()).isEqualTo("October");
    }

    @Test
    void the_currency_of_a_draft_does_not_change() {
        assertThat(client.postForm(INVOICES + draft(), "currency=eur").error("code")).isEqualTo("parameter_unknown");
    }

    @Test
    void metadata_merges_key_by_key() {
        String invoice = create("customer=cus_acme&metadata[a]=1&metadata[b]=1").id();
        client.postForm(INVOICES + invoice, "metadata[b]=2");
        assertThat(stripe.invoice(invoice).orElseThrow().metadata()).containsEntry("a", "1").containsEntry("b", "2");
    }

    @Test
    void an_empty_metadata_value_drops_its_key() {
        String invoice = create("customer=cus_acme&metadata[a]=1&metadata[b]=1").id();
        client.postForm(INVOICES + invoice, "metadata[b]=");
        assertThat(stripe.invoice(invoice).orElseThrow().metadata()).containsOnlyKeys("a");
    }

    @Test
    void empty_metadata_drops_all_keys() {
        String invoice = create("customer=cus_acme&metadata[a]=1&metadata[b]=1").id();
        client.postForm(INVOICES + invoice, "metadata=");
        assertThat(stripe.invoice(invoice).orElseThrow().metadata()).isEmpty();
    }

    @Test
    void the_metadata_of_a_paid_invoice_changes() {
        assertThat(client.postForm(INVOICES + paid(), "metadata[a]=1").status()).isEqualTo(200);
    }

    @Test
    void nothing_else_of_an_open_invoice_changes() {
        assertThat(client.postForm(INVOICES + open(), "metadata[a]=1&description=x").error("param")).isEqualTo("description");
    }

    @Test
    void the_refusal_to_change_an_open_invoice_has_no_code() {
        assertThat(client.postForm(INVOICES + open(), "description=x").error("code")).isNull();
    }

    @Test
    void a_refused_change_changes_no_metadata() {
        String invoice = open();
        client.postForm(INVOICES + invoice, "metadata[a]=1&description=x");
        assertThat(stripe.invoice(invoice).orElseThrow().metadata()).isEmpty();
    }

    @Test
    void finalizing_opens() {
        assertThat(invoice(open()).get("status").asText()).isEqualTo("open");
    }

    @Test
    void finalizing_gives_a_number() {
        assertThat(invoice(open()).get("number").asText()).isNotEmpty();
    }

    @Test
    void finalizing_gives_an_address_for_the_customer() {
        assertThat(invoice(open()).get("hosted_invoice_url").asText()).isNotEmpty();
    }

    @Test
    void a_second_finalize_is_a_400() {
        assertThat(finalizeInvoice(open()).status()).isEqualTo(400);
    }

    @Test
    void the_refusal_of_a_second_finalize_has_no_code() {
        assertThat(finalizeInvoice(open()).error("code")).isNull();
    }

    @Test
    void finalizing_nothing_due_is_paid_at_once() {
        assertThat(finalizeInvoice(draft()).body().get("status").asText()).isEqualTo("paid");
    }

    @Test
    void a_negative_total_is_paid_at_once() {
        assertThat(finalizeInvoice(draft(-700)).body().get("status").asText()).isEqualTo("paid");
    }

    @Test
    void a_negative_total_leaves_nothing_due() {
        assertThat(finalizeInvoice(draft(-700)).body().get("amount_due").asLong()).isZero();
    }

    @Test
    void a_negative_total_becomes_credit_of_the_customer() {
        finalizeInvoice(draft(-700));
        assertThat(client.get("/v1/customers/cus_acme").body().get("balance").asLong()).isEqualTo(-700);
    }

    @Test
    void credit_lowers_the_next_invoice() {
        finalizeInvoice(draft(-700));
        assertThat(finalizeInvoice(draft(1000)).body().get("amount_due").asLong()).isEqualTo(300);
    }

    @Test
    void credit_leaves_the_total_alone() {
        finalizeInvoice(draft(-700));
        assertThat(finalizeInvoice(draft(1000)).body().get("total").asLong()).isEqualTo(1000);
    }

    @Test
    void voiding_gives_used_credit_back() {
        finalizeInvoice(draft(-700));
        String invoice = draft(1000);
        finalizeInvoice(invoice);
        act(invoice, "void");
        assertThat(stripe.balance("cus_acme")).isEqualTo(-700);
    }

    @Test
    void a_sum_too_small_to_charge_is_paid_at_once() {
        assertThat(finalizeInvoice(draft(49)).body().get("status").asText()).isEqualTo("paid");
    }

    @Test
    void a_sum_too_small_to_charge_becomes_debt_of_the_customer() {
        finalizeInvoice(draft(49));
        assertThat(stripe.balance("cus_acme")).isEqualTo(49);
    }

    @Test
    void automatic_tax_needs_to_know_where_the_customer_is() {
        String invoice = create("customer=cus_acme&automatic_tax[enabled]=true").id();
        assertThat(finalizeInvoice(invoice).error("code")).isEqualTo("customer_tax_location_invalid");
    }

    @Test
    void automatic_tax_takes_no_negative_line() {
        String invoice = create("customer=cus_acme&currency=usd&automatic_tax[enabled]=true").id();
        assertThat(addLine(invoice, -1).status()).isEqualTo(400);
    }

    @Test
    void automatic_tax_cannot_be_enabled_over_a_negative_line() {
        assertThat(client.postForm(INVOICES + draft(-1), "automatic_tax[enabled]=true").status()).isEqualTo(400);
    }

    @Test
    void an_open_invoice_can_be_voided() {
        assertThat(act(open(), "void").body().get("status").asText()).isEqualTo("void");
    }

    @Test
    void a_draft_cannot_be_voided() {
        assertThat(act(draft(), "void").status()).isEqualTo(400);
    }

    @Test
    void a_paid_invoice_cannot_be_voided() {
        assertThat(act(paid(), "void").status()).isEqualTo(400);
    }

    @Test
    void an_open_invoice_can_be_marked_uncollectible() {
        assertThat(act(open(), "mark_uncollectible").body().get("status").asText()).isEqualTo("uncollectible");
    }

    @Test
    void an_uncollectible_invoice_can_be_paid() {
        String invoice = open();
        act(invoice, "mark_uncollectible");
        assertThat(client.postForm(INVOICES + invoice + "/pay", "paid_out_of_band=true").status()).isEqualTo(200);
    }

    @Test
    void paying_a_draft_finalizes_it_first() {
        assertThat(client.postForm(INVOICES + draft(1000) + "/pay", "paid_out_of_band=true").body().get("number").asText())
                .isNotEmpty();
    }

    @Test
    void paying_twice_is_a_400() {
        assertThat(client.postForm(INVOICES + paid() + "/pay", "paid_out_of_band=true").status()).isEqualTo(400);
    }

    @Test
    void paying_without_a_payment_method_is_a_400() {
        assertThat(act(open(), "pay").status()).isEqualTo(400);
    }

    @Test
    void a_declined_card_is_a_402() {
        client.postForm("/v1/customers/cus_acme", "invoice_settings[default_payment_method]=pm_card_chargeDeclined");
        assertThat(act(open(), "pay").status()).isEqualTo(402);
    }

    @Test
    void a_declined_card_leaves_the_invoice_open() {
        client.postForm("/v1/customers/cus_acme", "invoice_settings[default_payment_method]=pm_card_chargeDeclined");
        String invoice = open();
        act(invoice, "pay");
        assertThat(stripe.invoice(invoice).orElseThrow().status()).isEqualTo("open");
    }

    @Test
    void sending_a_draft_finalizes_it() {
        assertThat(act(draft(1000), "send").body().get("status").asText()).isEqualTo("open");
    }

    @Test
    void a_deleted_draft_says_so() {
        assertThat(client.delete(INVOICES + draft()).body().get("deleted").asBoolean()).isTrue();
    }

    @Test
    void a_deleted_draft_is_gone() {
        String invoice = draft();
        client.delete(INVOICES + invoice);
        assertThat(client.get(INVOICES + invoice).status()).isEqualTo(404);
    }

    @Test
    void the_items_of_a_deleted_draft_die_with_it() {
        String invoice = draft(100);
        String item = stripe.lines(invoice).get(0).item();
        client.delete(INVOICES + invoice);
        assertThat(client.get("/v1/invoiceitems/" + item).status()).isEqualTo(404);
    }

    @Test
    void an_open_invoice_cannot_be_deleted() {
        assertThat(client.delete(INVOICES + open()).status()).isEqualTo(400);
    }

    @Test
    void a_subscriptions_draft_cannot_be_deleted() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        assertThat(client.delete(INVOICES + stripe.dashboard().raiseSubscriptionInvoice("sub_1")).status()).isEqualTo(400);
    }

    @Test
    void an_invoice_number_is_taken_once() {
        create("customer=cus_acme&number=A-1");
        assertThat(create("customer=cus_acme&number=A-1").error("param")).isEqualTo("number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"finalize", "void", "pay", "mark_uncollectible", "send"})
    void an_action_on_an_unknown_invoice_is_a_404(String action) {
        assertThat(act("in_nothing", action).status()).isEqualTo(404);
    }
}
