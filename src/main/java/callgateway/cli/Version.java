package callgateway.cli;

import picocli.CommandLine.IVersionProvider;

/** The version the build wrote into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {
            "call-gateway " + (version == null ? "(not packaged)" : version),
            "on Java " + System.getProperty("java.version")
        };
    }
}
