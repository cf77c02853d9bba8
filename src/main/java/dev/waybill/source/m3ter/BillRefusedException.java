package dev.waybill.source.m3ter;

/**
 * A bill of m3ter cannot be used as it is, and asking again does not help: a person must act. Nothing of it was sent. The
 * message shows amounts, dates, currencies and ids it met, never names or descriptions.
 */
public final class BillRefusedException extends RuntimeException {

    /** The document lacks something, or holds something unusable. */
    public static final String INVALID = "bill-invalid";
    /** The lines do not add up to the total that m3ter states. */
    public static final String TOTAL_DIFFERS = "total-differs";
    /** More lines than are read for one bill. */
    public static final String TOO_MANY_LINES = "too-many-lines";
    /** m3ter refused the question itself. */
    public static final String NOT_READABLE = "m3ter-refused";

    private final String code;
    private final String remedy;
    private final String billId;

    BillRefusedException(String code, String message, String remedy, String billId) {
        super(message);
        this.code = code;
        this.remedy = remedy;
        this.billId = billId;
    }

    /** A short stable word for filters and metrics. */
    public String code() {
        return code;
    }

    /** What to do, and what happens then. */
    public String remedy() {
        return remedy;
    }

    /** m3ter's id of the bill, or null when it has none. */
    public String billId() {
        return billId;
    }
}
