package dev.waybill.provider.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import dev.waybill.bill.LineItemType;
import dev.waybill.bill.RollUp;
import dev.waybill.bill.RolledUp;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step.Parked;
import dev.waybill.provider.TooManyLines;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Turns a bill into the invoice it should become: amounts in Stripe's smallest unit, texts, periods; or a reason against. */
final class StripeLines {

    // Stripe: an invoice takes 250 items
    static final int MOST_LINES = 250;
    /**
     * Stripe: a subscription has up to twenty items, each of which puts a line of its own on every invoice of the subscription;
     * what does not fit on one invoice moves on to the next.
     */
    static final int MOST_PENDING = MOST_LINES - 20;
    /** More invoices than anybody wants to pay for one bill. */
    private static final int MOST_PARTS = 100;
    static final String ROUNDING = "rounding";
    // more digits before the point than any setting allows: refused before it is added up
    private static final int MOST_DIGITS = 16;
    // Stripe: a metadata value holds 500 characters
    private static final int LONGEST_MARK = 500;

    /** What this thread made last: each step of a delivery asks for the same invoices several times. */
    private static final ThreadLocal<WeakReference<Made>> LAST = new ThreadLocal<>();

    private record Made(Bill bill, String customer, ObjectNode settings, List<WantedInvoice> invoices) {

        boolean isOf(Delivery delivery) {
            return bill == delivery.bill() && settings == delivery.settings() && Objects.equals(customer, delivery.customer());
        }
    }

    private final Bill bill;
    private final String customer;
    private final StripeSettings settings;
    private final InvoiceHeader header;
    private final boolean pending;
    private final int most;

    private StripeLines(Delivery delivery, boolean pending) {
        this.pending = pending;
        most = pending ? MOST_PENDING : MOST_LINES;
        bill = delivery.bill();
        customer = delivery.customer();
        settings = StripeSettings.of(delivery.settings());
        header = InvoiceHeader.of(bill, settings);
    }

    /** The invoice, or the first of several. */
    static WantedInvoice of(Delivery delivery) {
        return parts(delivery).get(0);
    }

    /** The invoices that the bill should become: one, or several where it has too many lines and they are to be split. */
    static List<WantedInvoice> parts(Delivery delivery) {
        WeakReference<Made> last = LAST.get();
        Made made = last == null ? null : last.get();
        if (made == null || !made.isOf(delivery)) {
            made = new Made(delivery.bill(), delivery.customer(), delivery.settings(),
                    List.copyOf(new StripeLines(delivery, false).wanted()));
            LAST.set(new WeakReference<>(made));
        }
        return made.invoices;
    }

    /** The lines that should wait for the next invoice of a subscription, as if they were an invoice. */
    static WantedInvoice pending(Delivery delivery) {
        return new StripeLines(delivery, true).wanted().get(0);
    }

    /** A value that fits into Stripe's metadata and always names the same thing. */
    static String mark(String value) {
        if (value == null || value.isEmpty()) {
            return "-";   // Stripe: an empty value removes the key
        }
        return value.length() <= LONGEST_MARK ? value : ContentHash.full(value);
    }

    private List<WantedInvoice> wanted() {
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
        BigDecimal total = currency.get().minorUnits(exact);
        if (total.signum() == 0 && !settings.sendZeroBills()) {
            return nothing("the bill's total rounds to " + currency.get().words(0));
        }
        return fitted(currency.get(), exact, total);
    }

    /** As the bill has them; where those are too many, as the integration wants it. */
    private List<WantedInvoice> fitted(StripeCurrency currency, BigDecimal exact, BigDecimal total) {
        Rows rows = rows(currency, bill.lineItems(), exact, total);
        Optional<RollUp> rollUp = settings.tooManyLines().rollUp();
        if (rows.refusal == null && rows.lines.size() > most && rollUp.isPresent()) {
            RolledUp rolledUp = rollUp.get().merge(bill.lineItems(), most, LineText.LONGEST);
            rows = rows(currency, rolledUp.lines(), exact, total);
            if (rows.lines.size() > most) {
                rolledUp = rollUp.get().merge(bill.lineItems(), most - 1, LineText.LONGEST);   // room for the rounding line
                rows = rows(currency, rolledUp.lines(), exact, total);
            }
            if (rows.refusal == null && rows.lines.size() > most) {
                return refused(stillTooManyLines(rows.lines.size()));
            }
            rows.remarks.add(rolledUp.merged() + " of the bill's " + bill.lineItems().size() + " lines were rolled up into "
                    + rolledUp.into() + " (" + settings.tooManyLines().word() + "), because there is room for " + most + ".");
        }
        if (rows.refusal != null) {
            return refused(rows.refusal);
        }
        boolean split = settings.tooManyLines() == TooManyLines.SPLIT && !pending;
        if (rows.lines.size() <= most) {
            return invoices(currency, List.of(rows), rows.remarks);
        }
        if (!split || bill.lineItems().size() > most * MOST_PARTS) {
            return refused(tooManyLines(rows.lines.size()));
        }
        List<Rows> parts = splitUp(currency);
        if (parts.size() > MOST_PARTS) {
            return refused(tooManyLines(rows.lines.size()));
        }
        return invoices(currency, parts, settings.roundingLine() ? roundedParts(parts) : rows.remarks);
    }

