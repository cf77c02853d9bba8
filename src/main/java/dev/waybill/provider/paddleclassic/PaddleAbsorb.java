package dev.waybill.provider.paddleclassic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Step.Later;
import dev.waybill.provider.FormBody;
import dev.waybill.provider.paddleclassic.HeldModifier.State;
import dev.waybill.provider.paddleclassic.PaddleAnswers.Meaning;
import dev.waybill.provider.paddleclassic.PaddleAnswers.Reading;
import dev.waybill.provider.paddleclassic.PaddleSettings.Unsure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns one answer into what is known afterwards. */
final class PaddleAbsorb {

    /** How often one go may list a subscription's modifiers to the end; more than any honest course of events needs. */
    private static final int MOST_LISTS = 6;
    private static final int MOST_PAGES = 50;
    /** More modifiers of one bill than the settings allow at once. */
    private static final int MOST_OF_OURS = 300;
    /** A renewal that is running takes some minutes. */
    private static final Duration RENEWAL = Duration.ofMinutes(10);
    /** The first wait after "rate limit reached"; doubled with each further one in a row. */
    private static final Duration THROTTLED = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 3;

    private final Delivery delivery;
    private final Call call;
    private final Map<String, String> asked;
    private final WantedCharges wanted;
    private final PaddleHolding held;
    private final PaddleSettings settings;
    private final BillTag tag;
    private final Reading reading;

    PaddleAbsorb(Delivery delivery, PaddleHolding held, Call call, Answer answer) {
        this.delivery = delivery;
        this.held = held;
        this.call = call;
        asked = FormBody.parse(call.body());
        wanted = PaddleCharges.of(delivery);
        settings = PaddleSettings.of(delivery.settings());
        tag = BillTag.of(delivery);
        reading = PaddleAnswers.read(call, answer);
    }

    /** The delivery after the answer. */
    Delivery delivery() {
        return switch (reading.meaning()) {
            case DONE -> done();
            case UNKNOWN -> call.writes() ? unknown() : stop(held, delivery.unsettled(), later(reading.pause()));
            case NOT_SENT -> stop(held, delivery.unsettled(), later(reading.pause()));
            case RATE_LIMIT -> throttled();
            case BUSY -> stop(held, delivery.unsettled(), later(RENEWAL));
            case PAUSED, PAST_DUE -> stop(held, delivery.unsettled(), later(PaddleWords.HOLD));
            case AUTH_FAILED -> stop(held, delivery.unsettled(), PaddleRefusals.authFailed(reading, delivery.testMode()));
            case NO_SUBSCRIPTION -> call.name().equals(PaddleCalls.READ_SUBSCRIPTION) ? noSubscription() : refused();
            case NO_MODIFIER -> call.name().equals(PaddleCalls.DELETE_MODIFIER) ? gone() : refused();
            case CHARGED -> call.name().equals(PaddleCalls.DELETE_MODIFIER) ? charged() : refused();
            case ENDED, REFUSED -> refused();
        };
    }

    private Delivery done() {
        return switch (call.name()) {
            case PaddleCalls.READ_SUBSCRIPTION -> PaddleReader.subscription(reading.response(), subscription()).map(this::read)
                    .orElseGet(this::noSubscription);
            case PaddleCalls.LIST_MODIFIERS -> listed();
            case PaddleCalls.LIST_PAYMENTS -> paymentsListed();
            case PaddleCalls.CREATE_MODIFIER -> created();
            default -> deleted(held.modifiers().stream().filter(one -> one.is(modifierId())).findFirst());
        };
    }

    private Delivery read(SeenSubscription seen) {
        PaddleHolding known = held.with(held.lookUp().at(seen.id()).withSubscription());
        return delivery.unsettled() == null || !isCreation(delivery.unsettled()) ? go(known.with(seen), delivery.unsettled())
                : settleCreation(known, seen);
    }

