package dev.waybill.delivery;

import java.time.Duration;
import java.util.Objects;

/** What a provider wants next for a delivery: a {@link Call}, or one of three ways to stop. */
public sealed interface Step permits Call, Step.Done, Step.Later, Step.Parked {

    /**
     * The provider holds what is wanted.
     *
     * @param externalId the provider's id of what it holds, or null when it rightly holds nothing
     * @param url        where a person sees it, or null
     * @param note       one sentence for the run, or null
     */
    record Done(String externalId, String url, String note) implements Step {
    }

    /**
     * Only a person can go on.
     *
     * @param status AUTH_FAILED, INVOICE_ALREADY_PAID, ACCOUNTING_PERIOD_CLOSED, or ERROR for everything else
     * @param code   a short stable word for filters and metrics: {@code too-many-lines}, {@code total-differs}
     * @param reason what is wrong, with the values seen
     * @param remedy what to do, and what happens then
     */
    record Parked(RunStatus status, String code, String reason, String remedy) implements Step {
        public Parked {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(remedy, "remedy");
        }

        public static Parked error(String code, String reason, String remedy) {
            return new Parked(RunStatus.ERROR, code, reason, remedy);
        }
    }

    /**
     * Something that may pass by itself: try again later.
     *
     * @param status AWAITING_RETRY; or one that costs no attempt: RATE_LIMIT_RETRY when the provider asked to slow down, WAITING
     *               when we have not begun
     * @param code   a short stable word for filters and metrics: {@code no-answer}, {@code server-error}, {@code rate-limit}
     * @param reason what happened
     * @param pause  how long the provider asked us to wait, or null for the retry schedule
     */
    record Later(RunStatus status, String code, String reason, Duration pause) implements Step {
        public Later {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
