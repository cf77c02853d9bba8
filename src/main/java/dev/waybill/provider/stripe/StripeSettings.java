package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.provider.Setting;
import dev.waybill.provider.TooManyLines;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What an integration says about its Stripe invoices. A value that is missing or makes no sense counts as the default: the API
 * refuses nonsense before it is stored, and a bill must not fail over a setting nobody can see at night.
 *
 * @param sendInvoice      true: the customer is sent an invoice to pay within {@code daysUntilDue}; false: Stripe charges
 * @param finalizeApproved true: an invoice is finalized once its bill is approved; false: it stays a draft
 * @param autoAdvance      true: Stripe mails or charges by itself once Waybill has finalized the invoice
 * @param automaticTax     true: Stripe Tax computes the tax of the invoice
 * @param sendZeroBills    true: a bill of zero becomes an invoice too
 * @param roundingLine     true: what rounding the lines adds or loses becomes a line of its own
 * @param largestAmount    in Stripe's smallest unit; a line or a total beyond it is not sent
 * @param tooManyLines     what becomes of a bill of more lines than Stripe takes on an invoice
 * @param subscription     true: the lines wait as pending items for the customer's next subscription invoice
 */
record StripeSettings(boolean sendInvoice, int daysUntilDue, boolean finalizeApproved, boolean autoAdvance,
                      boolean automaticTax, boolean sendZeroBills, boolean roundingLine, long largestAmount,
                      TooManyLines tooManyLines, boolean subscription) {

    private static final int DAYS = 30;
    private static final long EIGHT_DIGITS = 99_999_999L;
    private static final long TWELVE_DIGITS = 999_999_999_999L;

    private static final String MODE = "mode";
    private static final String SUBSCRIPTION = "subscription";

    static final List<Setting> ALL = List.of(
            Setting.choice(MODE, List.of("invoice", SUBSCRIPTION), "invoice", "How bills arrive at Stripe: as an invoice of their own,"
                    + " or as pending items that the next invoice of the customer's subscription takes up."),
            Setting.choice("collectionMethod", List.of("send_invoice", "charge_automatically"), "send_invoice",
                    "Whether the customer is sent an invoice to pay, or Stripe charges the stored payment method."),
            Setting.number("daysUntilDue", 0, 365, String.valueOf(DAYS),
                    "Days the customer has to pay; counts with collectionMethod send_invoice only."),
            Setting.choice("finalize", List.of("draft", "approved"), "draft",
                    "draft: invoices stay drafts for a person to finalize; approved: finalized once the bill is approved."),
            Setting.onOff("autoAdvance", false,
                    "Whether Stripe mails or charges by itself once Waybill has finalized the invoice."),
            Setting.choice("taxBehavior", List.of("none", "automatic"), "none",
                    "automatic: Stripe Tax computes the tax, inclusive or exclusive as Stripe's own tax settings say."),
            Setting.choice("zeroBills", List.of("skip", "send"), "skip",
                    "What happens to a bill whose total is zero: nothing, or an invoice of zero."),
            Setting.choice("roundingDifference", List.of("line", "none"), "line",
                    "Where the cents go that rounding each line adds or loses: into a line named Rounding, or nowhere."),
            Setting.number("largestAmount", 1, TWELVE_DIGITS, String.valueOf(EIGHT_DIGITS),
                    "Largest line or total that is sent, in the currency's smallest unit (cents); larger bills are parked."),
            TooManyLines.setting(List.of(TooManyLines.values()), "What becomes of a bill of more lines than Stripe takes (250 on an"
                    + " invoice): it is parked, its lines are merged by product or by type as far as it takes, or it becomes several"
                    + " invoices. Mode subscription cannot split."));

    static StripeSettings of(ObjectNode settings) {
        JsonNode given = settings == null ? MissingNode.getInstance() : settings;
        return new StripeSettings(
                !says(given, "collectionMethod", "charge_automatically"),
                (int) number(given, "daysUntilDue", 0, 365, DAYS),
                says(given, "finalize", "approved"),
                given.path("autoAdvance").asBoolean(false),
                says(given, "taxBehavior", "automatic"),
                says(given, "zeroBills", "send"),
                !says(given, "roundingDifference", "none"),
                number(given, "largestAmount", 1, TWELVE_DIGITS, EIGHT_DIGITS),
                TooManyLines.of(settings),
                says(given, MODE, SUBSCRIPTION));
    }

    /** What two settings say that cannot both hold, and what to write instead; empty when all go together. */
    static Optional<String> contradiction(ObjectNode settings) {
        StripeSettings given = of(settings);
        return given.subscription() && given.tooManyLines() == TooManyLines.SPLIT
                ? Optional.of("`tooManyLines: split` makes several invoices, and with `mode: subscription` Waybill makes none: the"
                        + " subscription's next invoice takes up every line. Write rollUpByProduct, rollUpByType or park")
                : Optional.empty();
    }

    private static boolean says(JsonNode given, String key, String word) {
        return given.path(key).asText("").trim().equalsIgnoreCase(word);
    }

    private static long number(JsonNode given, String key, long least, long most, long initial) {
        JsonNode value = given.path(key);
        if (!value.isNumber() && !value.isTextual()) {
            return initial;
        }
        try {
            BigDecimal number = new BigDecimal(value.asText().trim());
            boolean inRange = number.compareTo(BigDecimal.valueOf(least)) >= 0
                    && number.compareTo(BigDecimal.valueOf(most)) <= 0;
            return inRange && number.stripTrailingZeros().scale() <= 0 ? number.longValueExact() : initial;
        } catch (NumberFormatException notANumber) {
            return initial;
        }
    }
}