    /** Paddle leaves deleted subscriptions out unless it is asked for them. */
    private Delivery noSubscription() {
        LookUp seen = held.lookUp().at(subscription());
        return seen.deletedAsked() ? read(SeenSubscription.unknown(subscription()))
                : go(held.with(seen.askingDeleted()), delivery.unsettled());
    }

    private Delivery listed() {
        String subscription = subscription();
        LookUp seen = held.lookUp().at(subscription);
        String paidBefore = held.subscription() != null && held.subscription().id().equals(subscription)
                ? held.subscription().lastDate() : null;
        Optional<List<HeldModifier>> page = PaddleReader.modifiers(reading.response(), subscription, tag, held.modifiers(),
                wanted.digits(), paidBefore);
        if (page.isEmpty()) {
            return stop(held, delivery.unsettled(), new Later(RunStatus.AWAITING_RETRY, "unreadable-answer",
                    "Paddle listed a modifier of subscription " + subscription + " without a readable amount.", null));
        }
        int rows = reading.response().size();
        LookUp paged = seen.page(rows == 0 ? null : lastId(), rows, page.get());
        boolean more = rows > 0 && (rows >= PaddleCalls.PAGE || reading.total() > paged.rows());
        if (more && paged.pages() >= MOST_PAGES) {
            return stop(held, delivery.unsettled(), PaddleRefusals.tooManyListed(subscription, MOST_PAGES));
        }
        if (paged.found().size() > MOST_OF_OURS) {
            return stop(held, delivery.unsettled(), PaddleRefusals.tooManyOfOurs(subscription, MOST_OF_OURS));
        }
        return more ? go(held.with(paged), delivery.unsettled()) : listedToTheEnd(paged);
    }

    private Delivery listedToTheEnd(LookUp seen) {
        ModifierList list = new ModifierList(held, seen);
        Call open = delivery.unsettled();
        if (open != null && isCreation(open)) {
            return lookedForCreation(list.holding(), open, list.fresh());
        }
        return held.known() || open != null ? go(list.holding(), open) : firstLook(list.holding(), list.fresh());
    }

    /** The first look at Paddle for this bill: what stands or stood there that we have no record of? */
    private Delivery firstLook(PaddleHolding after, List<HeldModifier> fresh) {
        PaddleWords words = new PaddleWords(delivery, wanted, after);
        boolean corrected = !fresh.isEmpty() && fresh.stream().allMatch(one -> BillTag.correctionNumber(one.part()) > 0);
        if (corrected) {
            return stop(held, null, words.correctionOfUnknown(fresh));
        }
        LocalDate changed = LocalDate.ofInstant(delivery.bill().changedAt(), ZoneOffset.UTC);
        if (fresh.isEmpty() && after.subscription().isPaidAfter(changed)) {
            if (settings.unsure() == Unsure.PARK) {
                return stop(held, null, words.olderThanPayment(after.subscription()));
            }
            return settings.unsure() == Unsure.SEND ? go(after.asKnown(), null)
                    : go(chargedByWord(after.asKnown(), delivery.customer(), BillTag.WHOLE_BILL, wanted.total()), null);
        }
        return go(after.asKnown(), null);
    }

    /** Is the modifier there whose creation got no answer? */
    private Delivery lookedForCreation(PaddleHolding after, Call creation, List<HeldModifier> fresh) {
        Map<String, String> sent = FormBody.parse(creation.body());
        String part = tag.partOf(sent.get(PaddleCalls.DESCRIPTION)).orElse("");
        BigDecimal amount = new BigDecimal(sent.get(PaddleCalls.AMOUNT));
        if (fresh.stream().anyMatch(one -> one.part().equals(part) && one.amount().compareTo(amount) == 0)) {
            return go(after.settled(), null);
        }
        if (after.silence() == null || after.silence().revision() != delivery.revision()) {
            // a new version of the bill cut the wait short: the modifier may still be on its way
            SeenSubscription before = after.silence() == null ? null : after.silence().before();
            return stop(after.with(new Silence(delivery.revision(), before)), creation, new Later(RunStatus.AWAITING_RETRY,
                    "no-answer", "A modifier was sent and no answer came; Paddle does not list it, or not yet. It is looked for"
                    + " once more before anything is sent.", settings.lookUpAfter()));
        }
        return go(after, creation);
    }

