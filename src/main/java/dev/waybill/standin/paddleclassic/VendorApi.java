package dev.waybill.standin.paddleclassic;

import dev.waybill.standin.server.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** All endpoints over one seller account. A request is first read, which touches nothing, and then done alone. */
final class VendorApi {

    private static final List<String> BASE = List.of("api", "2.0");

    private final Seller seller;
    private final List<Endpoint> endpoints = new ArrayList<>();

    VendorApi(Seller seller, Billing billing, Lifecycle lifecycle) {
        this.seller = seller;
        endpoints.addAll(new ModifierCalls(seller).endpoints());
        endpoints.addAll(new SubscriptionCalls(seller, lifecycle).endpoints());
        endpoints.addAll(new PaymentCalls(seller, billing).endpoints());
        endpoints.addAll(new AlertCalls(seller).endpoints());
    }

    /** @throws Refusal 101 for an address or a method that Paddle does not have */
    Endpoint endpoint(String method, List<String> segments) {
        if (!method.equals("POST") || segments.size() <= BASE.size() || !segments.subList(0, BASE.size()).equals(BASE)) {
            throw new Refusal(PaddleError.BAD_METHOD_CALL);
        }
        return endpoints.stream().filter(endpoint -> endpoint.answers(behindBase(segments))).findFirst()
                .orElseThrow(() -> new Refusal(PaddleError.BAD_METHOD_CALL));
    }

    /**
     * What a request asks for, ready to be done.
     *
     * @throws Refusal when the parameters do not fit
     */
    Supplier<Reply> read(Endpoint endpoint, List<String> segments, Parameters given) {
        Supplier<Reply> work = endpoint.read(given, behindBase(segments));
        return () -> done(work);
    }

    private Reply done(Supplier<Reply> work) {
        synchronized (seller) {
            try {
                return work.get();
            } catch (Refusal refusal) {
                return refusal.reply();
            }
        }
    }

    private static List<String> behindBase(List<String> segments) {
        return segments.subList(BASE.size(), segments.size());
    }
}
