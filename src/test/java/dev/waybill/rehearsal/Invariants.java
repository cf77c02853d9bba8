package dev.waybill.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.standin.paddleclassic.Charge;
import dev.waybill.standin.stripe.HeldInvoice;
import dev.waybill.standin.stripe.HeldLine;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The five promises that hold after whatever happened, once everything has settled. */
public final class Invariants {

    /** Stripe counts these in whole units. */
    private static final Set<String> NO_DECIMALS = Set.of("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND",
            "VUV", "XAF", "XOF", "XPF");
    /** Sent with three decimals, the last of which is zero. */
    private static final Set<String> THREE_DECIMALS = Set.of("BHD", "JOD", "KWD", "OMR", "TND");
    /** Whole units, sent times a hundred. */
    private static final Set<String> WHOLE_TIMES_HUNDRED = Set.of("ISK", "UGX");

    /** Paddle counts these in whole units. */
    private static final Set<String> WHOLE_AT_PADDLE = Set.of("CLP", "JPY", "KRW", "VND");

    private final Rehearsal rehearsal;

    private Invariants(Rehearsal rehearsal) {
        this.rehearsal = rehearsal;
    }

    /** Checks all five for these bills, and those that are about the whole gateway. */
    public static void hold(Rehearsal rehearsal, String... billIds) {
        Invariants invariants = new Invariants(rehearsal);
        for (String bill : billIds) {
            invariants.everyIntentHasOneFinalRun(bill);
            invariants.atMostOneRightInvoice(bill);
            invariants.atMostOneRightCharge(bill);
            invariants.everyRunSaysWhatToDo(bill);
        }
        invariants.nothingAcknowledgedIsMissing();
        invariants.nothingSecretOrPersonalIsKept();
    }

    /** I1. A run that ended without success may be followed by another one, once what it waited for has changed. */
    private void everyIntentHasOneFinalRun(String bill) {
        List<RunSummary> runs = rehearsal.runs(bill);
        assertThat(runs).as("I1: runs of %s", bill).allMatch(run -> run.status().hasEnded());
        assertThat(runs.stream().filter(run -> run.status() == RunStatus.COMPLETE)
                .collect(Collectors.groupingBy(run -> run.integration() + " revision " + run.revision())).values())
                .as("I1: complete runs of %s per integration and revision", bill).allMatch(same -> same.size() == 1);
        for (Map<String, Object> delivery : rehearsal.query("select d.id, d.status, d.due_at, d.run_id, r.status as run_status,"
                + " r.revision, d.wanted_revision from delivery d join bill b on b.id = d.bill_id left join run r on r.id = d.run_id"
                + " and r.created_at = d.run_created_at where b.external_id = '" + bill + "'")) {
            assertThat(delivery.get("due_at")).as("I1: delivery %s has nothing left to do", delivery).isNull();
            assertThat(delivery.get("run_status")).as("I1: the newest run of delivery %s", delivery).isEqualTo(delivery.get("status"));
            assertThat((Integer) delivery.get("revision")).as("I1: revision of the newest run of %s", delivery)
                    .isGreaterThanOrEqualTo((Integer) delivery.get("wanted_revision"));
        }
    }

    /** I2, of a bill that was split for each of its invoices; in mode subscription for its items, wherever they are. */
    private void atMostOneRightInvoice(String bill) {
        List<HeldInvoice> invoices = rehearsal.stripe().invoicesOf(bill);
        assertThat(invoices).as("I2: invoices of %s per integration and part", bill)
                .extracting(invoice -> invoice.metadata().get("gw_integration") + " " + invoice.metadata().get("gw_part"))
                .doesNotHaveDuplicates();
        List<HeldLine> items = rehearsal.stripe().itemsOf(bill).stream().filter(item -> item.metadata().containsKey("gw_integration")).toList();
        assertThat(items).as("I2: items of %s per integration and line", bill)
                .extracting(item -> item.metadata().get("gw_integration") + " " + item.metadata().get("gw_line")).doesNotHaveDuplicates();
        Map<String, RunSummary> newest = rehearsal.runs(bill).stream()
                .collect(Collectors.toMap(RunSummary::integration, run -> run, (newer, older) -> newer));
        newest.values().removeIf(run -> !run.destination().startsWith("STRIPE"));
        for (RunSummary run : newest.values()) {
            if (run.status() == RunStatus.COMPLETE && run.externalId() != null) {
                assertThat(totals(invoices, items, run)).as("I2: what is held for %s", run).isNotEmpty()
                        .allMatch(total -> total == minorUnits(run.total(), run.currency()));
            } else if (run.status() != RunStatus.COMPLETE && run.status() != RunStatus.INVOICE_ALREADY_PAID) {
                assertThat(invoices).as("I2: a bill that is not delivered is not finalized: %s", run)
                        .allMatch(invoice -> invoice.status().equals("draft") || invoice.status().equals("void"));
            }
        }
    }