    /** The modifier is not listed. Unless a payment can have taken it in meanwhile, it was never made. */
    private Delivery settleCreation(PaddleHolding known, SeenSubscription now) {
        Call creation = delivery.unsettled();
        SeenSubscription before = known.silence() == null ? null : known.silence().before();
        if (before != null && now.isAsPaidAs(before) || settings.unsure() == Unsure.SEND) {
            return go(known.with(now).settled(), null);
        }
        Map<String, String> sent = FormBody.parse(creation.body());
        BigDecimal amount = new BigDecimal(sent.get(PaddleCalls.AMOUNT));
        if (settings.unsure() == Unsure.CHARGED) {
            String part = tag.partOf(sent.get(PaddleCalls.DESCRIPTION)).orElse(BillTag.WHOLE_BILL);
            return go(chargedByWord(known.with(now).settled(), now.id(), part, amount), null);
        }
        return stop(known, creation, new PaddleWords(delivery, wanted, known).ambiguous(amount, before, now));
    }

    private Delivery created() {
        WantedModifier made = new WantedModifier(tag.partOf(asked.get(PaddleCalls.DESCRIPTION)).orElse(BillTag.WHOLE_BILL),
                new BigDecimal(asked.get(PaddleCalls.AMOUNT)), "");
        long id = PaddleAnswers.number(reading.response().path(PaddleCalls.MODIFIER));
        String paidBefore = held.subscription() == null ? null : held.subscription().lastDate();
        return go(held.plus(HeldModifier.made(id, subscription(), made, wanted.currency(), paidBefore))
                .with(held.lookUp().made(id)).settled(), null);
    }

    private Delivery deleted(Optional<HeldModifier> modifier) {
        return go(modifier.map(held::without).orElse(held), null);
    }

    /** Paddle knows no such modifier: our own unanswered deletion worked, or a payment or somebody else was quicker. */
    private Delivery gone() {
        Optional<HeldModifier> modifier = held.modifiers().stream().filter(one -> one.is(modifierId())).findFirst();
        if (modifier.isEmpty() || modifier.get().condemned()) {
            return deleted(modifier);
        }
        return go(held.replacing(modifier.get(), modifier.get().as(State.VANISHED)), null);
    }

    private Delivery charged() {
        Optional<HeldModifier> modifier = held.modifiers().stream().filter(one -> one.is(modifierId())).findFirst();
        if (modifier.isEmpty()) {
            return go(held, null);
        }
        if (modifier.get().recurring()) {
            return stop(held, null, Step.Parked.error("recurring-modifier", "Modifier " + modifierId() + " of this bill is"
                    + " recurring, was charged already and cannot be deleted: " + reading.message(),
                    "Ask Paddle to take it off, before the next renewal charges it again."));
        }
        return go(held.replacing(modifier.get(), modifier.get().as(State.CHARGED)).with(held.lookUp().unsaid()), null);
    }

    /** A modifier vanished: did a payment come that can have taken it in? */
    private Delivery paymentsListed() {
        HeldModifier vanished = held.modifiers().stream().filter(HeldModifier::vanished).findFirst().orElse(null);
        if (vanished == null) {
            return go(held, null);
        }
        Optional<LocalDate> paid = PaddleReader.paidAfter(reading.response(), vanished.subscription(),
                SeenSubscription.date(vanished.paidBefore()));
        if (paid.isPresent() || settings.unsure() == Unsure.CHARGED) {
            return go(held.replacing(vanished, vanished.as(State.CHARGED)), null);
        }
        return wanted.nothing() != null || settings.unsure() == Unsure.SEND || isReplaced(vanished) ? go(held.without(vanished), null)
                : stop(held, null, new PaddleWords(delivery, wanted, held).vanished(vanished));
    }

