package dev.waybill.standin.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.standin.StandInClient.Answered;
import org.junit.jupiter.api.Test;

/** Invoice items: pending on the customer, or on a draft. */
class StripeInvoiceItemsTest extends StripeStandInTest {

    private static final String ITEMS = "/v1/invoiceitems";

    private Answered create(String more) {
        return client.postForm(ITEMS, "customer=cus_acme&currency=usd&amount=1200&" + more);
    }

    @Test
    void a_new_item_is_pending() {
        assertThat(create("").body().get("invoice").isNull()).isTrue();
    }

    @Test
    void an_item_with_an_invoice_becomes_its_line() {
        String invoice = draft();
        create("invoice=" + invoice);
        assertThat(stripe.lines(invoice)).hasSize(1);
    }

    @Test
    void an_item_without_a_customer_is_refused() {
        assertThat(client.postForm(ITEMS, "currency=usd&amount=1").error("param")).isEqualTo("customer");
    }

    @Test
    void an_item_without_a_currency_is_refused() {
        assertThat(client.postForm(ITEMS, "customer=cus_acme&amount=1").error("param")).isEqualTo("currency");
    }

    @Test
    void an_item_without_an_amount_is_refused() {
        assertThat(client.postForm(ITEMS, "customer=cus_acme&currency=usd").error("param")).isEqualTo("amount");
    }

    @Test
    void an_unknown_invoice_among_the_parameters_is_a_400() {
        assertThat(create("invoice=in_nothing").error("param")).isEqualTo("invoice");
    }

    @Test
    void an_open_invoice_takes_no_item() {
        String invoice = draft(1000);
        finalizeInvoice(invoice);
        assertThat(create("invoice=" + invoice).status()).isEqualTo(400);
    }

    @Test
    void another_customers_invoice_takes_no_item() {
        stripe.customer("cus_other");
        String invoice = client.postForm("/v1/invoices", "customer=cus_other&currency=usd").id();
        assertThat(create("invoice=" + invoice).error("param")).isEqualTo("invoice");
    }

    @Test
    void an_invoice_in_another_currency_takes_no_item() {
        assertThat(create("invoice=" + draft("eur")).error("param")).isEqualTo("currency");
    }

    @Test
    void a_pending_item_in_another_currency_is_a_conflict() {
        create("");
        assertThat(client.postForm(ITEMS, "customer=cus_acme&currency=eur&amount=1").status()).isEqualTo(400);
    }

    @Test
    void a_pending_item_forbids_an_invoice_in_another_currency() {
        create("");
        assertThat(client.postForm("/v1/invoices", "customer=cus_acme&currency=eur").status()).isEqualTo(400);
    }

    @Test
    void an_unknown_subscription_is_a_missing_resource() {
        assertThat(create("subscription=sub_nothing").error("param")).isEqualTo("subscription");
    }

    @Test
    void another_customers_subscription_is_refused() {
        stripe.subscription("sub_1", "cus_other", "usd");
        assertThat(create("subscription=sub_1").status()).isEqualTo(400);
    }

    @Test
    void an_item_names_the_subscription_it_waits_for() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        assertThat(create("subscription=sub_1").body().at("/parent/subscription_details/subscription").asText()).isEqualTo("sub_1");
    }

    @Test
    void a_price_times_a_quantity_makes_the_amount() {
        assertThat(client.postForm(ITEMS, "customer=cus_acme&currency=usd&unit_amount_decimal=0.125&quantity_decimal=1000.4").body()
                .get("amount").asLong()).isEqualTo(125);
    }

    @Test
    void a_fractional_quantity_shows_its_whole_part() {
        assertThat(client.postForm(ITEMS, "customer=cus_acme&currency=usd&unit_amount_decimal=1&quantity_decimal=7.9").body()
                .get("quantity").asLong()).isEqualTo(7);
    }

    @Test
    void an_amount_excludes_a_unit_price() {
        assertThat(create("unit_amount_decimal=1").error("code")).isEqualTo("parameters_exclusive");
    }

    @Test
    void the_removed_price_parameter_is_unknown() {
        assertThat(create("price=price_1").error("code")).isEqualTo("parameter_unknown");
    }

    @Test
    void a_pending_item_changes() {
        String item = create("").id();
        client.postForm(ITEMS + "/" + item, "amount=1500");
        assertThat(stripe.pendingItems("cus_acme").get(0).amount()).isEqualTo(1500);
    }

    @Test
    void the_currency_of_an_item_does_not_change() {
        assertThat(client.postForm(ITEMS + "/" + create("").id(), "currency=eur").error("code")).isEqualTo("parameter_unknown");
    }

    @Test
    void an_item_on_a_draft_changes_its_line() {
        String invoice = draft(100);
        client.postForm(ITEMS + "/" + stripe.lines(invoice).get(0).item(), "amount=150");
        assertThat(stripe.invoice(invoice).orElseThrow().total()).isEqualTo(150);
    }

    @Test
    void an_item_on_an_open_invoice_does_not_change() {
        String invoice = draft(100);
        finalizeInvoice(invoice);
        assertThat(client.postForm(ITEMS + "/" + stripe.lines(invoice).get(0).item(), "amount=1").status()).isEqualTo(400);
    }

    @Test
    void a_deleted_item_is_gone() {
        client.delete(ITEMS + "/" + create("").id());
        assertThat(stripe.pendingItems("cus_acme")).isEmpty();
    }

    @Test
    void a_second_delete_is_a_404() {
        String item = create("").id();
        client.delete(ITEMS + "/" + item);
        assertThat(client.delete(ITEMS + "/" + item).status()).isEqualTo(404);
    }

    @Test
    void an_item_on_an_open_invoice_cannot_be_deleted() {
        String invoice = draft(100);
        finalizeInvoice(invoice);
        assertThat(client.delete(ITEMS + "/" + stripe.lines(invoice).get(0).item()).status()).isEqualTo(400);
    }

    @Test
    void the_list_of_pending_items_leaves_out_lines() {
        draft(100);
        create("");
        assertThat(client.get(ITEMS + "?customer=cus_acme&pending=true").body().get("data")).hasSize(1);
    }

    @Test
    void the_list_of_an_invoice_holds_its_items_only() {
        String invoice = draft(100);
        create("");
        assertThat(client.get(ITEMS + "?invoice=" + invoice).body().get("data")).hasSize(1);
    }

    @Test
    void the_list_of_a_customer_holds_both() {
        draft(100);
        create("");
        assertThat(client.get(ITEMS + "?customer=cus_acme").body().get("data")).hasSize(2);
    }
}
