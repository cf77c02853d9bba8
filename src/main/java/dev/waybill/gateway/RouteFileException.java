package dev.waybill.gateway;

/** One or more route files cannot be used. The message names each file and what is wrong in it. */
public final class RouteFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RouteFileException(String message) {
        super(message);
    }
}
