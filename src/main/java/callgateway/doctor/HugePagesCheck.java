package callgateway.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether the kernel gives huge pages to those who ask: at hundreds of calls they save most of the user time. */
final class HugePagesCheck implements Check {
    private static final Path KERNEL = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private final Path file;

    HugePagesCheck() {
        this(KERNEL);
    }

    HugePagesCheck(Path file) {
        this.file = file;
    }

    @Override
    public List<Finding> look() {
        String said;
        try {
            said = Files.readString(file).strip();
        } catch (IOException e) {
            return List.of(Finding.ok("this system does not say; they matter only at hundreds of calls"));
        }
        return List.of(
                said.contains("[never]")
                        ? Finding.warning(
                                "the kernel gives none (" + said + "): each call costs more processor time",
                                "echo madvise > " + file + " (as root, at every boot).")
                        : Finding.ok("the kernel gives them (" + said + ")"));
    }
}
