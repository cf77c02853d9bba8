package dev.waybill.standin.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What people and Stripe itself do behind the gateway's back. */
class DashboardTest extends StripeStandInTest {

    private String item(String more) {
        return client.postForm("/v1/invoiceitems", "customer=cus_acme&currency=usd&amount=100&" + more).id();
    }

    @Test
    void a_foreign_line_carries_no_mark() {
        String invoice = draft();
        stripe.dashboard().addForeignLine(invoice, "Set-up fee & more", 5000);
        assertThat(stripe.lines(invoice).get(0).metadata()).isEmpty();
    }

    @Test
    void a_foreign_line_keeps_its_description() {
        String invoice = draft();
        stripe.dashboard().addForeignLine(invoice, "Set-up fee & more", 5000);
        assertThat(stripe.lines(invoice).get(0).description()).isEqualTo("Set-up fee & more");
    }

    @Test
    void an_amount_is_edited_by_hand() {
        String invoice = draft(100);
        stripe.dashboard().editAmount(invoice, stripe.lines(invoice).get(0).id(), 90);
        assertThat(stripe.invoice(invoice).orElseThrow().total()).isEqualTo(90);
    }

    @Test
    void a_line_is_deleted_by_hand() {
        String invoice = draft(100);
        stripe.dashboard().deleteLine(invoice, stripe.lines(invoice).get(0).id());
        assertThat(stripe.lines(invoice)).isEmpty();
    }

    @Test
    void a_draft_is_deleted_by_hand() {
        String invoice = draft();
        stripe.dashboard().deleteDraft(invoice);
        assertThat(stripe.invoice(invoice)).isEmpty();
    }

    @Test
    void an_invoice_is_voided_by_hand() {
        String invoice = draft(100);
        stripe.dashboard().finalizeInvoice(invoice);
        stripe.dashboard().voidInvoice(invoice);
        assertThat(stripe.invoice(invoice).orElseThrow().status()).isEqualTo("void");
    }

    @Test
    void what_stripe_refuses_a_person_is_said() {
        String invoice = draft();
        assertThatThrownBy(() -> stripe.dashboard().voidInvoice(invoice)).hasMessageContaining("draft");
    }

    @Test
    void the_dashboard_leaves_no_trace_in_the_log() {
        String invoice = draft();
        stripe.clearRequests();
        stripe.dashboard().deleteDraft(invoice);
        assertThat(stripe.requests()).isEmpty();
    }

    @Test
    void invoices_are_found_by_their_bill_mark() {
        draft();
        String ours = client.postForm("/v1/invoices", "customer=cus_acme&metadata[gw_bill]=8f0c2a").id();
        assertThat(stripe.invoicesOf("8f0c2a")).extracting(HeldInvoice::id).containsExactly(ours);
    }

