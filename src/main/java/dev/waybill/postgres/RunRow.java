package dev.waybill.postgres;

import dev.waybill.bill.Bill;
import dev.waybill.delivery.Run;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.delivery.Work;

/** How a {@link Work}'s run reads in the run log, now. */
record RunRow(RunStatus status, String code, String error, String remedy, String note, String externalId, String url) {

    static RunRow of(Work work) {
        RunStatus status = work.status();
        Step step = work.step();
        if (step instanceof Step.Done done) {
            return new RunRow(status, null, null, null, done.note(), done.externalId(), done.url());
        }
        if (step instanceof Step.Parked parked) {
            return new RunRow(status, parked.code(), parked.reason(), parked.remedy(), null, null, null);
        }
        if (step instanceof Step.Later later) {
            return status == RunStatus.WAITING ? new RunRow(status, later.code(), null, null, later.reason(), null, null)
                    : new RunRow(status, later.code(), later.reason(), null, null, null, null);
        }
        return new RunRow(status, null, null, null, null, null, null);
    }

    /** Not for a bill that a rule holds back: that is what the operator asked for. */
    boolean needsPerson() {
        return status.hasEnded() && status != RunStatus.COMPLETE && status != RunStatus.DISABLED;
    }

    /** The insert of this run for every row of the statement's part {@code from}, which must have a column {@code id}: the delivery. */
    SqlText insertInto(SqlText sql, Work work, String from) {
        Run run = work.run();
        Bill bill = work.delivery().bill();
        return sql.add("""
                insert into run (id, created_at, organization_id, integration_id, integration_version, delivery_id, bill_id,
                    bill_external_id, account_id, destination, revision, currency, total, status, reason_code, error, remedy, note,
                    external_id, url, started_at, ended_at, next_attempt_at, event_due)
                select ?, ?, ?, ?, ?, """, run.id(), run.createdAt(), run.organizationId(), run.integrationId(),
                run.integrationVersion())
                .add(from + ".id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now(), case when ? then now() end, ", run.billId(), bill.id(),
                        bill.accountId(), run.destination().name(), work.delivery().revision(), bill.currency(), bill.total(),
                        status.name(), code, error, remedy, note, externalId, url, status.hasEnded())
                .add("case when ? then " + from + ".due_at end, ? from " + from, work.pause() != null, needsPerson());
    }

    /** The change of the run's row for the statement's part {@code from}. */
    SqlText update(SqlText sql, Work work, String from) {
        Bill bill = work.delivery().bill();
        return sql.add("""
                update run set status = ?, reason_code = ?, error = ?, remedy = ?, note = ?, external_id = coalesce(?, external_id),
                    url = coalesce(?, url), revision = ?, currency = ?, total = ?, integration_version = ?,
                    ended_at = case when ? then now() end, event_due = ?, next_attempt_at = case when ? then\s""",
                status.name(), code, error, remedy, note, externalId, url, work.delivery().revision(), bill.currency(), bill.total(),
                work.run().integrationVersion(), status.hasEnded(), needsPerson(), work.pause() != null)
                .add(from + ".due_at end from " + from + " where run.id = ? and run.created_at = ?", work.run().id(),
                        work.run().createdAt());
    }
}
