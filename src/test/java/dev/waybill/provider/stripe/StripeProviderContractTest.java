package dev.waybill.provider.stripe;

import dev.waybill.provider.ProviderContract;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.HttpStandIn;
import java.util.List;

class StripeProviderContractTest extends ProviderContract {

    private static final String CREATE = "/v1/invoices";
    private static final String ADD_LINES = "/v1/invoices/[^/]+/add_lines";

    @Override
    protected HttpStandIn standIn(Rehearsal rehearsal) {
        return rehearsal.stripe();
    }

    @Override
    protected String setup() {
        return Rehearsal.setup("        settings: { finalize: approved }");
    }

    @Override
    protected List<Place> course() {
        return List.of(new Place("create", "POST", CREATE, 0), new Place("lines 1 to 50", "POST", ADD_LINES, 0),
                new Place("lines 51 to 100", "POST", ADD_LINES, 1), new Place("lines 101 to 120", "POST", ADD_LINES, 2),
                new Place("finalize", "POST", "/v1/invoices/[^/]+/finalize", 0));
    }

    @Override
    protected List<Held> held(Rehearsal rehearsal, String billId) {
        return rehearsal.stripe().invoicesOf(billId).stream()
                .map(invoice -> new Held(invoice.id(), invoice.total(), invoice.status().equals("open"))).toList();
    }

    @Override
    protected FaultRule refusal() {
        return FaultRule.status(402, "card_declined").on("POST", CREATE);
    }
}
