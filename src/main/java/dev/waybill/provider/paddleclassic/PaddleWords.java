package dev.waybill.provider.paddleclassic;

import dev.waybill.bill.Bill;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Step.Done;
import dev.waybill.delivery.Step.Later;
import dev.waybill.delivery.Step.Parked;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the run log says about a bill's modifiers, for a person who has not seen them; and when a person is needed. */
final class PaddleWords {

    /** A subscription that is paused or past due is looked at again so often. */
    static final Duration HOLD = Duration.ofDays(1);

    private static final String RETRY = " Then retry the delivery.";

    private final Bill bill;
    private final String customer;
    private final BillTag tag;
    private final PaddleSettings settings;
    private final WantedCharges wanted;
    private final PaddleHolding held;

    PaddleWords(Delivery delivery, WantedCharges wanted, PaddleHolding held) {
        bill = delivery.bill();
        customer = delivery.customer();
        tag = BillTag.of(delivery);
        settings = PaddleSettings.of(delivery.settings());
        this.wanted = wanted;
        this.held = held;
    }

    Done nothingToCollect() {
        return new Done(null, null, "Nothing to collect: " + wanted.nothing() + ".");
    }

    Done delivered(ChargePlan plan) {
        List<String> sentences = new ArrayList<>();
        if (wanted.nothing() != null) {
            sentences.add("Nothing to collect: " + wanted.nothing() + ".");
        }
        if (!plan.charged().isEmpty()) {
            boolean byWord = plan.charged().stream().allMatch(one -> one.id() == null);
            sentences.add(wanted.words(plan.chargedSum()) + " of the bill "
                    + (byWord ? "count as charged, by the word of an operator." : "were charged with earlier payments."));
        }
        if (!plan.keep().isEmpty()) {
            sentences.add(standing(plan));
        }
        sentences.addAll(wanted.remarks());
        String id = plan.keep().stream().map(HeldModifier::id).findFirst().or(() -> plan.charged().stream().map(HeldModifier::id)
                .filter(one -> one != null).findFirst()).map(String::valueOf).orElse(null);
        return new Done(id, null, String.join(" ", sentences));
    }

    Parked refused(Parked refusal) {
        String open = open();
        return open.isEmpty() ? refusal : new Parked(refusal.status(), refusal.code(), refusal.reason() + open, refusal.remedy());
    }

    /** Why modifiers must not be made now, if so. Asked before anything is deleted for them. */
    Optional<Step> obstacle(ChargePlan plan) {
        SeenSubscription seen = held.subscription();
        String name = "Subscription " + customer;
        return switch (seen.state()) {
            case SeenSubscription.UNKNOWN -> Optional.of(PaddleRefusals.noSubscription(name + " does not exist at Paddle."
                    + open()));
            case "deleted" -> Optional.of(PaddleRefusals.ended(name + " was cancelled, so no payment follows that could take in "
                    + amounts(plan) + "." + open()));
            case "paused" -> Optional.of(new Later(RunStatus.AWAITING_RETRY, "subscription-paused", name + " is paused. The bill"
                    + " is sent once it is active again; it is looked at every day." + open(), HOLD));
            case "active", "trialing", "past_due" -> money(plan, seen, name);
            default -> Optional.of(new Later(RunStatus.AWAITING_RETRY, "unknown-status", name
                    + " has a state this release does not know: " + PaddleLog.sayable(seen.state()) + ".", null));
        };
    }

    /** What was charged in another currency cannot be set off against what the bill comes to now. */
    Optional<Step> currencyChanged(ChargePlan plan) {
        return plan.charged().stream()
                .filter(one -> one.currency() != null && !one.currency().equals(wanted.currency())).findFirst()
                .map(one -> Parked.error("currency-changed", "Paddle has charged " + one.amount().toPlainString() + " "
                        + one.currency() + " for the bill, which is now in " + wanted.currency() + "." + open(),
                        "Settle it in Paddle: refund the earlier charge and charge the new amount by hand."));
    }

    /** A modifier that was just made reads otherwise in Paddle's list; it was deleted again. */
    Parked notAsSent() {
        return Parked.error("modifier-differs", held.lookUp().said() + " It was deleted again, and the bill is not charged.",
                "Report it with the calls of this run: Paddle does not keep modifiers as Waybill sends them.");
    }

    /** One of the bill's modifiers was refused; the others were deleted. */
    Parked takenBack(Parked refusal) {
        return new Parked(refusal.status(), refusal.code(), refusal.reason() + " The bill's other modifiers were deleted again: it is"
                + " charged whole or not at all.", refusal.remedy());
    }

    /** Nobody can tell whether a modifier was made before the subscription was paid. */
    Parked ambiguous(BigDecimal amount, SeenSubscription before, SeenSubscription now) {
        String was = before == null ? "not known any more" : paid(before);
        return unsure("ambiguous-after-renewal", "No answer came to the creation of a modifier over " + wanted.words(amount)
                + ". It is not in Paddle's list, and the subscription's payments moved since: " + was + " before, " + paid(now)
                + " now. The bill's total is " + wanted.words(wanted.total())
                + ". If the payment holds the amount, the bill is charged; else the modifier was never made.");
    }

    /** The bill is older than the last payment, and we have no record of it. */
    Parked olderThanPayment(SeenSubscription seen) {
        return unsure("older-than-last-payment", "The bill was last changed on " + bill.changedAt().toString().substring(0, 10)
                + ", and subscription " + customer + " was paid since (" + paid(seen) + "). Waybill has no record of having sent"
                + " the bill, but if its database was restored from an older copy, that payment may hold the bill's "
                + wanted.words(wanted.total()) + ".");
    }

