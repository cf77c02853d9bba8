package dev.waybill.bench;

import dev.waybill.postgres.BenchDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every bill counted at the end, at the stand-in and in the database.
 *
 * @param acknowledged bills that were answered with 200
 * @param repeated     bills that had to be sent more than once before they were
 * @param delivered    of the acknowledged: one invoice, its total to the cent, each of its lines once
 * @param lost         acknowledged, and the stand-in holds nothing of them
 * @param duplicated   more than one invoice, or a line more than once
 * @param halfMade     an invoice that lacks lines, and items that wait for one
 * @param wrong        all lines, and another total or status; and invoices of nobody's bill
 * @param events       messages that the gateway kept
 * @param complete     runs that ended COMPLETE
 * @param notOnce      bills without exactly one final run
 */
public record Counts(long acknowledged, long repeated, long delivered, long lost, long duplicated, long halfMade, long wrong, long events,
                     long complete, long notOnce) {

    /** True when nothing is lost, doubled, half-made or wrong, and the database agrees. */
    public boolean isAllRight() {
        return lost == 0 && duplicated == 0 && halfMade == 0 && wrong == 0 && notOnce == 0 && delivered == acknowledged
                && events == acknowledged && complete == acknowledged;
    }

    /** What was sent, by the prefix of the bills. */
    static Counts of(Map<String, List<LoadRecords.Sent>> sent, StandInControl.Holding holding, BenchDatabase.Kept kept) {
        Map<String, List<StandInControl.Invoice>> held = new HashMap<>();
        holding.invoices().forEach(invoice -> held.computeIfAbsent(String.valueOf(invoice.bill()), any -> new ArrayList<>(1)).add(invoice));
        Set<String> known = new HashSet<>();
        long acknowledged = 0;
        long repeated = 0;
        long delivered = 0;
        long lost = 0;
        long duplicated = 0;
        long halfMade = holding.pendingItems();
        long wrong = 0;
        for (Map.Entry<String, List<LoadRecords.Sent>> some : sent.entrySet()) {
            for (LoadRecords.Sent bill : some.getValue()) {
                String id = SampleBill.id(some.getKey(), bill.number());
                known.add(id);
                acknowledged += bill.isAcknowledged() ? 1 : 0;
                repeated += bill.tries() > 1 ? 1 : 0;
                List<StandInControl.Invoice> invoices = held.getOrDefault(id, List.of());
                if (invoices.isEmpty()) {
                    lost += bill.isAcknowledged() ? 1 : 0;
                    continue;
                }
                StandInControl.Invoice first = invoices.get(0);
                if (invoices.size() > 1 || first.lines() > first.marks() || first.lines() > SampleBill.KEPT_LINES) {
                    duplicated++;
                } else if (first.lines() < SampleBill.KEPT_LINES) {
                    halfMade++;
                } else if (first.total() != SampleBill.totalInCents(bill.number()) || !first.status().equals("draft")) {
                    wrong++;
                } else {
                    delivered += bill.isAcknowledged() ? 1 : 0;
                }
            }
        }
        wrong += held.keySet().stream().filter(id -> !known.contains(id)).count();
        return new Counts(acknowledged, repeated, delivered, lost, duplicated, halfMade, wrong, kept.events(), kept.complete(), kept.notOnce());
    }
}
