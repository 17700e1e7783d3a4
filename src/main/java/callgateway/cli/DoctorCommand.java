package callgateway.cli;

import callgateway.doctor.Diagnosis;
import callgateway.doctor.DiagnosisJson;
import callgateway.doctor.DiagnosisText;
import callgateway.doctor.Doctor;
import callgateway.doctor.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code call-gateway doctor}: looks at a real set-up before the first call. */
@Command(
        name = "doctor",
        description = {
            "Looks at a real set-up - settings, this machine, PUBLIC_HOST, Twilio, Omni - and says what is wrong and what to do.",
            "Changes nothing and admits no call. Exit code: 0 nothing is wrong, 1 something is, 2 the configuration is."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The settings file, as for serve. Default: conf/gateway.conf, when there is one.")
    private @Nullable Path file;

    @Option(names = "--json", description = "Prints one JSON document instead of text.")
    private boolean json;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "CHECK",
            completionCandidates = Names.class,
            description = "These checks alone: ${COMPLETION-CANDIDATES}.")
    private List<String> only = List.of();

    @Option(names = "--skip", split = ",", paramLabel = "CHECK", description = "Not these checks.")
    private List<String> skip = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    /** What checks there are. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Selection.names().iterator();
        }
    }

    @Override
    public Integer call() throws InterruptedException, NoSuchAlgorithmException {
        CommandLine line = spec == null ? new CommandLine(this) : spec.commandLine();
        Path usual = ServeCommand.USUAL_FILE;
        Path used = file != null ? file : Files.exists(usual) ? usual : null;
        Selection selection;
        try {
            selection = new Selection(new HashSet<>(only), new HashSet<>(skip));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, "no such check: " + e.getMessage());
        }
        Diagnosis diagnosis = new Doctor(used, System.getenv(), selection, SSLContext.getDefault()).examine();
        line.getOut().println(json ? DiagnosisJson.of(diagnosis) : DiagnosisText.of(diagnosis));
        line.getOut().flush();
        return diagnosis.exitCode();
    }
}
