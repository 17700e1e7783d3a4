package callgateway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code call-gateway COMMAND}. */
@Command(
        name = "call-gateway",
        description = "Carries phone calls between Twilio Media Streams and the Omni voice agent.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            DoctorCommand.class,
            SimulateCommand.class,
            LoadCommand.class,
            CommandLine.HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    /** Wrong usage, or settings that are missing or wrong. */
    static final int EXIT_USAGE = 2;
    /** It was started properly and then failed. */
    static final int EXIT_FAILED = 1;

    private Main() {}

    /** Runs one command and exits with its code: 0 done, 1 failed, 2 used or set up wrongly. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(new CommandLine(this), "a COMMAND is missing");
    }
}
