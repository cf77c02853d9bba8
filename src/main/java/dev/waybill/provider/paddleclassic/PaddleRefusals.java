package dev.waybill.provider.paddleclassic;

import dev.waybill.delivery.Call;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step.Parked;
import dev.waybill.provider.paddleclassic.PaddleAnswers.Reading;

/** What a person can do about a request that Paddle refused for good. */
final class PaddleRefusals {

    private PaddleRefusals() {
    }

    static Parked authFailed(Reading reading, boolean sandbox) {
        return new Parked(RunStatus.AUTH_FAILED, "auth-failed", "Paddle does not accept the credentials of this integration. "
                + reading.message(),
                "Save vendor id and vendor auth code of the " + (sandbox ? "sandbox" : "live") + " seller account in the"
                        + " integration's credentials; sandbox and live have different ones. Deliveries go on when the"
                        + " credentials change.");
    }

    static Parked refused(Reading reading, Call call, String progress) {
        String reason = reading.message() + progress;
        return switch (reading.meaning()) {
            case NO_SUBSCRIPTION -> noSubscription(reason);
            case ENDED -> ended(reason);
            default -> byCode(reading, call, reason);
        };
    }

    static Parked noSubscription(String reason) {
        return Parked.error("subscription-unknown", reason, "Correct the account's external mapping (externalSystem Paddle,"
                + " externalTable Subscription): the id must be one of this integration's seller account, live or sandbox. Then"
                + " retry the delivery.");
    }

    static Parked ended(String reason) {
        return Parked.error("uncollectable", reason, "Nothing can be charged to it any more: collect the amount in another way,"
                + " or map the account to its new subscription and retry. Bills of a last period can be collected only before the"
                + " subscription is cancelled.");
    }

    static Parked tooManyListed(String subscription, int pages) {
        return Parked.error("list-too-long", "Paddle's list of the modifiers of subscription " + subscription
                + " did not end after " + pages + " pages of " + PaddleCalls.PAGE + ".",
                "Look at the subscription's modifiers in Paddle; if nothing there is out of the ordinary, retry.");
    }

    static Parked tooManyOfOurs(String subscription, int most) {
        return Parked.error("list-too-long", "Subscription " + subscription + " has more than " + most
                + " modifiers of this bill.", "Look at the subscription's modifiers in Paddle and delete those that are too"
                + " many; then retry.");
    }

    private static Parked byCode(Reading reading, Call call, String reason) {
        return switch (reading.code()) {
            case 101 -> Parked.error("wrong-address", reason, "Check paddle-classic.base-url and"
                    + " paddle-classic.sandbox-base-url: Paddle Classic does not answer there. Then retry the delivery.");
            case 109 -> Parked.error("currency-differs", reason, "Bill the account in the subscription's currency, or map it to a"
                    + " subscription in the bill's currency; then retry the delivery.");
            case 155, 183, 186 -> Parked.error("amount-refused", reason, "Check the amount on the billing platform. If it is"
                    + " right, ask Paddle what it expects, then retry the delivery.");
            default -> Parked.error("refused", reason, "Correct in Paddle or on the billing platform what Paddle complains"
                    + " about, then retry the delivery. If " + call.name() + " itself is at fault, report it with the calls of"
                    + " this run.");
        };
    }
}
