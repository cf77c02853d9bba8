package dev.waybill.cli;

import dev.waybill.delivery.CallSummary;
import dev.waybill.delivery.RunSummary;
import dev.waybill.postgres.PostgresRuns;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Runs as people read them. */
final class RunTable {

    private static final int LONGEST_BODY = 2_000;

    private RunTable() {
    }

    static Table of(List<RunSummary> runs, List<PostgresRuns.Held> held) {
        Table table = new Table("Began", "Bill", "Amount", "Integration", "Status", "Held as", "Why").alignRight(2);
        for (RunSummary run : runs) {
            String began = run.createdAt().toString().substring(0, 19).replace('T', ' ');
            table.row(began, run.billId(), money(run.total(), run.currency()), run.integration(), run.status().name(),
                    run.externalId(), why(run));
        }
        held.forEach(one -> table.row("", one.billId(), money(one.total(), one.currency()), one.integration(), "NOT SENT", "",
                one.reason()));
        return table;
    }

    static String line(RunSummary run) {
        return String.join("  ", run.createdAt().toString().substring(11, 23), run.id().toString(), run.status().name(), "bill "
                + run.billId(), money(run.total(), run.currency()), run.integration(), run.calls() + " call(s)", why(run));
    }

    static String detail(RunSummary run, List<CallSummary> calls) {
        StringBuilder text = new StringBuilder();
        field(text, "Run", run.id().toString());
        field(text, "Status", run.status().name() + (run.reasonCode() == null ? "" : " (" + run.reasonCode() + ")"));
        field(text, "Bill", run.billId() + ", revision " + run.revision() + ", " + money(run.total(), run.currency()));
        field(text, "Account", run.accountId());
        field(text, "Integration", run.integration() + " → " + run.destination() + ", of " + run.organization());
        field(text, "Held as", run.externalId());
        field(text, "See", run.url());
        field(text, "Began", run.createdAt().toString());
        field(text, "Ended", run.endedAt() == null ? null : run.endedAt().toString());
        field(text, "Next try", run.nextTry() == null ? null : run.nextTry().toString());
        field(text, "Error", run.error());
        field(text, "Remedy", run.remedy());
        field(text, "Note", run.note());
        for (CallSummary call : calls) {
            String outcome = call.outcome() == null ? "no answer known" : call.status() == null ? call.outcome()
                    : call.status() + " in " + Duration.between(call.preparedAt(), call.answeredAt()).toMillis() + " ms";
            String address = call.path() + (call.query().isEmpty() ? "" : "?" + call.query());
            text.append('\n').append(call.number()).append(". ").append(call.name()).append(": ").append(call.method()).append(' ')
                    .append(address).append(" → ").append(outcome).append('\n');
            field(text, "   key", call.idempotencyKey());
            field(text, "   request id", call.requestId());
            field(text, "   sent", shortened(call.body()));
            field(text, "   answer", shortened(call.answer()));
        }
        return text.toString();
    }

    /** The amount with its currency: {@code 1,284.50 USD}. */
    static String money(BigDecimal amount, String currency) {
        BigDecimal plain = amount.stripTrailingZeros();
        return String.format(Locale.ROOT, "%,." + Math.max(2, plain.scale()) + "f %s", amount, currency);
    }

    private static String why(RunSummary run) {
        return run.error() != null ? run.error() : run.note() != null ? run.note() : "";
    }

    private static void field(StringBuilder text, String name, String value) {
        if (value != null && !value.isEmpty()) {
            text.append(String.format("%-14s", name)).append(value).append('\n');
        }
    }

    private static String shortened(String text) {
        return text == null || text.length() <= LONGEST_BODY ? text : text.substring(0, LONGEST_BODY) + "… (--json shows all)";
    }
}
