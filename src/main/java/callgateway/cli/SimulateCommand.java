package callgateway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code call-gateway simulate}: one of the two far ends alone. */
@Command(
        name = "simulate",
        description = "Runs one of the two far ends alone: the agent's service, or callers.",
        mixinStandardHelpOptions = true,
        subcommands = {SimulateOmniCommand.class, SimulateCallersCommand.class},
        synopsisSubcommandLabel = "(omni | callers)")
final class SimulateCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "say which: omni or callers");
        }
    }
}
