package dev.waybill.cli;

import dev.waybill.bill.Bill;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Step;
import dev.waybill.flow.PreviewedBill;
import dev.waybill.flow.PreviewedIntegration;
import dev.waybill.integration.DeliveryDecision;
import dev.waybill.integration.IntegrationConfiguration;
import dev.waybill.provider.Course;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A preview for people. */
final class PreviewText {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int RULE = 100;

    private final PreviewedBill previewed;
    private final boolean isKnownBill;
    private final StringBuilder text = new StringBuilder();

    /** @param isKnownBill true when a bill that Waybill knows was asked for, false for a document that would come in */
    PreviewText(PreviewedBill previewed, boolean isKnownBill) {
        this.previewed = previewed;
        this.isKnownBill = isKnownBill;
    }

    String render() {
        if (previewed.bill() != null) {
            bill(previewed.bill());
        }
        line(previewed.sentence());
        previewed.integrations().forEach(this::integration);
        line("");
        text.append("Nothing was sent, and nothing was stored.");
        return text.toString();
    }

    private void bill(Bill bill) {
        line("Bill " + bill.id() + " of account " + bill.accountId() + ", version " + bill.version() + ", " + bill.status()
                + (bill.deleted() ? ", deleted" : "") + ": " + content(bill));
    }

    private void integration(PreviewedIntegration one) {
        DeliveryDecision decision = one.decision();
        IntegrationConfiguration integration = decision.integration();
        String heading = "── " + integration.name() + " → " + integration.destination().displayName() + " ";
        line("");
        line(heading + "─".repeat(Math.max(2, RULE - heading.length())));
        field("Decision", one.outcome() + " (rule " + decision.rule() + "): " + decision.reason());
        if (!one.because().equals(decision.reason())) {
            field("", one.because());
        }
        field("Standing", standing(one));
        field("Customer", decision.send() ? decision.customer() : null);
        if (decision.send() && integration.credentialsId() == null) {
            field("Credentials", "None are set, so every call would be refused. Name some under `credentials:` of the integration.");
        }
        dropped(one);
        if (one.course() != null) {
            course(one, one.course());
        }
    }

    private String standing(PreviewedIntegration one) {
        if (one.atWork()) {
            return "A worker has this delivery just now. What follows depends on how it ends; look again in a moment.";
        }
        if (one.standing() == null) {
            return isKnownBill && one.course() != null
                    ? "Nothing was begun. An event that repeats this version begins it, with these calls." : null;
        }
        if (one.course() == null) {
            return one.standing().name();
        }
        return one.standing() + (one.due() ? ". This comes next."
                : ". Nothing is due; this would come if the bill were delivered again.");
    }

    private void dropped(PreviewedIntegration one) {
        if (one.dropped().isEmpty()) {
            return;
        }
        field("Dropped", lines(one.dropped().size()) + ":");
        one.dropped().forEach(line -> line("             " + line.type() + "  "
                + RunTable.money(line.amount(), previewed.bill().currency()) + "  " + line.description()));
    }

    private void course(PreviewedIntegration one, Course course) {
        List<Course.Planned> calls = course.calls();
        field("Calls", calls.isEmpty() ? "None." : calls.size() + ", each taken to succeed:");
        for (int i = 0; i < calls.size(); i++) {
            if (!calls.get(i).certain() && (i == 0 || calls.get(i - 1).certain())) {
                line("");
                course.conditions().forEach(condition -> line("    Expected from here on, if this is so: " + condition));
            }
            call(i + 1, calls.get(i));
        }
        if (!calls.isEmpty()) {
            line("");
        }
        field("After that", course.open());
        if (course.end() != null) {
            end(course.end());
        }
        course.ids().forEach((name, meaning) -> field("{" + name + "}", meaning));
        if (!calls.isEmpty()) {
            field("Total", (course.open() == null ? "" : "At least ") + count(calls.size(), "call") + " for "
                    + content(one.decision().bill()) + ".");
        }
    }

    private void call(int number, Course.Planned planned) {
        Call call = planned.call();
        line("");
        line(String.format("%3d. ", number) + call.name() + ": " + call.method() + " " + call.path()
                + (call.query().isEmpty() ? "" : "?" + call.query()));
        planned.headers().forEach((name, value) -> line("       " + name + ": " + value));
        if (call.body().isEmpty()) {
            return;
        }
        if (!call.contentType().equals(FORM)) {
            line("       " + call.body());
            return;
        }
        for (String parameter : call.body().split("&")) {
            line("         " + decoded(parameter.replaceFirst("=", " = ")));
        }
    }

    private void end(Step end) {
        if (end instanceof Step.Done done) {
            field("Ends", "COMPLETE. " + (done.note() == null ? "" : done.note()));
            field("See", done.url() == null || done.url().contains("{") ? null : done.url());
        } else if (end instanceof Step.Parked parked) {
            field("Ends", parked.status() + " (" + parked.code() + "): " + parked.reason());
            field("Remedy", parked.remedy());
        } else if (end instanceof Step.Later later) {
            field("Ends", later.status() + " (" + later.code() + "): " + later.reason());
        }
    }

    private static String content(Bill bill) {
        return lines(bill.lineItems().size()) + ", " + RunTable.money(bill.total(), bill.currency());
    }

    private static String lines(int count) {
        return count(count, "line");
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void field(String name, String value) {
        if (value != null) {
            line(String.format("%-12s ", name) + value);
        }
    }

    private void line(String line) {
        text.append(line).append(System.lineSeparator());
    }
}
