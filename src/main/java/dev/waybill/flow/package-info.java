/**
 * What the steps of the routes do, one class per room: {@link dev.waybill.flow.Webhooks} receives, {@link dev.waybill.flow.Bills}
 * finds the document, {@link dev.waybill.flow.Decisions} decides, {@link dev.waybill.flow.Deliveries} delivers,
 * {@link dev.waybill.flow.RunLog} logs. The order of the steps is in {@code routes/}, not here.
 */
package dev.waybill.flow;
