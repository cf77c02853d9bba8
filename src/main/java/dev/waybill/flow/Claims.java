package dev.waybill.flow;

import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Claim;
import dev.waybill.delivery.InboundEvent;
import dev.waybill.delivery.ProviderAccount;
import dev.waybill.dispatch.Dispatcher;
import dev.waybill.integration.IntegrationConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what is due from the database, never more than can begin soon. */
public final class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    /** A long queue in the database is taken up in one turn for about so long; then the clock gets its say again. */
    private static final Duration ONE_TURN = Duration.ofSeconds(1);
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private final BillArchive archive;
    private final Webhooks webhooks;
    private final Configurations configurations;
    private final Lanes lanes;
    private final Dispatcher<Object> dispatcher;
    private final int batch;
    private final Duration longestInMemory;
    private final IntSupplier eventRoom;
    private volatile long eventTurnEnds;
    private volatile boolean moreEvents;
    private volatile int takenUp;

    /**
     * @param batch           most rows claimed by one statement
     * @param longestInMemory what has waited in memory for so long goes back into the database
     * @param eventRoom       how many events the queue of the decide room still takes; 0 while stopping
     */
    public Claims(BillArchive archive, Webhooks webhooks, Configurations configurations, Lanes lanes, Dispatcher<Object> dispatcher,
                  int batch, Duration longestInMemory, IntSupplier eventRoom) {
        this.archive = archive;
        this.webhooks = webhooks;
        this.configurations = configurations;
        this.lanes = lanes;
        this.dispatcher = dispatcher;
        this.batch = batch;
        this.longestInMemory = longestInMemory;
        this.eventRoom = eventRoom;
    }

    /** Claims deliveries that are due, and puts them before the workers. */
    public void deliveries() throws InterruptedException {
        lanes.takeOut(dispatcher.drainStale(longestInMemory));
        long until = System.nanoTime() + ONE_TURN.toNanos();
        while (System.nanoTime() < until) {
            Map<UUID, Integer> rooms = rooms();
            List<Claim> claims = rooms.isEmpty() ? List.of() : archive.claimDue(rooms, batch);
            int entered = lanes.enterAll(claims);
            Map<UUID, Long> found = claims.stream().collect(Collectors.groupingBy(Claim::integrationId, Collectors.counting()));
            boolean more = entered > 0 && (claims.size() >= batch
                    || found.entrySet().stream().anyMatch(one -> one.getValue() >= rooms.get(one.getKey())));
            if (!more) {
                return;
            }
            dispatcher.awaitEase(BETWEEN);
        }
    }

    /** How many of each integration could begin soon; integrations of one account share its room, in an order left to chance. */
    private Map<UUID, Integer> rooms() {
        List<IntegrationConfiguration> integrations = new ArrayList<>(configurations.integrations());
        Collections.shuffle(integrations);
        Map<UUID, ProviderAccount> accounts = new LinkedHashMap<>();
        Map<ProviderAccount, Integer> sharers = new HashMap<>();
        for (IntegrationConfiguration integration : integrations) {
            ProviderAccount account = lanes.account(integration);
            accounts.put(integration.id(), account);
            sharers.merge(account, 1, Integer::sum);
        }
        Map<ProviderAccount, Integer> left = new HashMap<>();
        Map<UUID, Integer> rooms = new LinkedHashMap<>();
        accounts.forEach((integration, account) -> {
            int room = left.computeIfAbsent(account, dispatcher::roomToFill);
            int share = Math.min(room, Math.max(1, dispatcher.room(account) / sharers.get(account)));
            if (share > 0) {
                rooms.put(integration, share);
                left.put(account, room - share);
            }
        });
        return rooms;
    }

    /** Claims events that nobody works on, as many as the decide room takes. The clock asks, and then {@link #moreEvents} is asked. */
    public List<Arrival> events() {
        eventTurnEnds = System.nanoTime() + ONE_TURN.toNanos();
        takenUp = 0;
        return claimEvents();
    }

    /** As {@link #events}, once the decide room takes some again; none when no more were found, or this turn of the clock is over. */
    public List<Arrival> moreEvents() {
        while (moreEvents && System.nanoTime() < eventTurnEnds) {
            if (eventRoom.getAsInt() > 0) {
                return claimEvents();
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
        LOG.info("Took up {} acknowledged events that nobody was working on", takenUp);
        return List.of();
    }

    private List<Arrival> claimEvents() {
        int room = Math.min(batch, eventRoom.getAsInt());
        List<InboundEvent> events = room <= 0 ? List.of() : archive.claimEvents(room);
        moreEvents = room <= 0 || events.size() == room;
        takenUp += events.size();
        return events.stream().map(this::again).flatMap(Optional::stream).toList();
    }

    /** The others of a batch do not wait for one that this node cannot take up yet. */
    private Optional<Arrival> again(InboundEvent event) {
        try {
            return Optional.of(webhooks.again(event));
        } catch (RuntimeException e) {
            LOG.warn("Event {} is left until its lease ends: {}", event.id(), e.getMessage());
            return Optional.empty();
        }
    }
}
