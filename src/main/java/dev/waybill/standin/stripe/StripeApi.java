package dev.waybill.standin.stripe;

import dev.waybill.standin.server.Reply;
import dev.waybill.standin.stripe.Endpoint.Question;
import java.util.ArrayList;
import java.util.List;

/** All endpoints over one account. A request is first checked, which touches nothing, and then executed alone. */
final class StripeApi {

    private final Account account;
    private final List<Endpoint> endpoints = new ArrayList<>();

    StripeApi(Account account) {
        this.account = account;
        endpoints.addAll(new LineCalls(account).endpoints());
        endpoints.addAll(new InvoiceCalls(account).endpoints());
        endpoints.addAll(new InvoiceTransitions(account).endpoints());
        endpoints.addAll(new ItemCalls(account).endpoints());
        endpoints.addAll(new CustomerCalls(account).endpoints());
    }

    /** A request that fits its endpoint. */
    record Checked(Endpoint endpoint, Question question) {
    }

    /**
     * The endpoint and the checked parameters.
     *
     * @param form the body of a POST, else the query
     * @throws Refusal when there is no such endpoint, or the parameters do not fit
     */
    Checked check(String method, List<String> segments, String form, boolean live) {
        Endpoint endpoint = endpoints.stream().filter(known -> known.answers(method, segments)).findFirst()
                .orElseThrow(() -> new Refusal(404, null, null, null, "Unrecognized request URL (" + method + ": /"
                        + String.join("/", segments) + "). This stand-in plays customers, invoices, their lines, invoice items,"
                        + " and reading subscriptions."));
        Parameters given = Form.read(form);
        endpoint.shape().check(given);
        return new Checked(endpoint, new Question(endpoint.ids(segments), given, live));
    }

    /** Does it. A refusal from here on is the result of the execution. */
    Reply execute(Checked checked) {
        synchronized (account) {
            Invoice written = checked.endpoint().method().equals("GET") || checked.question().ids().isEmpty() ? null
                    : account.invoices.get(checked.question().id());
            try {
                return Reply.json(200, checked.endpoint().action().run(checked.question()).bytes());
            } catch (Refusal refusal) {
                return refusal.reply();
            } finally {
                if (written != null) {
                    account.written(written);
                }
            }
        }
    }
}
