package dev.waybill.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How long bills waited, counted from when each was due to be sent, so that a stall is not hidden by what was not sent during it.
 *
 * @param acknowledged until it was answered with 200
 * @param delivered    until the stand-in had taken its last write, by the stand-in's clock, which is this machine's
 */
public record Latency(Percentiles acknowledged, Percentiles delivered) {

    static Latency of(String prefix, List<LoadRecords.Sent> sent, List<StandInControl.Invoice> invoices, Predicate<LoadRecords.Sent> which) {
        Map<String, Long> written = new HashMap<>();
        invoices.forEach(invoice -> written.put(invoice.bill(), invoice.writtenAt()));
        List<LoadRecords.Sent> chosen = sent.stream().filter(LoadRecords.Sent::isAcknowledged).filter(which).toList();
        return new Latency(Percentiles.ofMicros(chosen.stream().mapToLong(bill -> bill.acknowledged() - bill.due()).toArray()),
                Percentiles.ofMicros(chosen.stream().filter(bill -> written.containsKey(SampleBill.id(prefix, bill.number())))
                        .mapToLong(bill -> written.get(SampleBill.id(prefix, bill.number())) - bill.due()).toArray()));
    }
}
