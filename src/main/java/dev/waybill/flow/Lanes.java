package dev.waybill.flow;

import dev.waybill.delivery.BillArchive;
import dev.waybill.delivery.Claim;
import dev.waybill.delivery.Lane;
import dev.waybill.delivery.ProviderAccount;
import dev.waybill.delivery.Work;
import dev.waybill.dispatch.Dispatcher;
import dev.waybill.integration.IntegrationConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way from the decide room, and from the database, to the workers: each delivery into the lane of its customer. */
public final class Lanes {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /** Others of its customer wait in memory already, and they go one after the other. */
    private static final Duration BEHIND_OTHERS = Duration.ofSeconds(1);

    private static final String TAKEN_OUT = "Not sent: the turn of this delivery would not have come soon; it is taken up again.";

    private final BillArchive archive;
    private final Configurations configurations;
    private final Holds holds;
    private final Dispatcher<Object> dispatcher;

    public Lanes(BillArchive archive, Configurations configurations, Holds holds, Dispatcher<Object> dispatcher) {
        this.archive = archive;
        this.configurations = configurations;
        this.holds = holds;
        this.dispatcher = dispatcher;
    }

    /** Where an integration's deliveries go: what is held passes by the account, on its way to be parked. */
    ProviderAccount account(IntegrationConfiguration integration) {
        return holds.holds(integration.id()) ? ProviderAccount.held(integration.id()) : ProviderAccount.of(integration);
    }

    /** Puts a leased delivery, a {@link Work} or a {@link Claim}, before the workers; what finds no room waits in the database. */
    public void enter(Object delivery) {
        if (delivery instanceof Claim claim) {
            enterAll(List.of(claim));
        } else if (delivery instanceof Work work && !dispatcher.offer(work.lane(), work)) {
            takeOut(List.of(work));
        }
    }

    /** Puts claimed deliveries before the workers. @return how many found room */
    int enterAll(List<Claim> claims) {
        List<Claim> refused = new ArrayList<>();
        for (Claim claim : claims) {
            Optional<ProviderAccount> account = configurations.integration(claim.integrationId()).map(this::account);
            if (account.isEmpty() || !dispatcher.offer(lane(account.get(), claim), claim)) {
                refused.add(claim);
            }
        }
        if (!refused.isEmpty()) {
            LOG.debug("{} of {} claimed deliveries are behind others of their customers", refused.size(), claims.size());
            archive.giveBack(refused, BEHIND_OTHERS);
        }
        return claims.size() - refused.size();
    }

    private static Lane lane(ProviderAccount account, Claim claim) {
        return new Lane(account, claim.lane() == null ? claim.deliveryId() : claim.lane());
    }

    /** Gives back into the database what was taken out of the dispatcher. */
    void takeOut(List<Object> deliveries) {
        List<Claim> claims = new ArrayList<>();
        for (Object delivery : deliveries) {
            if (delivery instanceof Claim claim) {
                claims.add(claim);
            } else if (delivery instanceof Work work) {
                archive.giveBack(work.delivery().id(), work.fence(), work.calls(), TAKEN_OUT);
            }
        }
        if (!claims.isEmpty()) {
            archive.giveBack(claims, Duration.ZERO);
        }
        if (!deliveries.isEmpty()) {
            LOG.debug("{} deliveries went back into the database; their turn would not have come soon", deliveries.size());
        }
    }

    /** Gives back all that waits in memory, when the gateway stops. */
    public void takeOutAll() {
        takeOut(dispatcher.drainStale(Duration.ZERO));
    }
}