    @Test
    void a_subscription_invoice_takes_the_items_that_wait_for_it() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        item("subscription=sub_1");
        assertThat(stripe.lines(stripe.dashboard().raiseSubscriptionInvoice("sub_1"))).hasSize(1);
    }

    @Test
    void a_subscription_invoice_takes_the_items_that_wait_for_none() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        item("");
        assertThat(stripe.lines(stripe.dashboard().raiseSubscriptionInvoice("sub_1"))).hasSize(1);
    }

    @Test
    void a_subscription_invoice_leaves_the_items_of_another() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        stripe.subscription("sub_2", "cus_acme", "usd");
        item("subscription=sub_2");
        assertThat(stripe.lines(stripe.dashboard().raiseSubscriptionInvoice("sub_1"))).isEmpty();
    }

    @Test
    void a_consumed_item_names_its_invoice() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        String item = item("subscription=sub_1");
        String invoice = stripe.dashboard().raiseSubscriptionInvoice("sub_1");
        assertThat(client.get("/v1/invoiceitems/" + item).body().get("invoice").asText()).isEqualTo(invoice);
    }

    @Test
    void a_subscription_invoice_names_its_subscription() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        String invoice = stripe.dashboard().raiseSubscriptionInvoice("sub_1");
        assertThat(client.get("/v1/invoices/" + invoice).body().at("/parent/subscription_details/subscription").asText())
                .isEqualTo("sub_1");
    }

    @Test
    void a_canceled_subscription_shows_its_status() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        stripe.dashboard().cancelSubscription("sub_1");
        assertThat(client.get("/v1/subscriptions/sub_1").body().get("status").asText()).isEqualTo("canceled");
    }

    @Test
    void a_canceled_subscription_raises_no_invoice() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        stripe.dashboard().cancelSubscription("sub_1");
        assertThatThrownBy(() -> stripe.dashboard().raiseSubscriptionInvoice("sub_1")).hasMessageContaining("canceled");
    }

    @Test
    void a_subscription_shows_how_many_lines_of_its_own_it_has() {
        stripe.subscription("sub_1", "cus_acme", "usd", 3, true);
        assertThat(client.get("/v1/subscriptions/sub_1").body().at("/items/total_count").asInt()).isEqualTo(3);
        assertThat(client.get("/v1/subscriptions/sub_1").body().at("/items/data")).hasSize(3);
        assertThat(client.get("/v1/subscriptions/sub_1").body().at("/automatic_tax/enabled").asBoolean()).isTrue();
    }

    @Test
    void what_does_not_fit_beside_the_subscriptions_own_lines_stays_pending() {
        stripe.subscription("sub_1", "cus_acme", "usd", 20, false);
        for (int i = 0; i < 235; i++) {
            item("subscription=sub_1");
        }
        String invoice = stripe.dashboard().raiseSubscriptionInvoice("sub_1");
        assertThat(stripe.lines(invoice)).hasSize(230);
        assertThat(stripe.pendingItems("cus_acme")).hasSize(5);
        assertThat(client.get("/v1/invoices/" + invoice).body().at("/lines/total_count").asInt()).isEqualTo(250);
        assertThat(client.postForm("/v1/invoiceitems", "customer=cus_acme&currency=usd&amount=1&invoice=" + invoice).status())
                .isEqualTo(400);
    }

    @Test
    void an_item_joins_the_draft_of_its_subscription_until_that_is_final() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        item("subscription=sub_1");
        String invoice = stripe.dashboard().raiseSubscriptionInvoice("sub_1");
        assertThat(client.get("/v1/invoices/" + invoice).body().get("automatically_finalizes_at").asLong())
                .isEqualTo(client.get("/v1/invoices/" + invoice).body().get("created").asLong() + 3_600);
        item("invoice=" + invoice);
        assertThat(stripe.lines(invoice)).hasSize(2);
        stripe.dashboard().finalizeInvoice(invoice);
        assertThat(client.postForm("/v1/invoiceitems", "customer=cus_acme&currency=usd&amount=1&invoice=" + invoice).status())
                .isEqualTo(400);
    }

    @Test
    void a_draft_of_a_subscription_is_not_deleted_and_not_another_subscriptions() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        stripe.subscription("sub_2", "cus_acme", "usd");
        String invoice = stripe.dashboard().raiseSubscriptionInvoice("sub_1");
        assertThat(client.delete("/v1/invoices/" + invoice).status()).isEqualTo(400);
        assertThat(client.postForm("/v1/invoiceitems", "customer=cus_acme&currency=usd&amount=1&subscription=sub_2&invoice=" + invoice)
                .error("param")).isEqualTo("subscription");
    }

    @Test
    void a_negative_item_does_not_go_with_a_subscription_that_computes_tax() {
        stripe.subscription("sub_1", "cus_acme", "usd", 1, true);
        client.postForm("/v1/invoiceitems", "customer=cus_acme&currency=usd&amount=-1&subscription=sub_1");
        assertThatThrownBy(() -> stripe.dashboard().raiseSubscriptionInvoice("sub_1")).hasMessageContaining("negative");
    }

    @Test
    void items_are_found_by_their_bill_mark_wherever_they_are() {
        stripe.subscription("sub_1", "cus_acme", "usd");
        item("subscription=sub_1&metadata[gw_bill]=8f0c2a");
        stripe.dashboard().raiseSubscriptionInvoice("sub_1");
        item("subscription=sub_1&metadata[gw_bill]=8f0c2a");
        item("subscription=sub_1&metadata[gw_bill]=other");
        assertThat(stripe.itemsOf("8f0c2a")).extracting(line -> line.invoice() == null).containsExactly(false, true);
    }
}
