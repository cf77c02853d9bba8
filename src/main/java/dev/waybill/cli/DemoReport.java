package dev.waybill.cli;

import dev.waybill.delivery.RunSummary;
import dev.waybill.postgres.PostgresRuns;
import java.util.List;
import java.util.Optional;

/** What became of the demo's bills, beside what should have. */
final class DemoReport {

    private static final int MOST = 200;

    private DemoReport() {
    }

    /** Prints the table. Returns whether every bill ended as it should. */
    static boolean print(List<DemoBill> bills, DemoHoldings holdings, PostgresRuns runs, Terminal terminal) {
        List<PostgresRuns.Held> held = runs.heldBack(MOST);
        Table table = new Table("", "Bill", "Amount", "Result", "At the provider", "Calls", "In words").alignRight(2).alignRight(5);
        StringBuilder differences = new StringBuilder();
        for (DemoBill bill : bills) {
            List<RunSummary> its = runs.newest(new PostgresRuns.Filter(null, null, null, bill.id(), null), MOST);
            Ending ending = its.isEmpty() ? Ending.notSent(rule(held, bill)) : Ending.of(its.get(0));
            String wanted = said(bill.ends(), bill.because(), bill.held());
            String found = said(ending.result(), ending.because(), holdings.of(bill));
            if (!found.equals(wanted)) {
                differences.append("✗ ").append(bill.name()).append(" should be ").append(wanted).append("; it is ").append(found)
                        .append('\n');
            }
            table.row(found.equals(wanted) ? "✓" : "✗", bill.title(), ending.amount(), ending.result(),
                    holdings.shown(bill),
                    String.valueOf(its.stream().mapToInt(RunSummary::calls).sum()), ending.words());
        }
        terminal.line(table.render(terminal.width()));
        terminal.line(differences.isEmpty() ? "All " + bills.size() + " bills ended as demo/expected.json says."
                : differences.toString().stripTrailing());
        return differences.isEmpty();
    }

    /** The rule that held the bill back; that other integrations are for other accounts is no news. */
    private static Optional<PostgresRuns.Held> rule(List<PostgresRuns.Held> held, DemoBill bill) {
        return held.stream().filter(one -> one.billId().equals(bill.id())).filter(one -> !one.rule().equals("accountIds")).findFirst();
    }

    private static String said(String result, String because, String held) {
        return result + (because == null ? "" : " (" + because + ")") + ", at the provider: " + held;
    }

    /** How one bill ended. */
    private record Ending(String result, String because, String amount, String words) {

        static Ending of(RunSummary run) {
            String words = run.error() != null ? run.error() : run.note() != null ? run.note() : "";
            return new Ending(run.status().name(), run.reasonCode(), RunTable.money(run.total(), run.currency()), words);
        }

        static Ending notSent(Optional<PostgresRuns.Held> rule) {
            return rule.map(held -> new Ending("NOT SENT", held.rule(), RunTable.money(held.total(), held.currency()),
                            held.reason()))
                    .orElse(new Ending("NOT SEEN", null, "", "No decision was found: the bill never reached the gateway."));
        }
    }
}
