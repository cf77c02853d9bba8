package dev.waybill.gateway;

import dev.waybill.dispatch.AccountState;
import dev.waybill.flow.Measures;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Says in words which provider accounts wait, and why. Never DOWN: it is the provider that fails, and Waybill goes on by itself. */
final class AccountsHealth extends AbstractHealthCheck {

    private final Measures measures;

    AccountsHealth(Measures measures) {
        super("waybill", "provider-accounts");
        this.measures = measures;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        for (AccountState state : measures.accounts()) {
            if (state.isBroken()) {
                builder.detail(state.account().label(), "fails for nearly every call: nothing but a few probes is sent until it answers");
            } else if (!state.pause().isZero()) {
                builder.detail(state.account().label(), "asked to slow down: nothing new begins for " + state.pause().toSeconds() + " s");
            } else if (state.pausedLanes() > 0) {
                builder.detail(state.account().label(), state.pausedLanes() + " customer(s) wait because the provider asked for it");
            }
        }
    }
}
