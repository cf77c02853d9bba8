package dev.waybill.cli;

import dev.waybill.standin.StandIns;
import dev.waybill.standin.paddleclassic.Charge;
import dev.waybill.standin.stripe.HeldInvoice;
import dev.waybill.standin.stripe.HeldLine;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the stand-ins of Stripe and Paddle hold for the demo's bills.
 *
 * @param subscriptions at Paddle, by the account they are mapped to; the demo sends one bill to each
 */
record DemoHoldings(StandIns standIns, Map<String, Long> subscriptions) {

    DemoHoldings {
        subscriptions = Map.copyOf(subscriptions);
    }

    /** As {@code demo/expected.json} says it: {@code draft 27900}, {@code waits 128.40}, {@code none}. */
    String of(DemoBill bill) {
        List<Charge> charges = charges(bill);
        if (!charges.isEmpty()) {
            return state(charges) + " " + charges.stream().map(Charge::amount).reduce(BigDecimal.ZERO, BigDecimal::add).setScale(2);
        }
        if (!waiting(bill).isEmpty()) {
            return "waits " + waiting(bill).stream().mapToLong(HeldLine::amount).sum();
        }
        List<HeldInvoice> invoices = invoices(bill);
        return invoices.isEmpty() ? "none" : invoices.stream().map(invoice -> invoice.status() + " " + invoice.total())
                .collect(Collectors.joining(" and "));
    }

    /** For people: {@code draft, 3 lines}, {@code 1 modifier, waits}, {@code 1 charged, 1 waits}. */
    String shown(DemoBill bill) {
        List<Charge> charges = charges(bill);
        if (!charges.isEmpty()) {
            long waiting = charges.stream().filter(charge -> !charge.isPaid()).count();
            return charges.size() == 1 ? "1 modifier, " + state(charges) : charges.size() - waiting + " charged, " + waiting + " waits";
        }
        if (!waiting(bill).isEmpty()) {
            return waiting(bill).size() + " items, waits";
        }
        List<HeldInvoice> invoices = invoices(bill);
        return invoices.isEmpty() ? "nothing" : invoices.get(0).status() + ", " + invoices.get(0).lines().size() + " lines";
    }

    /** Items that wait for the next invoice of a Stripe subscription. */
    private List<HeldLine> waiting(DemoBill bill) {
        return standIns.stripe().itemsOf(bill.id()).stream().filter(item -> item.invoice() == null).toList();
    }

    private List<HeldInvoice> invoices(DemoBill bill) {
        return standIns.stripe().invoicesOf(bill.id());
    }

    private List<Charge> charges(DemoBill bill) {
        Long subscription = subscriptions.get(bill.accountId());
        return standIns.paddleClassic().chargesOf("").stream()
                .filter(charge -> subscription != null && charge.subscriptionId() == subscription).toList();
    }

    private static String state(List<Charge> charges) {
        return charges.stream().map(charge -> charge.isPaid() ? "charged" : "waits").distinct().collect(Collectors.joining(", "));
    }
}
