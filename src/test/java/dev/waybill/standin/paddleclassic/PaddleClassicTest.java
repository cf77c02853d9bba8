package dev.waybill.standin.paddleclassic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.standin.StandInClient;
import dev.waybill.standin.StandInClient.Answered;
import dev.waybill.standin.TestClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fresh stand-in with the subscription 7730045 to 49.00 EUR a month, next paid on 2026-12-01, and a client that may ask. */
abstract class PaddleClassicTest {

    static final long SUBSCRIPTION = 7730045;
    static final String CREDENTIALS = "vendor_id=31007&vendor_auth_code=" + PaddleClassicSettings.STANDARD.vendorAuthCode();
    static final String CREATE = "subscription/modifiers/create";
    static final String LIST = "subscription/modifiers";
    static final String DELETE = "subscription/modifiers/delete";
    static final String USERS = "subscription/users";
    static final String UPDATE = "subscription/users/update";
    static final String PAYMENTS = "subscription/payments";
    static final String CHARGE = "subscription/7730045/charge";

    final TestClock clock = new TestClock();
    final PaddleClassicStandIn paddle = new PaddleClassicStandIn(settings());
    StandInClient client;

    PaddleClassicSettings settings() {
        return PaddleClassicSettings.STANDARD.withClock(clock);
    }

    @BeforeEach
    void start() {
        paddle.start(0);
        paddle.subscription(SUBSCRIPTION);
        client = new StandInClient(paddle.baseUrl());
    }

    @AfterEach
    void stop() {
        paddle.close();
    }

    /** With the right credentials. */
    Answered post(String path, String form) {
        return postAs(CREDENTIALS, path, form);
    }

    Answered postAs(String credentials, String path, String form) {
        return client.postForm("/api/2.0/" + path, form.isEmpty() ? credentials : credentials + "&" + form);
    }

    /** The error's code, 0 when there is none. */
    static int code(Answered answered) {
        return answered.body().path("error").path("code").asInt();
    }

    static JsonNode response(Answered answered) {
        return answered.body().path("response");
    }

    static List<JsonNode> rows(Answered answered) {
        return StreamSupport.stream(response(answered).spliterator(), false).toList();
    }

    /** The answer to a new one-time modifier. */
    Answered add(String amount, String description) {
        return post(CREATE, oneTime(amount, description));
    }

    static String oneTime(String amount, String description) {
        return "subscription_id=" + SUBSCRIPTION + "&modifier_amount=" + amount + "&modifier_recurring=false"
                + "&modifier_description=" + URLEncoder.encode(description, StandardCharsets.UTF_8);
    }

    /** A new modifier, by its id. */
    long added(String amount, String description) {
        return response(add(amount, description)).path("modifier_id").asLong();
    }

    long addedRecurring(String amount, String description) {
        return response(post(CREATE, "subscription_id=" + SUBSCRIPTION + "&modifier_amount=" + amount
                + "&modifier_recurring=true&modifier_description=" + description)).path("modifier_id").asLong();
    }

    Answered list() {
        return post(LIST, "subscription_id=" + SUBSCRIPTION);
    }

    Answered delete(long modifierId) {
        return post(DELETE, "modifier_id=" + modifierId);
    }

    /** The one row of the subscription. */
    JsonNode user() {
        return response(post(USERS, "subscription_id=" + SUBSCRIPTION)).path(0);
    }
}
