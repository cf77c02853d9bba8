package dev.waybill.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class WaybillVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = WaybillVersion.class.getPackage().getImplementationVersion();
        return new String[] {"Waybill " + (version == null ? "(not packaged)" : version), "Java "
                + System.getProperty("java.version")};
    }
}
