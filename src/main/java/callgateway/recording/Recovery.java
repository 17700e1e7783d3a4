package callgateway.recording;

import callgateway.routing.Recording;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of what a process that died was writing what can be played. Blocks. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    /** Where nothing is known of it any more. */
    private static final Duration KEPT = Duration.ofDays(30);

    private final RecordingFolder folder;
    private final Predicate<String> isBeingWritten;

    /** @param isBeingWritten by this process: left alone */
    Recovery(RecordingFolder folder, Predicate<String> isBeingWritten) {
        this.folder = folder;
        this.isBeingWritten = isBeingWritten;
    }

    /** All of it; returns what can be played now and could not before. */
    List<RecordingPart> run() throws IOException {
        List<RecordingPart> recovered = new ArrayList<>();
        for (Path shard : folder.shards()) {
            Set<String> whole = folder.names(shard, file -> file.endsWith(RecordingFolder.WAV));
            for (String name : folder.names(shard, file -> !file.endsWith(RecordingFolder.WAV))) {
                if (whole.contains(name) || isBeingWritten.test(name)) {
                    continue;
                }
                try {
                    RecordingPart part = recover(name);
                    if (part != null) {
                        recovered.add(part);
                    }
                } catch (IOException | RuntimeException e) {
                    LOG.warn("the recording {} cannot be recovered: {}", name, e.toString());
                }
            }
        }
        if (!recovered.isEmpty()) {
            LOG.info("{} recordings of a process that died were recovered", recovered.size());
        }
        return recovered;
    }

    private @Nullable RecordingPart recover(String name) throws IOException {
        Files.deleteIfExists(folder.path(name, RecordingFolder.JSON + ".tmp"));
        Path part = folder.path(name, RecordingFolder.PART);
        if (!Files.exists(part)) {
            folder.delete(name);
            return null;
        }
        long bytes = mend(part);
        if (bytes == 0) {
            Files.delete(part);
            folder.delete(name);
            return null;
        }
        RecordingPart known = folder.read(name);
        Recording.Format format = format(part);
        RecordingPart whole = (known == null ? unknown(name, format) : known)
                .repaired(WavHeader.length(format, bytes - WavHeader.bytes(format)), bytes);
        folder.describe(whole);
        folder.finish(name);
        return whole;
    }

    private static RecordingPart unknown(String name, Recording.Format format) {
        Instant began = RecordingFolder.startedAt(name);
        return new RecordingPart(
                name.substring(0, name.indexOf('-')),
                name + RecordingFolder.WAV,
                "",
                format,
                false,
                began,
                began.plus(KEPT),
                Duration.ZERO,
                0,
                List.of(),
                0,
                0,
                RecordingEnd.PROCESS_DIED);
    }

    /** Puts the true length into the header and cuts off half samples; returns the file's length, 0 without any sound. */
    private static long mend(Path part) throws IOException {
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (file.size() < WavHeader.bytes(Recording.Format.PCM16)) {
                return 0;
            }
            Recording.Format format = format(file);
            long data = file.size() - WavHeader.bytes(format);
            data -= data % WavHeader.frameBytes(format);
            if (data <= 0) {
                return 0;
            }
            ByteBuffer header = WavHeader.of(format, data);
            while (header.hasRemaining()) {
                file.write(header, header.position());
            }
            file.truncate(WavHeader.bytes(format) + data);
            file.force(true);
            return file.size();
        }
    }

    private static Recording.Format format(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            return format(in);
        }
    }

    private static Recording.Format format(FileChannel file) throws IOException {
        ByteBuffer code = ByteBuffer.allocate(1);
        return file.read(code, 20) == 1 && code.get(0) == 1 ? Recording.Format.PCM16 : Recording.Format.MU_LAW;
    }
}
