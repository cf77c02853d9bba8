package dev.waybill.gateway;

import dev.waybill.delivery.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** Turns what the HTTP client left in a route into an {@link Answer}. */
public final class Answers {

    /** Longer than any answer Stripe or m3ter gives; more is not read. */
    private static final int LONGEST = 16 * 1024 * 1024;

    /**
     * The answer as the provider gave it.
     *
     * @param body the body, or the {@link Answer} that stands for a failed call
     */
    public Answer read(Map<String, Object> headers, Object body) {
        if (body instanceof Answer failed) {
            return failed;
        }
        Object status = headers.get(Exchange.HTTP_RESPONSE_CODE);
        if (!(status instanceof Integer code)) {
            return Answer.unknown("The call ended without an HTTP status.");
        }
        Map<String, String> texts = new HashMap<>();
        headers.forEach((name, value) -> {
            if (value instanceof String text && !name.startsWith("Camel")) {
                texts.put(name, text);
            }
        });
        try {
            return Answer.of(code, texts, text(body));
        } catch (IOException e) {
            return unknown(e);                   // the status arrived, the body broke off: the provider may have done it
        }
    }

    /** A call that was sent, or perhaps sent, and has no answer. */
    public Answer unknown(Exception failure) {
        return Answer.unknown("No answer: " + describe(failure));
    }

    /** A call that surely never left this machine. */
    public Answer notSent(Exception failure) {
        return Answer.notSent("Not sent: " + describe(failure));
    }

    private static String text(Object body) throws IOException {
        if (body == null) {
            return "";
        }
        if (body instanceof InputStream stream) {
            try (stream) {
                byte[] bytes = stream.readNBytes(LONGEST + 1);
                if (bytes.length > LONGEST) {
                    throw new IOException("the answer is longer than " + LONGEST + " bytes");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        }
        return body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : body.toString();
    }

    private static String describe(Exception failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : " (" + message.lines().findFirst().orElse("") + ")");
    }
}
