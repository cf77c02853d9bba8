package dev.waybill.flow;

import dev.waybill.bill.Bill;

/**
 * The bill an event speaks of.
 *
 * @param bill           null when nothing is to be done
 * @param nothingBecause why, in one sentence; null when there is a bill
 */
public record Found(Bill bill, String nothingBecause) {

    static Found of(Bill bill) {
        return new Found(bill, null);
    }

    static Found none(String because) {
        return new Found(null, because);
    }

    /** Asked by the route: is there nothing to do? */
    public boolean nothing() {
        return bill == null;
    }
}
