package dev.waybill.bill;

/** How far a bill has come at the platform. A status this release does not know counts as {@link #OTHER}: not approved. */
public enum BillStatus {
    PENDING, APPROVED, OTHER;

    /** Reads the platform's word; null and unknown words are {@link #OTHER}. */
    public static BillStatus of(String word) {
        for (BillStatus status : values()) {
            if (status.name().equals(word)) {
                return status;
            }
        }
        return OTHER;
    }
}
