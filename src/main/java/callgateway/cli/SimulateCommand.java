package callgateway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code call-gateway simulate omni|callers}: one far end of a gateway, alone. */
@Command(
        name = "simulate",
        description = {
            "Plays one of the two far ends of a gateway on this machine, so that the other end, or both, need no account.",
            "",
            "Both ends, with the gateway between them, in three terminals:",
            "  call-gateway simulate omni",
            "  PUBLIC_HOST=gw.example TWILIO_AUTH_TOKEN=any-secret PYAI_API_KEY=any-key \\",
            "      PYAI_BASE_URL=http://127.0.0.1:9099 call-gateway serve",
            "  PUBLIC_HOST=gw.example TWILIO_AUTH_TOKEN=any-secret \\",
            "      call-gateway simulate callers",
            ""
        },
        mixinStandardHelpOptions = true,
        subcommands = {SimulateOmniCommand.class, SimulateCallersCommand.class},
        synopsisSubcommandLabel = "(omni | callers)")
final class SimulateCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set before run
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which far end: omni or callers?");
    }
}
