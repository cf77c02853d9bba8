package dev.waybill.provider.stripe;

/**
 * An invoice that Stripe raised for a subscription and that took up items of ours, as it was seen in this go.
 *
 * @param status draft, open, paid, uncollectible or void
 * @param lines  how many lines it has, those of others included; as many as it takes when Stripe does not say
 */
record TakingInvoice(String id, String status, int lines) {

    boolean draft() {
        return "draft".equals(status);
    }

    boolean known() {
        return switch (String.valueOf(status)) {
            case "draft", "open", "paid", "uncollectible", "void" -> true;
            default -> false;
        };
    }
}
