package dev.waybill.configuration;

import java.util.UUID;

/** A thing a folder asks for that has a name of its own. */
public interface Named {

    Place place();

    /** Null when the folder gives none: then the name decides which stored thing is meant. */
    UUID id();

    String name();
}
