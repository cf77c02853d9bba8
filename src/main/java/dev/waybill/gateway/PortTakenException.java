package dev.waybill.gateway;

/** The gateway cannot listen where its settings say. Repeating helps once whoever listens there has ended. */
public final class PortTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param group of the settings: {@code http} or {@code management}
     * @param cause what the system said, or null
     */
    PortTakenException(String group, String host, int port, Exception cause) {
        super("Cannot listen on " + host + ":" + port + (cause == null ? "" : " (" + cause.getMessage() + ")")
                + ". Stop what listens there, or set " + group + ".port to another port; " + group + ".host must be an address of this"
                + " machine.", cause);
    }
}
