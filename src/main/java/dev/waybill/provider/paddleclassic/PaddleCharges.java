package dev.waybill.provider.paddleclassic;

import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import dev.waybill.bill.LineItemType;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step.Parked;
import dev.waybill.provider.paddleclassic.PaddleSettings.ManyLines;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns a bill into what Paddle should charge for it: amounts in major units, texts; or a reason against. */
final class PaddleCharges {

    // more digits before the point than any setting allows: refused before it is added up
    private static final int MOST_DIGITS = 16;
    private static final int CENTS = 2;

    private final Bill bill;
    private final String customer;
    private final PaddleSettings settings;
    private final String code;

    private PaddleCharges(Delivery delivery) {
        bill = delivery.bill();
        customer = delivery.customer();
        settings = PaddleSettings.of(delivery.settings());
        code = bill.currency().toUpperCase(Locale.ROOT);
    }

    static WantedCharges of(Delivery delivery) {
        return new PaddleCharges(delivery).wanted();
    }

    /** Paddle: a subscription's id is a whole number; error 182 otherwise. */
    static boolean isSubscriptionId(String customer) {
        return customer != null && customer.matches("[1-9][0-9]{0,17}");
    }

    private WantedCharges wanted() {
        if (bill.deleted()) {
            return nothing("the bill was deleted");
        }
        for (int i = 0; i < bill.lineItems().size(); i++) {
            BigDecimal amount = bill.lineItems().get(i).amount();
            if ((long) amount.precision() - amount.scale() > MOST_DIGITS) {
                return refused(tooLarge("Line " + (i + 1) + " of the bill has more than " + MOST_DIGITS
                        + " digits before the point"));
            }
        }
        BigDecimal exact = bill.total();
        if (exact.signum() == 0) {
            return nothing(bill.lineItems().isEmpty() ? "the bill has no lines" : "the bill's total is zero");
        }
        Optional<PaddleCurrency> currency = PaddleCurrency.of(code, settings);
        if (currency.isEmpty()) {
            return refused(Parked.error("currency-not-known", "This release does not know how Paddle writes amounts in "
                    + bill.currency() + ".", "If Paddle bills in it without decimals, add it to wholeCurrencies of the"
                    + " integration and retry. Otherwise bill the account in another currency."));
        }
        if (!isSubscriptionId(customer)) {
            return refused(Parked.error("subscription-id-malformed", "Account " + bill.accountId() + " is mapped to \""
                    + PaddleLog.sayable(customer) + "\", which is no Paddle subscription id: those are whole numbers.",
                    "Correct the account's external mapping (externalSystem Paddle, externalTable Subscription), and retry."));
        }
        return wanted(currency.get(), exact);
    }

    private WantedCharges wanted(PaddleCurrency currency, BigDecimal exact) {
        BigDecimal total = currency.rounded(exact);
        if (total.signum() == 0) {
            return nothing("the bill's total rounds to " + total.toPlainString() + " " + code);
        }
        if (isTooLarge(currency, exact)) {
            return refused(tooLarge("The bill's total is " + exact.toPlainString() + " " + code));
        }
        for (int i = 0; i < bill.lineItems().size(); i++) {
            LineItem line = bill.lineItems().get(i);
            if (isTooLarge(currency, line.amount())) {
                return refused(tooLarge("Line " + (i + 1) + " (" + line.type() + ") is " + line.amount().toPlainString() + " "
                        + code));
            }
        }
        List<String> remarks = remarks(total);
        if (!settings.perLine()) {
            return wanted(currency, total, List.of(whole(total)), remarks);
        }
        ModifierLines lines = ModifierLines.each(bill, currency);
        int count = lines.modifiers().size();
        return count <= settings.mostLines() ? wanted(currency, total, lines, remarks) : manyLines(currency, total, count, remarks);
    }

    /** More lines than the integration wants as modifiers of their own: fewer modifiers over the same total, or none. */
    private WantedCharges manyLines(PaddleCurrency currency, BigDecimal total, int count, List<String> remarks) {
        String needs = "Line by line the bill needs " + count + " modifiers, and mostLines allows " + settings.mostLines();
        switch (settings.tooManyLines()) {
            case PARK:
                return refused(tooManyLines(needs + "."));
            case TO_TOTAL:
                remarks.add(needs + ", so it became one over its total.");
                return wanted(currency, total, List.of(whole(total)), remarks);
            default:
                String by = settings.tooManyLines() == ManyLines.BY_PRODUCT ? "product" : "type";
                ModifierLines rolled = ModifierLines.rolledUp(bill, currency, settings.tooManyLines());
                int left = rolled.modifiers().size();
                if (left > settings.mostLines()) {
                    return refused(tooManyLines(needs + "; rolled up by " + by + " it still needs " + left + "."));
                }
                remarks.add(needs + ", so its lines were rolled up by " + by + ".");
                return wanted(currency, total, rolled, remarks);
        }
    }

    private WantedCharges wanted(PaddleCurrency currency, BigDecimal total, ModifierLines lines, List<String> remarks) {
        if (lines.rounding().signum() != 0) {
            remarks.add("A modifier Rounding over " + lines.rounding().toPlainString() + " " + code
                    + " brings the rounded amounts to the bill's total.");
        }
        return wanted(currency, total, lines.modifiers(), remarks);
    }

    private WantedCharges wanted(PaddleCurrency currency, BigDecimal total, List<WantedModifier> modifiers, List<String> remarks) {
        return new WantedCharges(code, currency.digits(), total, modifiers, ChargeText.of(bill), null, null, remarks);
    }

    private WantedModifier whole(BigDecimal total) {
        return new WantedModifier(BillTag.WHOLE_BILL, total, ChargeText.of(bill));
    }

    private List<String> remarks(BigDecimal total) {
        List<String> remarks = new ArrayList<>();
        if (total.signum() < 0) {
            remarks.add("The total is negative: it lowers the next payment, and what is left goes to the subscription's"
                    + " balance.");
        }
        String unknown = bill.lineItems().stream().map(LineItem::type).filter(type -> !type.isKnown()).map(LineItemType::toString)
                .distinct().collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            remarks.add("Line item types this release does not know were passed on as they stand: " + unknown + ".");
        }
        return remarks;
    }

    private boolean isTooLarge(PaddleCurrency currency, BigDecimal amount) {
        return currency.minorUnits(amount).abs().compareTo(BigDecimal.valueOf(settings.largestAmount())) > 0;
    }

    private Parked tooLarge(String what) {
        return Parked.error("amount-too-large", what + ", beyond the limit of " + settings.largestAmount()
                + " of the currency's smallest units that largestAmount sets for this integration.",
                "Check the amount on the billing platform. If it is right, raise largestAmount and retry.");
    }

    private Parked tooManyLines(String why) {
        return Parked.error("too-many-lines", why, "Raise mostLines, let tooManyLines roll the lines up (rollUpToTotal always fits),"
                + " or set modifiers to bill on the integration; then retry the delivery.");
    }

    private WantedCharges nothing(String why) {
        int digits = PaddleCurrency.of(code, settings).map(PaddleCurrency::digits).orElse(CENTS);
        return new WantedCharges(code, digits, BigDecimal.ZERO.setScale(digits), List.of(), ChargeText.of(bill), why, null,
                List.of());
    }

    private WantedCharges refused(Parked refusal) {
        return new WantedCharges(code, CENTS, BigDecimal.ZERO, List.of(), ChargeText.of(bill), null, refusal, List.of());
    }
}
