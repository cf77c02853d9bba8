package dev.waybill.flow;

import dev.waybill.bill.Json;
import java.util.Map;

/** A webhook that is not taken. The message is the answer its sender gets. */
public final class WebhookRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** @param status the HTTP status of the answer: 400, 401, 404 */
    public WebhookRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int getStatus() {
        return status;
    }

    /** The answer's body: {@code {"message": "..."}}. */
    public String getJson() {
        return Json.write(Map.of("message", getMessage()));
    }
}
