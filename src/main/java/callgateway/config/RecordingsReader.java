package callgateway.config;

import callgateway.recording.RecordingSettings;
import org.jspecify.annotations.Nullable;

/** Reads where calls are recorded to. */
final class RecordingsReader {
    private RecordingsReader() {}

    static @Nullable RecordingSettings read(SettingsReader read) {
        return read.section(
                "recordings",
                () -> new RecordingSettings(
                        RecordsReader.folder(read.text("data-dir")).resolve("recordings"),
                        read.number("recordings.threads"),
                        read.time("recordings.max-backlog"),
                        read.size("recordings.min-free")));
    }
}
