package dev.waybill.provider.paddleclassic;

/**
 * A modifier was sent and no answer came.
 *
 * @param revision the bill's revision for which Paddle was left alone long enough: a new one may cut the wait short
 * @param before   the subscription as it was before the modifier was sent, or null when it is not known any more
 */
record Silence(int revision, SeenSubscription before) {

    Silence waited(int revision) {
        return new Silence(revision, before);
    }
}