    /**
     * The lines of each invoice. Each carries the rounding of its own lines, reckoned from the bill's running total: together
     * they come to the bill's total, and one whose lines are charges cannot fall below zero by the rounding of others.
     */
    private List<Rows> splitUp(StripeCurrency currency) {
        Set<String> keys = new HashSet<>();
        List<Rows> parts = new ArrayList<>();
        BigDecimal before = BigDecimal.ZERO;
        int from = 0;
        while (from < bill.lineItems().size()) {
            int room = Math.min(most, bill.lineItems().size() - from);
            Rows rows = part(currency, bill.lineItems().subList(from, from + room), before, new HashSet<>(keys), parts.size() + 1);
            if (rows.lines.size() > most) {
                room--;
                rows = part(currency, bill.lineItems().subList(from, from + room), before, new HashSet<>(keys), parts.size() + 1);
            }
            rows.lines.forEach(line -> keys.add(line.key()));
            parts.add(rows);
            before = before.add(exact(bill.lineItems().subList(from, from + room)));
            from += room;
        }
        return parts;
    }

    private static List<String> roundedParts(List<Rows> parts) {
        long rounded = parts.stream().filter(part -> !part.remarks.isEmpty()).count();
        return rounded == 0 ? new ArrayList<>() : new ArrayList<>(List.of("On " + rounded + " of " + parts.size()
                + " invoices the rounded lines were brought to the bill's total, each by its own share of the difference."));
    }

    private Rows part(StripeCurrency currency, List<LineItem> items, BigDecimal before, Set<String> keys, int part) {
        BigDecimal exact = exact(items);
        BigDecimal total = currency.minorUnits(before.add(exact)).subtract(currency.minorUnits(before));
        return rows(currency, items, exact, total, keys, part == 1 ? ROUNDING : ROUNDING + "/" + part);
    }

