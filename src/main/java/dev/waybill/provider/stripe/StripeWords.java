package dev.waybill.provider.stripe;

import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step.Done;
import dev.waybill.delivery.Step.Later;
import dev.waybill.delivery.Step.Parked;
import dev.waybill.provider.Escaping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the run log says about an invoice, for a person who has not seen it. */
final class StripeWords {

    private static final String RETRY = " Then retry the delivery.";

    private final WantedInvoice wanted;
    private final StripeHolding held;
    private final boolean testMode;

    StripeWords(WantedInvoice wanted, StripeHolding held, boolean testMode) {
        this.wanted = wanted;
        this.held = held;
        this.testMode = testMode;
    }

    Done nothingToCollect() {
        return new Done(null, null, "Nothing to collect: " + wanted.nothing() + ".");
    }

    /** Nothing is wanted, but a person's lines stand on our draft. */
    Done othersRemain() {
        return done("Nothing to collect: " + wanted.nothing() + ". Draft " + id() + " stays, because it holds "
                + lines(held.content().foreignLines()) + " that Waybill did not put there; it now holds none of the bill's.");
    }

    Done voidAndNothing() {
        return done("Nothing to collect: " + wanted.nothing() + ", and invoice " + id() + " is void.");
    }

    Done delivered(boolean finalizeApproved) {
        List<String> sentences = new ArrayList<>();
        Long subtotal = held.content().subtotal();
        Long total = held.invoice().total();
        boolean taxed = total != null && subtotal != null && !total.equals(subtotal);
        String amount = money(subtotal == null ? wanted.total() + held.content().foreignAmount() : subtotal)
                + (taxed ? " (" + money(total) + " after tax and discounts)" : "");
        if (held.invoice().draft()) {
            sentences.add("Draft " + id() + " holds " + lines(wanted.lines().size()) + " of the bill, " + amount + " in all; "
                    + (finalizeApproved ? "it is finalized once the bill is approved." : "it is left for a person to finalize."));
        } else {
            sentences.add("Invoice " + id() + " is " + held.invoice().status() + ", " + amount + " in all.");
            if (held.lookUp().said() != null) {
                sentences.add(held.lookUp().said());
            }
        }
        sentences.addAll(wanted.remarks());
        differences(sentences);
        return done(String.join(" ", sentences));
    }

