package dev.waybill.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.waybill.bill.Bill;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.StoredBill;
import dev.waybill.source.m3ter.BillRefusedException;
import dev.waybill.source.m3ter.M3terBillReader;
import dev.waybill.source.m3ter.M3terBills;
import dev.waybill.source.m3ter.M3terTokens;
import dev.waybill.source.m3ter.Notice;
import dev.waybill.source.m3ter.Reading;
import java.time.Instant;
import java.util.Optional;

/** Still the receive room: the bill behind a notice, from the webhook itself or from the platform. */
public final class Bills {

    /** How often a bill that m3ter does not find is asked for once more before it counts as gone. */
    private static final int LOOKS_FOR_A_BILL = 3;

    private final M3terBills documents;
    private final M3terBillReader reader;
    private final M3terTokens tokens;
    private final Credentials credentials;
    private final BillArchive archive;

    public Bills(M3terBills documents, M3terBillReader reader, M3terTokens tokens, Credentials credentials,
                 BillArchive archive) {
        this.documents = documents;
        this.reader = reader;
        this.tokens = tokens;
        this.credentials = credentials;
        this.archive = archive;
    }

    /**
     * The bill as the webhook has it.
     *
     * @throws BillRefusedException when it cannot be used
     */
    public Found inWebhook(Arrival arrival) {
        return Found.of(documents.read(arrival.notice().bill(), eventTime(arrival)));
    }

    /**
     * A bill that the platform deleted: as we last knew it, with nothing to collect any more. One we never knew is kept too,
     * where the notice says what it was: the event of its creation may still come, late, and must not send it.
     */
    public Found deleted(Arrival arrival) {
        Notice notice = arrival.notice();
        Instant deletedAt = eventTime(arrival);
        Optional<Bill> known = notice.billId() == null ? Optional.empty()
                : archive.find(arrival.event().organizationId(), M3terBills.SOURCE, notice.billId()).map(StoredBill::bill);
        Optional<Bill> last = lastContent(notice, deletedAt);
        if (known.isEmpty() && last.isEmpty()) {
            return Found.none("Bill " + notice.billId() + " was deleted at m3ter before Waybill knew it. Nothing was sent of it.");
        }
        Bill bill = known.or(() -> last).get();
        Bill newest = last.filter(other -> other.isNewerThan(bill)).orElse(bill);
        return Found.of(bill.asDeleted(newest.version(), later(deletedAt, newest.changedAt())));
    }

    /** What the bill was when it was deleted; a deletion needs no content, so one that cannot be used is none. */
    private Optional<Bill> lastContent(Notice notice, Instant deletedAt) {
        try {
            return notice.bill() == null ? Optional.empty() : Optional.of(documents.read(notice.bill(), deletedAt));
        } catch (BillRefusedException e) {
            return Optional.empty();
        }
    }

    /** The reading of a bill from m3ter, before its first call. */
    public Reading beginReading(Arrival arrival) {
        return reader.begin(credentials.m3terOrganization(arrival), arrival.notice().billId(), eventTime(arrival),
                tokens.bearer(credentials.tokenKey(arrival)).isPresent());
    }

    /** The reading after an answer; tokens are kept and dropped here. */
    public Reading absorb(Arrival arrival, Reading reading, Answer answer) {
        Reading next = reader.absorb(reading, answer);
        if (reading.needsToken()) {
            tokens.keep(credentials.tokenKey(arrival), answer);
        } else if (next.needsToken()) {
            tokens.drop(credentials.tokenKey(arrival));
        }
        return next;
    }

    /**
     * What the reading came to.
     *
     * @throws BillRefusedException   when the bill cannot be used
     * @throws PlatformAwayException  when m3ter could not be asked, or does not show yet what it announced; the event is tried again
     */
    public Found asRead(Arrival arrival, Reading reading) {
        if (reading.isRefused()) {
            throw reading.refusal();
        }
        if (reading.hasFailed()) {
            Reading.Failure failure = reading.failure();
            throw new PlatformAwayException(failure.reason(), failure.isAuthentication(), failure.pause());
        }
        return reading.isGone() ? gone(arrival) : Found.of(announced(arrival, reading.bill()));
    }

    /** A bill that is not there: perhaps not yet, since an event may be faster than what m3ter reads from. */
    private static Found gone(Arrival arrival) {
        if (arrival.event().attempts() < LOOKS_FOR_A_BILL) {
            throw new PlatformAwayException("m3ter announced bill " + arrival.notice().billId() + " and does not find it", false, null);
        }
        return Found.none("m3ter has no such bill any more. Nothing was sent; its deletion is announced by an event of its own.");
    }

    /** The bill, unless it is older than the one in the event: closing the event with it would lose the newer one. */
    private static Bill announced(Arrival arrival, Bill bill) {
        JsonNode version = arrival.notice().bill() == null ? MissingNode.getInstance() : arrival.notice().bill().path("version");
        if (bill.version() > 0 && version.isIntegralNumber() && version.canConvertToLong() && version.longValue() > bill.version()) {
            throw new PlatformAwayException("m3ter announced version " + version.longValue() + " of bill " + bill.id()
                    + " and still answers with version " + bill.version(), false, null);
        }
        return bill;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant eventTime(Arrival arrival) {
        return arrival.notice().eventTime() == null ? arrival.event().receivedAt() : arrival.notice().eventTime();
    }
}
