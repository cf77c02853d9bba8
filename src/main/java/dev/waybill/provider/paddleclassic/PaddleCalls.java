package dev.waybill.provider.paddleclassic;

import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.provider.Escaping;
import dev.waybill.provider.FormBody;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;

/**
 * Every request Waybill makes to Paddle Classic. Paddle: all of them are POSTs of a form, and vendor id and auth code are fields
 * of that form; they are added when a call goes out and are in none of these bodies.
 */
final class PaddleCalls {

    static final String READ_SUBSCRIPTION = "read-subscription";
    static final String LIST_MODIFIERS = "list-modifiers";
    static final String CREATE_MODIFIER = "create-modifier";
    static final String DELETE_MODIFIER = "delete-modifier";
    static final String LIST_PAYMENTS = "list-payments";

    /** The calls that change something. */
    static final Set<String> WRITES = Set.of(CREATE_MODIFIER, DELETE_MODIFIER);

    static final String SUBSCRIPTION = "subscription_id";
    static final String AMOUNT = "modifier_amount";
    static final String DESCRIPTION = "modifier_description";
    static final String MODIFIER = "modifier_id";

    /** Paddle: at most 250 to a page, 200 in older texts; a page with fewer than asked for is the last one. */
    static final int PAGE = 200;

    private static final String API = "/api/2.0/subscription/";
    private static final String FORM = "application/x-www-form-urlencoded";

    private PaddleCalls() {
    }

    /** @param deleted true to look among deleted subscriptions, which Paddle leaves out otherwise */
    static Call readSubscription(String subscription, boolean deleted) {
        FormBody form = new FormBody(Escaping.FORM).add(SUBSCRIPTION, subscription);
        return post(READ_SUBSCRIPTION, "users", deleted ? form.add("state", "deleted") : form, false);
    }

    /** @param after the last modifier id of the page before, or null for the first page */
    static Call listModifiers(String subscription, Long after) {
        FormBody form = new FormBody(Escaping.FORM).add(SUBSCRIPTION, subscription).add("results_per_page", PAGE);
        return post(LIST_MODIFIERS, "modifiers", after == null ? form : form.add("after", after), false);
    }

    /** A one-time charge, or credit, that rides on the next payment. Paddle: without the word false it would recur for ever. */
    static Call createModifier(Delivery delivery, WantedModifier modifier, String currency) {
        String tag = BillTag.of(delivery).on(modifier.part(), modifier.amount(), currency);
        FormBody form = new FormBody(Escaping.FORM).add(SUBSCRIPTION, delivery.customer())
                .add(AMOUNT, modifier.amount().toPlainString()).add("modifier_recurring", false)
                .add(DESCRIPTION, ChargeText.description(modifier.text(), tag));
        return post(CREATE_MODIFIER, "modifiers/create", form, true);
    }

    static Call deleteModifier(HeldModifier modifier) {
        FormBody form = new FormBody(Escaping.FORM).add(MODIFIER, String.valueOf(modifier.id()));
        return post(DELETE_MODIFIER, "modifiers/delete", form, true);
    }

    /** The payments that can have taken this modifier in. */
    static Call listPayments(HeldModifier modifier) {
        FormBody form = new FormBody(Escaping.FORM).add(SUBSCRIPTION, modifier.subscription()).add("is_paid", 1)
                .add("is_one_off_charge", 0);
        LocalDate paid = SeenSubscription.date(modifier.paidBefore());
        return post(LIST_PAYMENTS, "payments", paid == null ? form : form.add("from", paid.toString()), false);
    }

    private static Call post(String name, String path, FormBody form, boolean writes) {
        return new Call(name, "POST", API + path, "", FORM, form.toString(), "", Map.of(), writes);
    }
}
