package dev.waybill.delivery;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids that sort by the time they were made (UUID version 7, RFC 9562): 48 bits of milliseconds, then chance. Rows made together
 * lie together, and an id tells which month's partition holds its row.
 */
public final class TimeOrderedId {

    private TimeOrderedId() {
    }

    /** A new id of this moment. */
    public static UUID at(Instant moment) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = moment.toEpochMilli() << 16 | 0x7000L | random.nextLong() & 0x0FFFL;
        long low = random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low);
    }

    /** The moment an id was made, to the millisecond. */
    public static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
