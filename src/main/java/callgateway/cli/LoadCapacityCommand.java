package callgateway.cli;

import callgateway.load.capacity.CapacityRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code call-gateway load capacity}: how fast several nodes that share a plan admit callers. */
@Command(
        name = "capacity",
        description = {
            "Starts nodes in this process that share a plan of 100 slots over loopback, and measures how many callers"
                    + " they admit a second, all together, and how long each waits.",
            "Once with room on every node, and once with three callers for each slot, so that every slot goes from"
                    + " caller to caller through the coordinator. Ends with 1 if more slots were held than there are."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LoadCapacityCommand implements Callable<Integer> {
    @Option(
            names = "--nodes",
            split = ",",
            description = "How many nodes; several figures for several clusters. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1,3,5")
    private List<Integer> nodes = List.of();

    @Option(
            names = "--seconds",
            description = "How long each is measured. Default: ${DEFAULT-VALUE}.",
            defaultValue = "10")
    private int seconds;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine command = spec == null ? new CommandLine(this) : spec.commandLine();
        PrintWriter output = command.getOut();
        if (seconds < 1 || nodes.stream().anyMatch(count -> count < 1 || count > 20)) {
            command.getErr().println("--nodes: 1..20 each, --seconds: at least 1");
            return Main.EXIT_USAGE;
        }
        CapacityRun run = new CapacityRun(seconds);
        output.println("| nodes | callers | admissions per second | p50 | p99 | most slots at once |");
        output.println("|---|---|---|---|---|---|");
        boolean tooMany = false;
        for (int count : nodes) {
            for (CapacityRun.Figure figure : run.measure(count)) {
                output.println(figure.row(count));
                output.flush();
                tooMany |= figure.most() > figure.plan();
            }
        }
        return tooMany ? Main.EXIT_FAILED : 0;
    }
}
