package dev.waybill.gateway.routefiles;

/**
 * One route file as it was read.
 *
 * @param folder  the name of the routes folder, for messages
 * @param path    of the file below it, with slashes: {@code bills/decide-bill.camel.yaml}
 * @param text    what stands in it; empty when it could not be read
 * @param problem why it could not be read, as the end of "{@code file} ..."; null when it could
 */
record RouteText(String folder, String path, String text, String problem) {

    /** As messages name it: {@code routes/bills/decide-bill.camel.yaml}. */
    String name() {
        return folder + "/" + path;
    }

    /** Shared files are loaded first, since the others name what they define. */
    boolean isShared() {
        return path.startsWith("shared/");
    }

    boolean isBlank() {
        return problem == null && text.isBlank();
    }
}
