package dev.waybill.source.m3ter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.bill.Bill;
import dev.waybill.delivery.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Reads a bill from m3ter, as a webhook is only a hint. No I/O: a route sends {@link Reading#call()} and brings the answer.
 *
 * <p>m3ter: {@code GET /bills/{id}}, then {@code GET /bills/{id}/lineitems} page by page, whose lines make the bill. Nothing
 * holds m3ter still meanwhile. When the lines do not give the stated total, or there is no stated total to prove them, or
 * they cannot be used, the bill is read once more: if it changed, its lines are listed anew.
 */
public final class M3terBillReader {

    static final int MOST_PAGES = 200;
    static final int MOST_RESTARTS = 3;

    private static final List<String> MARKS = List.of("version", "dtLastModified", "lastCalculatedDate", "status", "locked");

    private final M3terBills bills;

    public M3terBillReader(M3terBills bills) {
        this.bills = bills;
    }

    /**
     * The reading of one bill, before its first call.
     *
     * @param m3terOrganizationId m3ter's id of the organization
     * @param billId              m3ter's id of the bill; null refuses the reading at once
     * @param eventTime           as {@link M3terBills#read} takes it
     * @param tokenCached         true when a bearer token is at hand, false to fetch one first
     */
    public Reading begin(String m3terOrganizationId, String billId, Instant eventTime, boolean tokenCached) {
        Objects.requireNonNull(m3terOrganizationId, "m3terOrganizationId");
        Reading reading = Reading.begin(m3terOrganizationId, billId, eventTime, tokenCached);
        if (!M3terIds.fitsPath(m3terOrganizationId)) {
            return refused(reading, BillRefusedException.INVALID, "The m3ter organization id of the credentials is no id.",
                    "Set the organization id that the m3ter console shows, then recalculate the bill there, which sends it again.");
        }
        if (!M3terIds.fitsPath(billId)) {
            return refused(reading, BillRefusedException.INVALID, "The notice names no bill.",
                    "Look up in m3ter which bill was meant and recalculate it there, which sends it again.");
        }
        return reading;
    }

    /** The reading after this answer to its call. */
    public Reading absorb(Reading reading, Answer answer) {
        String call = reading.call().name();
        if (answer.outcome() != Answer.Outcome.ANSWERED) {
            return failed(reading, Reading.Failure.NO_ANSWER, "m3ter did not answer " + call + ": "
                    + PlainText.cut(PlainText.clean(Objects.toString(answer.body(), "")), 200), answer);
        }
        int status = answer.status();
        if (status == 429) {
            return failed(reading, Reading.Failure.RATE_LIMIT, "m3ter asked us to slow down (429 to " + call + ")", answer);
        }
        if (status >= 500 || status == 408 || status == 409 || status == 425) {
            return failed(reading, Reading.Failure.SERVER_ERROR, "m3ter answered " + status + " to " + call, answer);
        }
        if (reading.needsToken()) {
            return absorbToken(reading, answer);
        }
        // m3ter: an expired token is answered 403, and so is an organization the service user may not see.
        if (status == 401 || status == 403) {
            return reading.renewedToken() ? authFailed(reading, call, status, "also with a new token") : reading.withoutToken();
        }
        return status == 404 ? absorbAbsence(reading) : absorbDocument(reading, call, answer);
    }

    private static Reading absorbToken(Reading reading, Answer answer) {
        if (M3terToken.read(answer).isPresent()) {
            return reading.withToken();
        }
        int status = answer.status();
        if (status == 400 || status == 401 || status == 403) {
            return authFailed(reading, "token", status, "it knows no such access key and secret");
        }
        return unexpected(reading, "m3ter answered " + status + " to token, without a usable access_token", answer);
    }

    private static Reading absorbAbsence(Reading reading) {
        boolean onlyItsLines = reading.place() instanceof Reading.LinesPlace;
        return onlyItsLines ? startOver(reading, new Reading.BillPlace()) : reading.ended(new Reading.Gone());
    }

    private Reading absorbDocument(Reading reading, String call, Answer answer) {
        int status = answer.status();
        if (status >= 400) {
            return refused(reading, BillRefusedException.NOT_READABLE, "m3ter answered " + status + " to " + call + " of bill "
                    + reading.billId() + said(answer) + ".", "Check in m3ter that the bill opens there, then recalculate it, which sends it again.");
        }
        if (status != 200) {
            return unexpected(reading, "m3ter answered " + status + " to " + call + ", 200 was expected", answer);
        }
        JsonNode document;
        try {
            document = ReceivedJson.read(answer.body());
        } catch (UnreadableJsonException e) {
            return unexpected(reading, "the answer of m3ter to " + call + " cannot be read: " + e.getMessage(), answer);
        }
        if (reading.place() instanceof Reading.LinesPlace lines) {
            return absorbPage(reading, lines, document, answer);
        }
        if (!reading.billId().equals(document.path("id").textValue())) {
            return unexpected(reading, "m3ter's answer to " + call + " is not bill " + reading.billId(), answer);
        }
        return reading.place() instanceof Reading.BillAgainPlace again
                ? absorbAgain(reading, again, document)
                : reading.at(Reading.LinesPlace.first(document));
    }

    private Reading absorbPage(Reading reading, Reading.LinesPlace lines, JsonNode page, Answer answer) {
        JsonNode token = page.path("nextToken");
        if (!page.path("data").isArray() || !token.isTextual() && !token.isNull() && !token.isMissingNode()) {
            return unexpected(reading, "m3ter's answer to list-line-items is no page: a list data and a text nextToken were"
                    + " expected", answer);
        }
        String next = token.asText("").isEmpty() ? null : token.textValue();
        if (next != null && next.equals(lines.nextToken())) {
            return unexpected(reading, "m3ter's page of line items names itself as the next one", answer);
        }
        Reading.LinesPlace after = lines.after(page, next);
        if (next == null) {
            return absorbAllLines(reading, after);
        }
        return after.pages().size() < MOST_PAGES ? reading.at(after) : refused(reading, BillRefusedException.TOO_MANY_LINES,
                "Bill " + reading.billId() + " has more than " + MOST_PAGES * Reading.PAGE_SIZE + " lines; so many are not read.",
                "Split the bill in m3ter, or send it to the customer by hand.");
    }

    private Reading absorbAllLines(Reading reading, Reading.LinesPlace lines) {
        Reading.Outcome outcome = outcome(reading, lines);
        boolean proven = outcome instanceof Reading.Read read && read.bill().statedTotal() != null;
        return proven ? reading.ended(outcome) : reading.at(new Reading.BillAgainPlace(lines.bill(), outcome));
    }

    private Reading.Outcome outcome(Reading reading, Reading.LinesPlace lines) {
        try {
            Bill bill = bills.read(bills.merge(lines.bill(), lines.pages()), reading.eventTime());
            return new Reading.Read(bill);
        } catch (BillRefusedException e) {
            return new Reading.Refused(e);
        }
    }

    private static Reading absorbAgain(Reading reading, Reading.BillAgainPlace again, JsonNode document) {
        boolean unchanged = MARKS.stream().allMatch(mark -> document.path(mark).equals(again.bill().path(mark)));
        return unchanged ? reading.ended(again.ifUnchanged()) : startOver(reading, Reading.LinesPlace.first(document));
    }

    private static Reading startOver(Reading reading, Reading.Place place) {
        if (reading.restarts() < MOST_RESTARTS) {
            return reading.startingOverAt(place);
        }
        return reading.ended(new Reading.Failure(Reading.Failure.KEEPS_CHANGING, "Bill " + reading.billId()
                + " changed at m3ter each of " + (MOST_RESTARTS + 1) + " times while it was read", null));
    }

    private static Reading authFailed(Reading reading, String call, int status, String detail) {
        return reading.ended(new Reading.Failure(Reading.Failure.AUTH_FAILED, "m3ter refused " + call + " with " + status + ", "
                + detail + ". Check that the service user's access key is valid and may read bills of organization "
                + reading.organizationId() + ", and set it again in the m3ter credentials; the bill is then read.", null));
    }

    private static Reading refused(Reading reading, String code, String message, String remedy) {
        return reading.ended(new Reading.Refused(new BillRefusedException(code, message, remedy, reading.billId())));
    }

    private static Reading unexpected(Reading reading, String reason, Answer answer) {
        return failed(reading, Reading.Failure.UNEXPECTED_ANSWER, reason, answer);
    }

    private static Reading failed(Reading reading, String code, String reason, Answer answer) {
        return reading.ended(new Reading.Failure(code, reason, RetryAfter.of(answer)));
    }

    /** m3ter: an error's body is an object with one text, {@code message}. */
    private static String said(Answer answer) {
        try {
            String message = ReceivedJson.read(answer.body()).path("message").textValue();
            return message == null ? "" : ": " + PlainText.cut(PlainText.clean(message), 200);
        } catch (UnreadableJsonException e) {
            return "";
        }
    }
}