    private static BigDecimal exact(List<LineItem> items) {
        return items.stream().map(LineItem::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Rows that add up, or a refusal. */
    private static final class Rows {
        private final List<WantedLine> lines = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();
        private Parked refusal;
    }

    private Rows rows(StripeCurrency currency, List<LineItem> items, BigDecimal exact, BigDecimal total) {
        return rows(currency, items, exact, total, new HashSet<>(), ROUNDING);
    }

    private Rows rows(StripeCurrency currency, List<LineItem> items, BigDecimal exact, BigDecimal total, Set<String> keys,
                      String rounding) {
        BigDecimal largest = BigDecimal.valueOf(settings.largestAmount());
        Rows rows = new Rows();
        keys.add(rounding);
        for (LineItem item : items) {
            BigDecimal amount = currency.minorUnits(item.amount());
            if (amount.abs().compareTo(largest) > 0) {
                rows.refusal = tooLarge("Line " + (rows.lines.size() + 1) + " (" + item.type() + ") is "
                        + item.amount().toPlainString() + " " + currency.code());
                return rows;
            }
            rows.lines.add(line(item, amount.longValueExact(), currency, unique(mark(item.key()), keys)));
        }
        if (total.abs().compareTo(largest) > 0) {
            rows.refusal = tooLarge("The bill's total is " + exact.toPlainString() + " " + currency.code());
            return rows;
        }
        long sum = rows.lines.stream().mapToLong(WantedLine::amount).sum();
        if (sum != total.longValueExact()) {
            spread(currency, rows, rounding, total.longValueExact() - sum, total.longValueExact());
        }
        if (taxed() && rows.lines.stream().anyMatch(line -> line.amount() < 0)) {
            rows.refusal = Parked.error("negative-line-with-automatic-tax",
                    "The bill has a negative line, and Stripe refuses those on invoices with automatic tax.",
                    "Set taxBehavior to none on the integration, or exclude that line item type, and retry.");
        }
        return rows;
    }

    private List<WantedInvoice> invoices(StripeCurrency currency, List<Rows> parts, List<String> remarks) {
        long sent = parts.stream().flatMap(part -> part.lines.stream()).mapToLong(WantedLine::amount).sum();
        if (sent < 0) {
            remarks.add(pending
                    ? "The total is negative: it lowers the subscription's next invoice."
                    : "The total is negative: once the invoice is final, Stripe credits it to the customer's balance,"
                            + " where it lowers later invoices.");
        }
        String unknown = bill.lineItems().stream().map(LineItem::type).filter(type -> !type.isKnown()).map(Object::toString)
                .distinct().collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            remarks.add("Line item types this release does not know were passed on as they stand: " + unknown + ".");
        }
        List<WantedInvoice> invoices = new ArrayList<>(parts.size());
        for (int part = 1; part <= parts.size(); part++) {
            List<WantedLine> lines = parts.get(part - 1).lines;
            long total = lines.stream().mapToLong(WantedLine::amount).sum();
            if (parts.size() > 1 && total < 0) {
                return refused(negativePart(currency, part, parts.size(), total));
            }
            String content = lines.stream().map(line -> line.key() + "=" + line.hash()).sorted().collect(Collectors.joining("\n"));
            invoices.add(new WantedInvoice(currency, lines, total, ContentHash.brief(currency.code() + "\n" + content),
                    header.of(part, parts.size()), customer, null, null,
                    part == 1 ? remarks : List.of(), part));
        }
        return invoices;
    }

    /** Brings the sum of the rounded lines to the rounded total, or says that it is off. */
    private void spread(StripeCurrency currency, Rows rows, String rounding, long difference, long total) {
        if (!settings.roundingLine()) {
            rows.remarks.add("The rounded lines add up to " + currency.words(total - difference) + ", the bill to "
                    + currency.words(total) + "; roundingDifference is none, so the lines win.");
            return;
        }
        if (taxed() && difference < 0) {
            lower(rows.lines, currency.step(), -difference / currency.step());
            rows.remarks.add("The largest lines were lowered by " + currency.words(-difference)
                    + " in all, which rounding the lines had added.");
            return;
        }
        rows.lines.add(WantedLine.of(rounding, difference, "Rounding", null, null));
        rows.remarks.add("A line Rounding over " + currency.words(difference) + " brings the rounded lines to the bill's total.");
    }

    /**
     * Takes one step off each of so many lines, the largest first. Stripe refuses negative lines beside automatic tax, so a
     * rounding line cannot do it. There are enough lines: each one that was rounded up gained half a step at most.
     */
    private static void lower(List<WantedLine> lines, long step, long count) {
        IntStream.range(0, lines.size()).boxed()
                .sorted(Comparator.comparingLong((Integer i) -> lines.get(i).amount()).reversed())
                .limit(count).toList()
                .forEach(i -> lines.set(i, lines.get(i).plus(-step)));
    }

    /** The tax of a subscription's invoice is the subscription's own matter. */
    private boolean taxed() {
        return settings.automaticTax() && !pending;
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

    private Parked tooManyLines(int needed) {
        int count = bill.lineItems().size();
        return Parked.error("too-many-lines", "The bill has " + count + " lines"
                + (needed > count ? " and needs one more for rounding" : "") + ", " + room() + ".",
                "Set tooManyLines on the integration to rollUpByProduct" + (pending ? " or rollUpByType"
                        : ", rollUpByType or split") + ", lower the number of lines on the billing platform, or exclude line item types"
                        + " on the integration; then retry the delivery.");
    }

    private Parked stillTooManyLines(int needed) {
        return Parked.error("too-many-lines", "The bill has " + bill.lineItems().size() + " lines, and rolled up as tooManyLines says ("
                + settings.tooManyLines().word() + ") it still needs " + needed + ", " + room() + ".",
                "Set tooManyLines on the integration to another way" + (settings.tooManyLines() == TooManyLines.ROLL_UP_BY_PRODUCT
                        ? " (rollUpByType makes fewer lines)" : "") + ", lower the number of lines on the billing platform, or exclude"
                        + " line item types on the integration; then retry the delivery.");
    }

    private String room() {
        return pending
                ? "and " + most + " may wait for a subscription: Stripe takes " + MOST_LINES + " on an invoice, some of them its own"
                : "Stripe takes " + MOST_LINES + " on an invoice";
    }

    // Stripe: a negative total is paid at once and becomes credit of the customer, which lowers whichever invoice comes next
    private static Parked negativePart(StripeCurrency currency, int part, int parts, long total) {
        return Parked.error("split-part-negative", "The bill would be split over " + parts + " invoices, and part " + part
                + " alone would be over " + currency.words(total) + ": Stripe would turn it into credit of the customer, and the other"
                + " parts would be collected as if it did not exist.",
                "Set tooManyLines on the integration to rollUpByProduct or rollUpByType, which set credits off against charges on one"
                        + " invoice; then retry the delivery.");
    }

    private List<WantedInvoice> nothing(String why) {
        return List.of(new WantedInvoice(null, List.of(), 0, ContentHash.brief("nothing"), header, customer, why, null, List.of(), 1));
    }

    private List<WantedInvoice> refused(Parked refusal) {
        return List.of(new WantedInvoice(null, List.of(), 0, ContentHash.brief("refused"), header, customer, null, refusal, List.of(),
                1));
    }
}
