package dev.waybill.standin.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.standin.server.FaultRule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** What the stand-in tells of itself when its whole state would be too much. */
class StripeUnderLoadTest extends StripeStandInTest {

    private String draftOf(String bill) {
        return client.postForm("/v1/invoices", "customer=cus_acme&currency=usd&metadata[gw_bill]=" + bill).id();
    }

    private void addLine(String invoice, int amount, String mark) {
        assertThat(client.postForm("/v1/invoices/" + invoice + "/add_lines", "lines[0][amount]=" + amount
                + "&lines[0][description]=x&lines[0][metadata][gw_line]=" + mark).status()).isEqualTo(200);
    }

    private long delivered() {
        return client.get("/_stand-in/delivered").body().path("delivered").asLong();
    }

    private JsonNode rows() {
        return client.get("/_stand-in/deliveries").body();
    }

    @Test
    void an_invoice_is_delivered_once_it_holds_a_line() {
        String invoice = draftOf("b1");
        assertThat(delivered()).isZero();
        addLine(invoice, 100, "l1");
        addLine(invoice, 200, "l2");
        assertThat(delivered()).isEqualTo(1);
    }

    @Test
    void a_deleted_invoice_is_delivered_no_more() {
        String invoice = draftOf("b1");
        addLine(invoice, 100, "l1");
        client.delete("/v1/invoices/" + invoice);
        assertThat(delivered()).isZero();
        assertThat(rows().path("invoices")).isEmpty();
    }

    @Test
    void every_invoice_has_a_row() {
        String invoice = draftOf("b1");
        addLine(invoice, 100, "l1");
        addLine(invoice, 200, "l1");
        JsonNode row = rows().path("invoices").path(0);
        assertThat(row.get(0).asText()).isEqualTo("b1");
        assertThat(row.get(1).asText()).isEqualTo("draft");
        assertThat(row.get(2).asLong()).as("total").isEqualTo(300);
        assertThat(row.get(3).asInt()).as("lines").isEqualTo(2);
        assertThat(row.get(4).asInt()).as("different marks").isEqualTo(1);
        assertThat(row.get(5).asLong()).as("last written")
                .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    }

    @Test
    void items_that_wait_for_an_invoice_are_counted() {
        assertThat(rows().path("pendingItems").asInt()).isZero();
        client.postForm("/v1/invoiceitems", "customer=cus_acme&amount=100&currency=usd");
        assertThat(rows().path("pendingItems").asInt()).isEqualTo(1);
    }

    @Test
    void each_second_tells_its_requests_and_how_many_were_too_many() {
        stripe.faults().add(FaultRule.tooManyRequests(null, null).times(2));
        for (int i = 0; i < 5; i++) {
            client.get("/v1/customers/cus_acme");
        }
        JsonNode seconds = client.get("/_stand-in/traffic").body();
        int requests = 0;
        int refused = 0;
        for (JsonNode second : seconds) {
            requests += second.get(1).asInt();
            refused += second.get(2).asInt();
        }
        assertThat(requests).isEqualTo(5);
        assertThat(refused).isEqualTo(2);
    }
}
