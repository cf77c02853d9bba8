package dev.waybill.cli;

import dev.waybill.bill.Bill;
import dev.waybill.bill.Json;
import dev.waybill.bill.LineItem;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Step;
import dev.waybill.flow.PreviewedBill;
import dev.waybill.flow.PreviewedIntegration;
import dev.waybill.provider.Course;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A preview for scripts. Absent fields are left out; bodies are as they would be sent, but for the ids in braces. */
final class PreviewJson {

    private PreviewJson() {
    }

    static String of(PreviewedBill previewed) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bill", previewed.bill() == null ? null : bill(previewed.bill()));
        all.put("knownRevision", previewed.knownRevision());
        all.put("revision", previewed.bill() == null ? null : previewed.revision());
        all.put("sentence", previewed.sentence());
        all.put("integrations", previewed.integrations().stream().map(PreviewJson::integration).toList());
        return Json.write(present(all));
    }

    private static Map<String, Object> bill(Bill bill) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("id", bill.id());
        all.put("version", bill.version());
        all.put("accountId", bill.accountId());
        all.put("status", bill.status());
        all.put("deleted", bill.deleted());
        all.put("currency", bill.currency());
        all.put("total", bill.total());
        all.put("lines", bill.lineItems().size());
        return all;
    }

    private static Map<String, Object> integration(PreviewedIntegration previewed) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("id", previewed.decision().integration().id());
        all.put("name", previewed.decision().integration().name());
        all.put("destination", previewed.decision().integration().destination().displayName());
        all.put("send", previewed.decision().send());
        all.put("rule", previewed.decision().rule());
        all.put("reason", previewed.decision().reason());
        all.put("outcome", previewed.outcome());
        all.put("because", previewed.because());
        all.put("customer", previewed.decision().customer());
        all.put("credentials", previewed.decision().integration().credentialsId() != null);
        all.put("droppedLines", previewed.dropped().stream().map(PreviewJson::line).toList());
        all.put("total", previewed.decision().send() ? previewed.decision().bill().total() : null);
        all.put("standing", previewed.standing());
        all.put("atWork", previewed.atWork());
        all.put("due", previewed.due());
        if (previewed.course() != null) {
            course(previewed.course(), all);
        }
        return present(all);
    }

    private static Map<String, Object> line(LineItem line) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("key", line.key());
        all.put("id", line.id());
        all.put("type", line.type());
        all.put("description", line.description());
        all.put("amount", line.amount());
        return present(all);
    }

    private static void course(Course course, Map<String, Object> all) {
        all.put("calls", course.calls().stream().map(PreviewJson::call).toList());
        all.put("conditions", course.conditions());
        all.put("ids", course.ids());
        all.put("open", course.open());
        all.put("end", course.end() == null ? null : end(course.end()));
    }

    private static Map<String, Object> call(Course.Planned planned) {
        Call call = planned.call();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", call.name());
        all.put("method", call.method());
        all.put("path", call.path());
        all.put("query", call.query().isEmpty() ? null : call.query());
        all.put("headers", planned.headers());
        all.put("body", call.body().isEmpty() ? null : call.body());
        all.put("writes", call.writes());
        all.put("certain", planned.certain());
        return present(all);
    }

    private static Map<String, Object> end(Step end) {
        Map<String, Object> all = new LinkedHashMap<>();
        if (end instanceof Step.Done done) {
            all.put("status", "COMPLETE");
            all.put("note", done.note());
            all.put("externalId", done.externalId());
            all.put("url", done.url());
        } else if (end instanceof Step.Parked parked) {
            all.put("status", parked.status());
            all.put("code", parked.code());
            all.put("reason", parked.reason());
            all.put("remedy", parked.remedy());
        } else if (end instanceof Step.Later later) {
            all.put("status", later.status());
            all.put("code", later.code());
            all.put("reason", later.reason());
        }
        return present(all);
    }

    private static Map<String, Object> present(Map<String, Object> all) {
        all.values().removeIf(value -> value == null);
        return all;
    }
}
