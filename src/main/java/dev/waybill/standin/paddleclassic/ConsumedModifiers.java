package dev.waybill.standin.paddleclassic;

/** What becomes of a one-time modifier once a payment has billed it. Paddle does not say, so a test can try all three. */
public enum ConsumedModifiers {
    /** Gone from the list; deleting it is refused with 124, for it is paid. */
    VANISH,
    /** Still in the list, looking like any other; deleting it is refused with 124. */
    STAY_LISTED,
    /** Gone from the list; deleting it is refused with 123, as if it had never been. */
    FORGOTTEN
}
