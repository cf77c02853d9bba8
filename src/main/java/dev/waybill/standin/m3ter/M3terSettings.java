package dev.waybill.standin.m3ter;

import java.time.Clock;
import java.time.Duration;

/**
 * What kind of m3ter organization the stand-in plays.
 *
 * @param accessKey            of the one service user it knows
 * @param secret               of that service user
 * @param tokenLife            how long an access token is good for
 * @param embeddedLineItems    how many lines a bill shows at most; the line item calls show all
 * @param eventsCarryLineItems whether the bills inside events have their lines; m3ter does not say
 * @param requestsKept         how many requests the log keeps
 * @param clock                dates changes and ages tokens
 */
public record M3terSettings(String organizationId, String accessKey, String secret, Duration tokenLife, int embeddedLineItems,
                            boolean eventsCarryLineItems, int requestsKept, Clock clock) {

    /** m3ter: tokens live five hours. The credentials open nothing but the stand-in. */
    public static final M3terSettings STANDARD = new M3terSettings("5a1e0000-0000-4000-8000-000000000000", "stand-in-access-key",
            "stand-in-api-secret", Duration.ofHours(5), Integer.MAX_VALUE, true, 20_000, Clock.systemUTC());

    public M3terSettings withOrganization(String organizationId, String accessKey, String secret) {
        return new M3terSettings(organizationId, accessKey, secret, tokenLife, embeddedLineItems, eventsCarryLineItems,
                requestsKept, clock);
    }

    public M3terSettings withTokenLife(Duration tokenLife) {
        return new M3terSettings(organizationId, accessKey, secret, tokenLife, embeddedLineItems, eventsCarryLineItems,
                requestsKept, clock);
    }

    public M3terSettings withEmbeddedLineItems(int embeddedLineItems) {
        return new M3terSettings(organizationId, accessKey, secret, tokenLife, embeddedLineItems, eventsCarryLineItems,
                requestsKept, clock);
    }

    public M3terSettings withEventsCarryingLineItems(boolean eventsCarryLineItems) {
        return new M3terSettings(organizationId, accessKey, secret, tokenLife, embeddedLineItems, eventsCarryLineItems,
                requestsKept, clock);
    }

    public M3terSettings withClock(Clock clock) {
        return new M3terSettings(organizationId, accessKey, secret, tokenLife, embeddedLineItems, eventsCarryLineItems,
                requestsKept, clock);
    }
}