    /** A correction stands, and what it corrects is not known. */
    Parked correctionOfUnknown(List<HeldModifier> found) {
        return Parked.error("earlier-charge-unknown", "Paddle holds " + ids(found) + ", which corrects an earlier charge of this"
                + " bill, and Waybill has no record of that charge: its database was probably restored from an older copy."
                + " The bill's total is " + wanted.words(wanted.total()) + ".",
                "Look in Paddle at what was charged for the bill. If charges and modifier together are right, nothing is left to"
                        + " be done. If not, correct the modifier by hand.");
    }

    /** A modifier is gone, and no payment came that could have taken it in. */
    Parked vanished(HeldModifier modifier) {
        return unsure("modifier-vanished", "Modifier " + modifier.id() + " over " + wanted.words(modifier.amount())
                + " is gone from subscription " + modifier.subscription() + ", and no payment came since that could have charged"
                + " it. Somebody deleted it, or a change of plan did.");
    }

    /** What stands at Paddle of the bill, for a call that Paddle refused. */
    String open() {
        List<HeldModifier> open = held.modifiers().stream().filter(HeldModifier::open).toList();
        return open.isEmpty() ? "" : " At Paddle " + ids(open) + (open.size() == 1 ? " stands" : " stand") + " for the bill: "
                + open.stream().map(one -> one.amount().toPlainString() + " " + (one.currency() == null ? wanted.currency()
                : one.currency())).collect(Collectors.joining(", ")) + ".";
    }

    private Optional<Step> money(ChargePlan plan, SeenSubscription seen, String name) {
        if (seen.currency() == null) {
            return Optional.of(Parked.error("currency-unknown", name + " has neither a last nor a next payment, so its currency"
                    + " is not known; a modifier would be charged in that currency, whatever the bill's is." + open(),
                    "Look at the subscription in Paddle." + RETRY));
        }
        if (!seen.currency().equals(wanted.currency())) {
            return Optional.of(Parked.error("currency-differs", "The bill is in " + wanted.currency() + ", and subscription "
                    + customer + " is charged in " + seen.currency() + "." + open(), "Bill the account in " + seen.currency()
                    + ", or map it to a subscription in " + wanted.currency() + "." + RETRY));
        }
        if (seen.nextDate() == null && !seen.state().equals("past_due")) {
            return Optional.of(PaddleRefusals.ended(name + " is " + seen.state() + " but has no next payment, so nothing would"
                    + " take in " + amounts(plan) + "." + open()));
        }
        return charged(plan);
    }

    private Optional<Step> charged(ChargePlan plan) {
        if (settings.parkAfterCharging() && !plan.charged().isEmpty()) {
            return Optional.of(new Parked(RunStatus.INVOICE_ALREADY_PAID, "charged-before", (wanted.nothing() == null
                    ? "The bill changed" : "Nothing is to be collected any more (" + wanted.nothing() + ")")
                    + " after Paddle charged " + wanted.words(plan.chargedSum()) + " for it. Its total is now "
                    + wanted.words(wanted.total()) + ", a difference of "
                    + wanted.words(wanted.total().subtract(plan.chargedSum())) + "." + open(),
                    "Set changedAfterCharge to correct on the integration and retry, and the difference becomes a further"
                            + " modifier; or settle it in Paddle by hand."));
        }
        return Optional.empty();
    }

    private Parked unsure(String code, String reason) {
        List<HeldModifier> left = held.modifiers().stream().filter(one -> !one.vanished()).toList();
        String example = ChargePlan.of(wanted, left, customer).add().stream().findFirst().map(one -> " over "
                + wanted.words(one.amount()) + " whose description ends with "
                + tag.on(one.part(), one.amount(), wanted.currency())).orElse("");
        return Parked.error(code, reason, "Look at the subscription's payments in Paddle. If the bill is still to be charged, set"
                + " whenUnsure to send on the integration, retry the delivery, and set it back to park; or add a one-time"
                + " modifier by hand" + example + ", and retry: Waybill takes it for its own. If it was charged, do the same with"
                + " charged in the place of send.");
    }

    private String standing(ChargePlan plan) {
        SeenSubscription seen = held.subscription();
        boolean known = seen != null && seen.id().equals(customer);
        String when = known && seen.nextDate() != null ? "the payment of " + PaddleLog.sayable(seen.nextDate())
                : "the next payment";
        boolean credit = plan.keptSum().signum() < 0;
        boolean one = plan.keep().size() == 1;
        String sentence = (one ? "One-time modifier " + plan.keep().get(0).id() : plan.keep().size() + " one-time modifiers ")
                + (one ? (credit ? " takes " : " adds ") : (credit ? "take " : "add ")) + wanted.words(plan.keptSum().abs())
                + (credit ? " off " : " to ") + when + " of subscription " + customer + ".";
        return known && "past_due".equals(seen.state()) ? sentence + " The subscription is past due: Paddle leaves the open"
                + " payment as it is and uses the one after it." : sentence;
    }

    private String paid(SeenSubscription seen) {
        String last = seen.lastDate() == null ? "no payment yet" : "last payment " + seen.lastAmount() + " on "
                + PaddleLog.sayable(seen.lastDate());
        return seen.nextDate() == null ? last : last + ", next payment " + seen.nextAmount() + " on "
                + PaddleLog.sayable(seen.nextDate());
    }

    private String amounts(ChargePlan plan) {
        return wanted.words(plan.add().stream().map(WantedModifier::amount).reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    private static String ids(List<HeldModifier> modifiers) {
        return (modifiers.size() == 1 ? "modifier " : "modifiers ")
                + modifiers.stream().map(one -> String.valueOf(one.id())).collect(Collectors.joining(", "));
    }
}
