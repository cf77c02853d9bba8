package dev.waybill.provider.stripe;

import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step.Parked;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns a bill into the invoice it should become: amounts in Stripe's smallest unit, texts, periods, and what speaks against it. */
final class StripeLines {

    // Stripe: an invoice takes 250 items
    static final int MOST_LINES = 250;
    static final String ROUNDING = "rounding";
    // more digits before the point than any setting allows: refused before it is added up
    private static final int MOST_DIGITS = 16;
    // Stripe: a metadata value holds 500 characters
    private static final int LONGEST_MARK = 500;

    private final Bill bill;
    private final String customer;
    private final StripeSettings settings;
    private final InvoiceHeader header;

    private StripeLines(Delivery delivery) {
        bill = delivery.bill();
        customer = delivery.customer();
        settings = StripeSettings.of(delivery.settings());
        header = InvoiceHeader.of(bill, settings);
    }

    static WantedInvoice of(Delivery delivery) {
        return new StripeLines(delivery).wanted();
    }

    /** A value that fits into Stripe's metadata and always names the same thing. */
    static String mark(String value) {
        if (value == null || value.isEmpty()) {
            return "-";   // Stripe: an empty value removes the key
        }
        return value.length() <= LONGEST_MARK ? value : ContentHash.full(value);
    }

    private WantedInvoice wanted() {
        if (bill.deleted()) {
            return nothing("the bill was deleted");
        }
        for (int i = 0; i < bill.lineItems().size(); i++) {
            BigDecimal amount = bill.lineItems().get(i).amount();
            if ((long) amount.precision() - amount.scale() > MOST_DIGITS) {
                return refused(tooLarge("Line " + (i + 1) + " of the bill has more than " + MOST_DIGITS + " digits before the point"));
            }
        }
        BigDecimal exact = bill.total();
        if (exact.signum() == 0 && !settings.sendZeroBills()) {
            return nothing(bill.lineItems().isEmpty() ? "the bill has no lines" : "the bill's total is zero");
        }
        if (customer == null || customer.isBlank()) {
            return refused(Parked.error("customer-missing", "Account " + bill.accountId() + " has no customer at Stripe.",
                    "Add an external mapping of the account to its Stripe customer (cus_...), and retry."));
        }
        Optional<StripeCurrency> currency = StripeCurrency.of(bill.currency().toUpperCase(Locale.ROOT));
        if (currency.isEmpty()) {
            return refused(Parked.error("currency-not-billable", "Stripe bills nobody in " + bill.currency() + ".",
                    "Bill the account in a currency Stripe takes, or send its bills elsewhere with another integration."));
        }
        return wanted(currency.get(), exact);
    }

    private WantedInvoice wanted(StripeCurrency currency, BigDecimal exact) {
        BigDecimal total = currency.minorUnits(exact);
        if (total.signum() == 0 && !settings.sendZeroBills()) {
            return nothing("the bill's total rounds to " + currency.words(0));
        }
        BigDecimal largest = BigDecimal.valueOf(settings.largestAmount());
        List<WantedLine> lines = new ArrayList<>(bill.lineItems().size() + 1);
        Set<String> keys = new HashSet<>();
        keys.add(ROUNDING);
        for (LineItem item : bill.lineItems()) {
            BigDecimal amount = currency.minorUnits(item.amount());
            if (amount.abs().compareTo(largest) > 0) {
                return refused(tooLarge("Line " + (lines.size() + 1) + " (" + item.type() + ") is " + item.amount().toPlainString()
                        + " " + currency.code()));
            }
            lines.add(line(item, amount.longValueExact(), currency, unique(mark(item.key()), keys)));
        }
        if (total.abs().compareTo(largest) > 0) {
            return refused(tooLarge("The bill's total is " + exact.toPlainString() + " " + currency.code()));
        }
        return wanted(currency, lines, total.longValueExact());
    }

