package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * A payment as the stand-in holds it at one moment.
 *
 * @param amount    in major units; of one that is not paid, the plan's price alone
 * @param modifiers what it billed beyond the plan; empty until it is paid
 */
public record HeldPayment(long id, long subscriptionId, BigDecimal amount, String currency, LocalDate date, boolean paid,
                          boolean oneOff, List<Long> modifiers) {

    public HeldPayment {
        modifiers = List.copyOf(modifiers);
    }

    static HeldPayment of(Payment payment) {
        return new HeldPayment(payment.id, payment.subscription.id, payment.shownAmount(), payment.subscription.currency,
                payment.date, payment.isPaid(), payment.isOneOff(),
                payment.modifiers.stream().map(modifier -> modifier.id).toList());
    }
}