    /** By integration. */
    private static Collection<Long> totals(List<HeldInvoice> invoices, List<HeldLine> items, RunSummary run) {
        return run.externalId().startsWith("sub_")
                ? items.stream().collect(Collectors.groupingBy(item -> item.metadata().get("gw_integration"),
                        Collectors.summingLong(HeldLine::amount))).values()
                : invoices.stream().collect(Collectors.groupingBy(invoice -> invoice.metadata().get("gw_integration"),
                        Collectors.summingLong(HeldInvoice::total))).values();
    }

    /** I2, at Paddle: what was charged and what waits to be charged are the bill's total together, each part of it once. */
    private void atMostOneRightCharge(String bill) {
        List<Charge> charges = rehearsal.charges(bill);
        assertThat(charges).as("I2: each part of %s is charged once", bill)
                .extracting(charge -> charge.description().replaceAll(".*:([0-9a-z]+):[0-9a-f]{8}]$", "$1")).doesNotHaveDuplicates();
        rehearsal.runs(bill).stream().findFirst()
                .filter(run -> run.destination().startsWith("PADDLE") && run.status() == RunStatus.COMPLETE).ifPresent(run -> {
                    BigDecimal total = run.note().startsWith("Nothing to collect") ? BigDecimal.ZERO : run.total();
                    assertThat(charges.stream().map(Charge::amount).reduce(BigDecimal.ZERO, BigDecimal::add))
                            .as("I2: %s charged for %s", charges, run).isEqualByComparingTo(total.setScale(
                                    WHOLE_AT_PADDLE.contains(run.currency()) ? 0 : 2, RoundingMode.HALF_UP));
                });
    }

    /** I3 */
    private void nothingAcknowledgedIsMissing() {
        Map<String, String> kept = rehearsal.query("select id::text as id, status from inbound_event").stream()
                .collect(Collectors.toMap(row -> (String) row.get("id"), row -> (String) row.get("status")));
        assertThat(kept.keySet()).as("I3: acknowledged events").containsAll(rehearsal.acknowledged());
        assertThat(kept.values()).as("I3: no event waits for ever").doesNotContain("NEW");
    }

    /** I4 */
    private void everyRunSaysWhatToDo(String bill) {
        for (RunSummary run : rehearsal.runs(bill)) {
            if (run.status() == RunStatus.COMPLETE) {
                assertThat(run.error()).as("I4: a complete run has no error: %s", run).isNull();
                assertThat(run.note()).as("I4: what a complete run came to: %s", run).isNotBlank();
            } else {
                assertThat(run.error()).as("I4: what is wrong, of %s", run).isNotBlank().doesNotContain("\tat ", "Exception", "null");
                assertThat(run.remedy()).as("I4: what to do, of %s", run).isNotBlank();
                assertThat(run.reasonCode()).as("I4: the word for filters, of %s", run).matches("[A-Za-z]+(-[a-z]+)*");
            }
        }
    }

    /** I5, in the log lines and in what people read of the database. */
    private void nothingSecretOrPersonalIsKept() {
        assertThat(rehearsal.logLines()).as("I5: log lines").allSatisfy(this::isFitToBeRead);
        assertThat(rehearsal.query("select answer from call where answer is not null union all select error from run where error is not null"
                + " union all select remedy from run where remedy is not null union all select note from run where note is not null"
                + " union all select message from integration_event union all select remedy from integration_event"
                + " union all select reason from inbound_event where reason is not null union all select reason from decision"))
                .as("I5: kept sentences").extracting(row -> String.valueOf(row.get("answer"))).allSatisfy(this::isFitToBeRead);
    }

    private void isFitToBeRead(String text) {
        for (String hidden : rehearsal.secretAndPersonal()) {
            assertThat(text).doesNotContainIgnoringCase(hidden);
        }
        assertThat(text).doesNotContain("Bearer ", "Basic ");
    }

    /** What Stripe must hold for an amount, worked out apart from the gateway's own table. */
    public static long minorUnits(BigDecimal amount, String currency) {
        Objects.requireNonNull(amount, "amount");
        if (WHOLE_TIMES_HUNDRED.contains(currency)) {
            return amount.setScale(0, RoundingMode.HALF_UP).longValueExact() * 100;
        }
        if (NO_DECIMALS.contains(currency)) {
            return amount.setScale(0, RoundingMode.HALF_UP).longValueExact();
        }
        return THREE_DECIMALS.contains(currency)
                ? amount.setScale(2, RoundingMode.HALF_UP).movePointRight(3).longValueExact()
                : amount.setScale(2, RoundingMode.HALF_UP).movePointRight(2).longValueExact();
    }
}
