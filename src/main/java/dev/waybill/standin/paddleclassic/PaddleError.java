package dev.waybill.standin.paddleclassic;

import java.util.Arrays;
import java.util.Optional;

/** Paddle: the errors that the calls of this stand-in, or a fault rule, answer with. Codes are stable, sentences are not. */
enum PaddleError {
    BAD_METHOD_CALL(101, "Bad method call"),
    BAD_KEY(102, "Bad api key"),
    NO_PERMISSION(107, "You don't have permission to access this resource"),
    BAD_CURRENCY(109, "Provided currency is not valid"),
    BAD_TOKEN(111, "Invalid authentication token"),
    MISSING_ARGUMENT(116, "One or more required arguments are missing"),
    SUBSCRIPTION_UNKNOWN(119, "Unable to find requested subscription"),
    INTERNAL(120, "Request failed due to internal error"),
    PAYMENT_UNKNOWN(121, "Unable to find requested payment"),
    BAD_DATE(122, "Provided date is not valid"),
    MODIFIER_UNKNOWN(123, "Unable to find requested modifier"),
    MODIFIER_PAID(124, "Modifiers that have already been paid cannot be altered or deleted"),
    BEING_PROCESSED(146,
            "The current invoice of this subscription is currently being processed, and cannot be updated at this time"),
    TRY_LATER(151, "The subscription cannot be updated at this time. Please try later."),
    PLAN_CHANGE_IN_TRIAL(152, "Plan changes can not be made whilst the customer is in their trial period."),
    BAD_AMOUNT(155, "The given amount is not valid."),
    BAD_COMBINATION(159, "The parameters combination is incorrect."),
    BAD_RECURRING(160, "Invalid recurring option."),
    BAD_DESCRIPTION(166, "The description has to be a string."),
    BAD_CHARGE_NAME(181, "charge_name is too long or invalid. Length limit: 50"),
    BAD_SUBSCRIPTION_ID(182, "The given subscription ID is invalid. IDs must be numeric."),
    CHARGE_NOT_POSITIVE(183, "Charges cannot be made with a negative amount"),
    ACCESS_DENIED(184, "Access Denied."),
    CYCLES_EXCEEDED(185, "Subscription billing cycles exceeded. Subscription expired."),
    BELOW_MINIMUM(186, "Amount is less than allowed minimum transaction amount."),
    DELETED(187, "Subscription has been deleted."),
    PAYMENT_FAILED(188, "Transaction failed."),
    RATE_LIMIT(189, "Rate limit reached for this type of request. Please try again later."),
    NO_PAYMENT_METHOD(190, "No valid payment method found"),
    OFFSET_WITHOUT_LIMIT(191, "You cannot pass an offset without defining a limit"),
    PAUSE_WITH_OTHERS(192, "No other modifications are allowed when pausing/unpausing a subscription"),
    CANNOT_PAUSE(193, "You can not pause/unpause this subscription"),
    PAUSED(194, "Changes can not be made whilst the subscription is paused."),
    PLAN_CHANGE_PAST_DUE(196, "Subscription is in a past_due state and the plan can therefore not be changed."),
    NOT_ACTIVE(197, "The subscription of the customer is not active."),
    BAD_PLAN(198, "The selected new plan is invalid."),
    PAST_DUE(199, "No other modifications except pausing and changing the passthrough are allowed on a past due subscription.");

    private final int code;
    private final String message;

    PaddleError(int code, String message) {
        this.code = code;
        this.message = message;
    }

    int code() {
        return code;
    }

    String message() {
        return message;
    }

    static Optional<PaddleError> of(int code) {
        return Arrays.stream(values()).filter(error -> error.code == code).findFirst();
    }
}