    private WantedInvoice wanted(StripeCurrency currency, List<WantedLine> lines, long total) {
        List<String> remarks = new ArrayList<>();
        long sum = lines.stream().mapToLong(WantedLine::amount).sum();
        if (sum != total) {
            spread(currency, lines, total - sum, total, remarks);
        }
        if (lines.size() > MOST_LINES) {
            return refused(tooManyLines(lines.size() > bill.lineItems().size()));
        }
        if (settings.automaticTax() && lines.stream().anyMatch(line -> line.amount() < 0)) {
            return refused(Parked.error("negative-line-with-automatic-tax",
                    "The bill has a negative line, and Stripe refuses those on invoices with automatic tax.",
                    "Set taxBehavior to none on the integration, or exclude that line item type, and retry."));
        }
        long sent = lines.stream().mapToLong(WantedLine::amount).sum();
        if (sent < 0) {
            remarks.add("The total is negative: once the invoice is final, Stripe credits it to the customer's balance, where it"
                    + " lowers later invoices.");
        }
        String unknown = bill.lineItems().stream().map(LineItem::type).filter(type -> !type.isKnown()).map(Object::toString)
                .distinct().collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            remarks.add("Line item types this release does not know were passed on as they stand: " + unknown + ".");
        }
        String content = lines.stream().map(line -> line.key() + "=" + line.hash()).sorted().collect(Collectors.joining("\n"));
        return new WantedInvoice(currency, lines, sent, ContentHash.brief(currency.code() + "\n" + content), header, customer,
                null, null, remarks);
    }

    /** Brings the sum of the rounded lines to the rounded total, or says that it is off. */
    private void spread(StripeCurrency currency, List<WantedLine> lines, long difference, long total, List<String> remarks) {
        if (!settings.roundingLine()) {
            remarks.add("The rounded lines add up to " + currency.words(total - difference) + ", the bill to "
                    + currency.words(total) + "; roundingDifference is none, so the lines win.");
            return;
        }
        int largest = 0;
        for (int i = 1; i < lines.size(); i++) {
            largest = lines.get(i).amount() > lines.get(largest).amount() ? i : largest;
        }
        if (settings.automaticTax() && difference < 0 && lines.get(largest).amount() + difference >= 0) {
            // Stripe refuses negative lines beside automatic tax, so the largest line gives way
            lines.set(largest, lines.get(largest).plus(difference));
            remarks.add("Line " + (largest + 1) + " was lowered by " + currency.words(-difference)
                    + ", which rounding the lines had added.");
            return;
        }
        lines.add(WantedLine.of(ROUNDING, difference, "Rounding", null, null));
        remarks.add("A line Rounding over " + currency.words(difference) + " brings the rounded lines to the bill's total.");
    }

    private WantedLine line(LineItem item, long amount, StripeCurrency currency, String key) {
        Long start = null;
        Long end = null;
        if (item.from() != null && item.to() != null) {
            start = item.from().getEpochSecond();
            end = Math.max(start, item.to().getEpochSecond() - 1);   // Stripe's end is the last second, ours the one after it
        }
        return WantedLine.of(key, amount, LineText.of(item, currency.decimals()), start, end);
    }

    private static String unique(String key, Set<String> taken) {
        String name = key;
        for (int i = 2; !taken.add(name); i++) {
            name = mark(key + "#" + i);
        }
        return name;
    }

    private Parked tooLarge(String what) {
        return Parked.error("amount-too-large", what + ", beyond the limit of " + settings.largestAmount()
                + " of the currency's smallest units that largestAmount sets for this integration.",
                "Check the amount on the billing platform. If it is right, raise largestAmount and retry.");
    }

    private Parked tooManyLines(boolean rounding) {
        int count = bill.lineItems().size();
        return Parked.error("too-many-lines", "The bill has " + count + " lines" + (rounding ? " and needs one more for rounding" : "")
                + ", Stripe takes " + MOST_LINES + " on an invoice.",
                "Lower the number of lines on the billing platform, or exclude line item types on the integration; then retry.");
    }

    private WantedInvoice nothing(String why) {
        return new WantedInvoice(null, List.of(), 0, ContentHash.brief("nothing"), header, customer, why, null, List.of());
    }

    private WantedInvoice refused(Parked refusal) {
        return new WantedInvoice(null, List.of(), 0, ContentHash.brief("refused"), header, customer, null, refusal, List.of());
    }
}
