package callgateway.cli;

import callgateway.demo.CallReport;
import callgateway.demo.Demo;
import callgateway.demo.Terminal;
import callgateway.demo.report.ReportFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code call-gateway demo}: one call on this machine, without accounts. */
@Command(
        name = "demo",
        description = "Has one phone call on this machine, without accounts: shows, measures and records it.",
        mixinStandardHelpOptions = true,
        footer = "Exit code: 0 the call went as it should, 1 it did not, 2 used wrongly.")
final class DemoCommand implements Callable<Integer> {

    /** Has the call. */
    @FunctionalInterface
    interface Call {
        CallReport run(Terminal terminal) throws IOException, InterruptedException;
    }

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "demo-report",
            description = "Where report.html and call.wav go. Default: ${DEFAULT-VALUE}.")
    private Path directory = Path.of("demo-report");

    @Spec
    private @Nullable CommandSpec spec;

    private final Call call;

    DemoCommand() {
        this(terminal -> Demo.hotel().run(terminal::tell));
    }

    DemoCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec == null
                ? new PrintWriter(System.out, true, StandardCharsets.UTF_8)
                : spec.commandLine().getOut();
        PrintWriter err = spec == null
                ? new PrintWriter(System.err, true, StandardCharsets.UTF_8)
                : spec.commandLine().getErr();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            err.println("--out: cannot make the directory " + directory + ": " + e.getMessage());
            return Main.EXIT_USAGE;
        }
        if (System.getenv("LOG_LEVEL") == null) {
            // The timeline is the log here. Before anything logs, or it is too late.
            System.setProperty("LOG_LEVEL", "WARN");
        }
        Terminal terminal = new Terminal(out, Ansi.AUTO.enabled());
        try {
            terminal.begin();
            CallReport report = call.run(terminal);
            List<Path> files = ReportFiles.write(report, directory);
            terminal.summarise(report, files);
            return report.passed() ? 0 : Main.EXIT_FAILED;
        } catch (IOException | RuntimeException e) {
            err.println("The demo failed: " + e);
            return Main.EXIT_FAILED;
        }
    }
}
