package dev.waybill.standin.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Json;
import dev.waybill.standin.server.Reply;

/** An error answer of Stripe's, on its way out. */
final class Refusal extends RuntimeException {

    private final int status;
    private final String type;
    private final String code;
    private final String param;

    Refusal(int status, String type, String code, String param, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type == null ? typeFor(status) : type;
        this.code = code;
        this.param = param;
    }

    /** A 400 without a code, as Stripe answers most refusals that are about values or states. */
    static Refusal invalid(String param, String message) {
        return new Refusal(400, null, null, param, message);
    }

    static Refusal coded(String code, String param, String message) {
        return new Refusal(400, null, code, param, message);
    }

    static Refusal unknownParameter(String param) {
        return coded("parameter_unknown", param, "Received unknown parameter: " + param);
    }

    static Refusal missingParameter(String param) {
        return coded("parameter_missing", param, "Missing required param: " + param + ".");
    }

    static Refusal exclusive(String param, String other) {
        return coded("parameters_exclusive", param, "You may only specify one of these parameters: " + param + ", " + other + ".");
    }

    /** Stripe: an unknown id inside the path is a 404. */
    static Refusal unknownInPath(String param, String what, String id) {
        return new Refusal(404, null, "resource_missing", param, "No such " + what + ": '" + id + "'");
    }

    /** Stripe: an unknown or deleted id among the parameters is a 400. */
    static Refusal unknownInParameters(String param, String what, String id) {
        return coded("resource_missing", param, "No such " + what + ": '" + id + "'");
    }

    /** Stripe: the line endpoints refuse whatever is not a draft with this code. */
    static Refusal notEditable(String invoiceId) {
        return coded("invoice_not_editable", null, "Invoice " + invoiceId + " is no longer editable: it is not a draft.");
    }

    Reply reply() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ObjectNode error = body.putObject("error");
        if (code != null) {
            error.put("code", code);
            error.put("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'));
        }
        error.put("message", getMessage());
        if (param != null) {
            error.put("param", param);
        }
        error.put("type", type);
        return Reply.json(status, body);
    }

    /** Stripe: four types exist on the wire. */
    private static String typeFor(int status) {
        return status >= 500 ? "api_error" : status == 402 ? "card_error" : "invalid_request_error";
    }
}