    /** Whether its twin stands in its place, and somebody else who saw two of them was quicker to delete one. */
    private boolean isReplaced(HeldModifier vanished) {
        return held.modifiers().stream().anyMatch(one -> one.open() && one.listed() && !one.recurring()
                && one.part().equals(vanished.part()) && one.subscription().equals(vanished.subscription())
                && one.amount().compareTo(vanished.amount()) == 0);
    }

    /** A write that may or may not have happened. Paddle knows no idempotency keys, so it is looked for before anything else. */
    private Delivery unknown() {
        if (isCreation(call)) {
            Silence silence = new Silence(delivery.revision(), held.subscription());
            return stop(held.with(silence), call, later(longer(reading.pause(), settings.lookUpAfter())));
        }
        List<HeldModifier> condemned = held.modifiers().stream()
                .map(one -> one.is(modifierId()) ? one.asCondemned() : one).toList();
        return stop(held.with(condemned), call, later(reading.pause()));
    }

    private Delivery throttled() {
        Duration wait = THROTTLED.multipliedBy(1L << Math.min(held.throttled(), MOST_DOUBLINGS));
        Later later = new Later(RunStatus.RATE_LIMIT_RETRY, reading.word(), reading.message(),
                reading.pause() == null ? wait : reading.pause());
        return conclude(held.stopped().throttled(held.throttled() + 1), delivery.unsettled(), later);
    }

    private Delivery refused() {
        if (isCreation(call) && reading.meaning() == Meaning.REFUSED && held.modifiers().stream().anyMatch(HeldModifier::open)) {
            return go(held.with(held.lookUp().refused(PaddleRefusals.refused(reading, call, ""))).settled(), null);
        }
        String open = new PaddleWords(delivery, wanted, held).open();
        return stop(held, delivery.unsettled(), PaddleRefusals.refused(reading, call, open));
    }

    private Delivery go(PaddleHolding after, Call unsettled) {
        PaddleHolding going = after.throttled(0);
        if (going.lookUp().lists() > MOST_LISTS) {
            return stop(going, unsettled, new Later(RunStatus.AWAITING_RETRY, "no-progress",
                    "Paddle's modifiers were listed " + MOST_LISTS + " times and kept changing meanwhile.", null));
        }
        Step step = new PaddleNext(delivery, unsettled, wanted, going).step();
        return step instanceof Call ? conclude(going, unsettled, null) : stop(going, unsettled, step);
    }

    private Delivery stop(PaddleHolding after, Call unsettled, Step verdict) {
        return conclude(after.throttled(0).stopped(), unsettled, verdict);
    }

    private Delivery conclude(PaddleHolding after, Call unsettled, Step verdict) {
        Delivery known = delivery.holding(after.stored());
        if (unsettled != null) {
            known = known.unsettled(unsettled, delivery.unsettled() != null && delivery.keyExpired());
        }
        return verdict == null ? known : known.concluded(verdict);
    }

    private Later later(Duration pause) {
        return new Later(RunStatus.AWAITING_RETRY, reading.word(), reading.message(), pause);
    }

    private PaddleHolding chargedByWord(PaddleHolding after, String subscription, String part, BigDecimal amount) {
        return after.plus(HeldModifier.chargedByWord(subscription, new WantedModifier(part, amount, ""), wanted.currency()));
    }

    private static boolean isCreation(Call call) {
        return call.name().equals(PaddleCalls.CREATE_MODIFIER);
    }

    private static Duration longer(Duration one, Duration other) {
        return one == null || one.compareTo(other) < 0 ? other : one;
    }

    private String subscription() {
        return asked.getOrDefault(PaddleCalls.SUBSCRIPTION, "");
    }

    private Long modifierId() {
        return Long.parseLong(asked.getOrDefault(PaddleCalls.MODIFIER, "0"));
    }

    private Long lastId() {
        JsonNode rows = reading.response();
        return PaddleAnswers.number(rows.path(rows.size() - 1).path(PaddleCalls.MODIFIER));
    }
}
