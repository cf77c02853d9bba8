package dev.waybill.delivery;

/**
 * What is kept of one account that may be personal, in rows.
 *
 * @param inboundEvents webhooks with their bodies
 * @param calls         requests to providers with their answers
 * @param messages      integration events
 * @param underWay      deliveries and webhooks of the account that still have something to do; nothing is erased until it is 0
 */
public record ErasureReport(int bills, int inboundEvents, int runs, int calls, int messages, int underWay) {
}
