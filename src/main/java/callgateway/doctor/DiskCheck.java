package callgateway.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether there is a place to write to, and as much room as recordings need, if there are to be any. */
final class DiskCheck implements Check {
    private static final long MIB = 1024 * 1024;
    private static final long LITTLE = 500 * MIB;
    private static final long HARDLY_ANY = 50 * MIB;

    private final Path wanted;
    private final long floor;

    DiskCheck(SetUp setUp) {
        this(
                setUp.settings.records().folder(),
                setUp.settings.pools().all().stream()
                                .anyMatch(pool -> pool.recording().enabled())
                        ? setUp.settings.recordings().minFreeBytes()
                        : 0);
    }

    /** @param floor with less than this calls are not recorded; 0 when they are not to be */
    DiskCheck(Path folder, long floor) {
        this.wanted = folder.toAbsolutePath().normalize();
        this.floor = floor;
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
            long free = Files.getFileStore(there).getUsableSpace();
            if (free < floor) {
                return List.of(Finding.wrong(
                        there + " has " + free / MIB + " MiB free: calls are not recorded below " + floor / MIB
                                + " MiB",
                        "Free some space, set DATA_DIR to another disk, or lower recordings.min-free."));
            }
            return List.of(judge(there, free));
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