    /** Every invoice of a bill that was split is as wanted. */
    static Done delivered(List<WantedInvoice> wanted, List<StripeHolding> held, boolean testMode) {
        WantedInvoice first = wanted.get(0);
        int lines = wanted.stream().mapToInt(invoice -> invoice.lines().size()).sum();
        long total = wanted.stream().mapToLong(WantedInvoice::total).sum();
        List<String> sentences = new ArrayList<>();
        List<String> invoices = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            StripeWords words = new StripeWords(wanted.get(i), held.get(i), testMode);
            invoices.add(words.id() + " (" + held.get(i).invoice().status() + ")");
            List<String> differences = new ArrayList<>();
            words.differences(differences);
            differences.forEach(difference -> others.add("Of " + words.id() + ": " + difference));
        }
        sentences.add("The bill's " + lines + " lines are on " + wanted.size() + " invoices, " + first.currency().words(total)
                + " in all: " + String.join(", ", invoices) + ".");
        sentences.addAll(first.remarks());
        sentences.addAll(others);
        return new StripeWords(first, held.get(0), testMode).done(String.join(" ", sentences));
    }

    Parked othersOnDraft() {
        return Parked.error("foreign-lines", "The bill's customer or currency changed, so draft " + id()
                + " has to be replaced; but it holds " + lines(held.content().foreignLines())
                + " that Waybill did not put there, and deleting it would lose them.",
                "Take those lines off the draft in Stripe, or delete the draft there." + RETRY);
    }

    Parked tooManyWithOthers() {
        return Parked.error("too-many-lines", "The bill needs " + wanted.lines().size() + " lines and draft " + id()
                + " also holds " + lines(held.content().foreignLines()) + " of others; Stripe takes " + StripeLines.MOST_LINES
                + " on an invoice.",
                "Take the other lines off the draft in Stripe, or lower the number of the bill's lines." + RETRY);
    }

    Parked totalDiffers(long expected, long found) {
        return Parked.error("total-differs", "Draft " + id() + " adds up to " + money(found)
                + " at Stripe, but its lines should add up to " + money(expected) + ". It was not finalized.",
                "Compare the draft with the bill in Stripe and correct or delete the draft." + RETRY);
    }

    /** The bill changed after its invoice became final. */
    Parked alreadyFinal() {
        String status = held.invoice().status();
        String became = switch (status) {
            case "paid" -> "was paid";
            case "open" -> "was finalized; it is open";
            default -> "was marked " + status;
        };
        if (status.equals("void")) {
            return Parked.error("invoice-void", "Invoice " + id() + " was voided by hand, and the bill changed since. "
                    + difference(),
                    "If the bill is still to be collected, make an invoice for it in Stripe by hand; Waybill makes no second"
                            + " one.");
        }
        String what = wanted.nothing() == null ? "The bill changed"
                : "Nothing is to be collected any more (" + wanted.nothing() + ")";
        String reason = what + " after invoice " + id() + " " + became + ". " + difference() + " The invoice was left as it is.";
        return new Parked(RunStatus.INVOICE_ALREADY_PAID, "invoice-" + status, reason,
                "Settle the difference in Stripe: a credit note lowers the invoice, a further invoice or invoice item adds to it."
                        + " Waybill never changes a final invoice.");
    }

    Later unknownStatus() {
        return new Later(RunStatus.AWAITING_RETRY, "unknown-status", "Invoice " + id()
                + " has a status this release does not know: " + StripeLog.sayable(held.invoice().status()) + ".", null);
    }

    Parked refused(Parked refusal) {
        return held.invoice() == null ? refusal : new Parked(refusal.status(), refusal.code(),
                refusal.reason() + " Invoice " + id() + " at Stripe was left as it is, with an earlier version of the bill.",
                refusal.remedy());
    }

    /** How far the invoice has come, for a call that Stripe refused. */
    String progress() {
        if (held.invoice() == null) {
            return " No invoice was made.";
        }
        int ours = held.content().ownLines();
        return " Draft " + id() + " was not finalized" + (held.content().lines() == null ? "."
                : "; it holds " + (ours == 0 ? "none" : String.valueOf(ours)) + " of the bill's lines.");
    }

    private void differences(List<String> sentences) {
        HeldContent content = held.content();
        if (content.foreignLines() > 0) {
            sentences.add("It also holds " + lines(content.foreignLines()) + " that Waybill did not put there, "
                    + money(content.foreignAmount()) + " in all.");
        } else if (content.lines() == null && content.subtotal() != null && content.subtotal() != wanted.total()) {
            sentences.add("The bill's lines add up to " + money(wanted.total()) + ": lines were added or changed at Stripe.");
        }
    }

    private String difference() {
        Long theirs = held.content().subtotal();
        String currency = wanted.currency() == null ? null : wanted.currency().code().toLowerCase(Locale.ROOT);
        if (theirs == null) {
            return "Stripe did not tell what its lines add up to.";
        }
        if (currency != null && !currency.equals(held.invoice().currency())) {
            return "Its lines add up to " + money(theirs) + ", the bill is now over "
                    + wanted.currency().words(wanted.total()) + ".";
        }
        long difference = wanted.total() - theirs;
        return "Its lines add up to " + money(theirs) + ", the bill now to " + money(wanted.total()) + ", "
                + (difference == 0 ? "so only lines or texts differ."
                : "a difference of " + (difference > 0 ? "+" : "") + money(difference) + ".");
    }

    private Done done(String note) {
        String url = "https://dashboard.stripe.com/" + (testMode ? "test/" : "") + "invoices/" + Escaping.ADDRESS.escaped(id());
        return new Done(id(), url, note);
    }

    private String money(long minorUnits) {
        String code = String.valueOf(held.invoice().currency()).toUpperCase(Locale.ROOT);
        return StripeCurrency.of(code).map(currency -> currency.words(minorUnits))
                .orElse(minorUnits + " of the smallest unit of " + code);
    }

    private String id() {
        return held.invoice().id();
    }

    private static String lines(int count) {
        return count == 1 ? "1 line" : count + " lines";
    }
}
