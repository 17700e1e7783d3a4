package callgateway.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Whether there is a place to write to: {@code DATA_DIR}, or the working directory. */
final class DiskCheck implements Check {
    private static final long MIB = 1024 * 1024;
    private static final long LITTLE = 500 * MIB;
    private static final long HARDLY_ANY = 50 * MIB;

    private final Path wanted;

    DiskCheck(SetUp setUp) {
        this(setUp.environment);
    }

    DiskCheck(Map<String, String> environment) {
        this.wanted = Path.of(environment.getOrDefault("DATA_DIR", "."))
                .toAbsolutePath()
                .normalize();
    }

    @Override
    public List<Finding> look() {
        Path there = wanted;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            if (!Files.isDirectory(there)) {
                return List.of(Finding.wrong(there + " is no directory", "Set DATA_DIR to a directory."));
            }
            Files.delete(Files.createTempFile(there, "doctor", ".tmp"));
            return List.of(judge(there, Files.getFileStore(there).getUsableSpace()));
        } catch (IOException e) {
            return List.of(Finding.wrong(
                    there + " cannot be written to (" + e.getClass().getSimpleName() + ")",
                    "Give the gateway's user the right to write there, or set DATA_DIR to another directory."));
        }
    }

    static Finding judge(Path there, long free) {
        String found = there + " can be written to; " + free / MIB + " MiB free";
        String fix = "Free some space, or set DATA_DIR to another disk.";
        return free < HARDLY_ANY
                ? Finding.wrong(found, fix)
                : free < LITTLE ? Finding.warning(found, fix) : Finding.ok(found);
    }
}
