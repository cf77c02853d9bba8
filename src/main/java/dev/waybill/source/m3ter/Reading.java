package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Bill;
import dev.waybill.delivery.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How far the reading of one bill from m3ter has come: either there is a {@link #call()} to send, or it ended in one of four
 * ways: the bill, gone, refused, or failed for now. Immutable; {@link M3terBillReader} makes the next one from an answer.
 */
public final class Reading {

    static final int PAGE_SIZE = 100;

    private static final String TOKEN_REQUEST = "{\"grant_type\":\"client_credentials\"}";
    private static final Map<String, String> HEADERS = Map.of("Accept", "application/json");

    private final Subject subject;
    private final Token token;
    private final int restarts;
    private final Place place;
    private final Outcome outcome;

    private Reading(Subject subject, Token token, int restarts, Place place, Outcome outcome) {
        this.subject = subject;
        this.token = token;
        this.restarts = restarts;
        this.place = place;
        this.outcome = outcome;
    }

    static Reading begin(String organizationId, String billId, Instant eventTime, boolean tokenCached) {
        return new Reading(new Subject(organizationId, billId, eventTime), tokenCached ? Token.HELD : Token.WANTED, 0,
                new BillPlace(), null);
    }

    /** True while there is something to ask m3ter. */
    public boolean hasCall() {
        return outcome == null;
    }

    /** True when the call fetches a token: it goes out with Basic credentials, all others with the bearer token. */
    public boolean needsToken() {
        return hasCall() && (token == Token.WANTED || token == Token.EXPIRED);
    }

    /** What to send now; only while {@link #hasCall()}. */
    public Call call() {
        if (!hasCall()) {
            throw new IllegalStateException("the reading of bill " + subject.billId + " has ended");
        }
        if (needsToken()) {
            return new Call("token", "POST", "/oauth/token", "", "application/json", TOKEN_REQUEST, "", HEADERS, false);
        }
        return place.call("/organizations/" + M3terIds.encoded(subject.organizationId)
                + "/bills/" + M3terIds.encoded(subject.billId));
    }

    public boolean hasBill() {
        return outcome instanceof Read;
    }

    /** The bill as it is at m3ter; only when {@link #hasBill()}. */
    public Bill bill() {
        return ((Read) outcome).bill;
    }

    /** True when m3ter has no such bill (any more). */
    public boolean isGone() {
        return outcome instanceof Gone;
    }

    /** True when the bill cannot be used and asking again does not help. */
    public boolean isRefused() {
        return outcome instanceof Refused;
    }

    /** Why; only when {@link #isRefused()}. */
    public BillRefusedException refusal() {
        return ((Refused) outcome).why;
    }

    /** True when the bill could not be read now. */
    public boolean hasFailed() {
        return outcome instanceof Failure;
    }

    /** Why; only when {@link #hasFailed()}. */
    public Failure failure() {
        return (Failure) outcome;
    }

    /** Leaves the bill out: it may hold personal data. */
    @Override
    public String toString() {
        return "Reading[bill " + subject.billId + ", " + (hasCall() ? call().name() : outcome.getClass().getSimpleName()) + "]";
    }

    String organizationId() {
        return subject.organizationId;
    }

    String billId() {
        return subject.billId;
    }

    Instant eventTime() {
        return subject.eventTime;
    }

    int restarts() {
        return restarts;
    }

    Place place() {
        return place;
    }

    boolean renewedToken() {
        return token == Token.RENEWED;
    }

    Reading withToken() {
        return new Reading(subject, token == Token.EXPIRED ? Token.RENEWED : Token.HELD, restarts, place, outcome);
    }

    Reading withoutToken() {
        return new Reading(subject, Token.EXPIRED, restarts, place, outcome);
    }

    Reading at(Place next) {
        return new Reading(subject, token, restarts, next, outcome);
    }

    Reading startingOverAt(Place next) {
        return new Reading(subject, token, restarts + 1, next, outcome);
    }

    Reading ended(Outcome outcome) {
        return new Reading(subject, token, restarts, place, outcome);
    }

    private record Subject(String organizationId, String billId, Instant eventTime) {
    }

    private enum Token { WANTED, HELD, EXPIRED, RENEWED }

    /** Where in the sequence of questions a reading is. */
    sealed interface Place permits BillPlace, LinesPlace, BillAgainPlace {

        Call call(String billPath);
    }

    /** The bill itself. */
    record BillPlace() implements Place {

        @Override
        public Call call(String billPath) {
            return Call.get("read-bill", billPath, "", HEADERS);
        }
    }

    /** Its lines, page by page. */
    record LinesPlace(JsonNode bill, List<JsonNode> pages, String nextToken) implements Place {

        LinesPlace {
            pages = List.copyOf(pages);
        }

        static LinesPlace first(JsonNode bill) {
            return new LinesPlace(bill, List.of(), null);
        }

        LinesPlace after(JsonNode page, String nextToken) {
            List<JsonNode> more = new ArrayList<>(pages);
            more.add(page);
            return new LinesPlace(bill, more, nextToken);
        }

        @Override
        public Call call(String billPath) {
            String query = "pageSize=" + PAGE_SIZE + (nextToken == null ? "" : "&nextToken=" + M3terIds.encoded(nextToken));
            return Call.get("list-line-items", billPath + "/lineitems", query, HEADERS);
        }
    }

    /** The bill once more, to see whether it changed while its lines were listed. */
    record BillAgainPlace(JsonNode bill, Outcome ifUnchanged) implements Place {

        @Override
        public Call call(String billPath) {
            return Call.get("read-bill-again", billPath, "", HEADERS);
        }
    }

    /** How a reading ends. */
    sealed interface Outcome permits Read, Gone, Refused, Failure {
    }

    record Read(Bill bill) implements Outcome {
    }

    record Gone() implements Outcome {
    }

    record Refused(BillRefusedException why) implements Outcome {
    }

    /**
     * The bill could not be read now.
     *
     * @param code   a short stable word for filters and metrics: {@code m3ter-no-answer}, {@code m3ter-rate-limit},
     *               {@code m3ter-server-error}, {@code m3ter-unexpected-answer}, {@code bill-keeps-changing}, or
     *               {@code m3ter-auth-failed}
     * @param reason what happened, and what to do where only a person can
     * @param pause  how long m3ter asked us to wait, or null for the retry schedule
     */
    public record Failure(String code, String reason, Duration pause) implements Outcome {

        public static final String NO_ANSWER = "m3ter-no-answer";
        public static final String RATE_LIMIT = "m3ter-rate-limit";
        public static final String SERVER_ERROR = "m3ter-server-error";
        public static final String UNEXPECTED_ANSWER = "m3ter-unexpected-answer";
        public static final String KEEPS_CHANGING = "bill-keeps-changing";
        public static final String AUTH_FAILED = "m3ter-auth-failed";

        public Failure {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(reason, "reason");
        }

        /** True when the credentials are refused: asking again helps only once they were replaced. */
        public boolean isAuthentication() {
            return code.equals(AUTH_FAILED);
        }
    }
}
