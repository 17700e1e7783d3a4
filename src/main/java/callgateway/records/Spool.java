package callgateway.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that the database could not take: a file that only grows, one line of JSON for each version, on the disk when
 * {@link #append} returns. Read back when the database is there again; several versions of a record may be in it. Any thread.
 */
final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final ObjectMapper json = new ObjectMapper();
    private final Path file;
    private final Path replaying;
    private boolean empty;

    /** @param folder must exist */
    Spool(Path folder) {
        file = folder.resolve("records.spool");
        replaying = folder.resolve("records.spool.replaying");
        empty = !Files.exists(file) && !Files.exists(replaying);
    }

    synchronized void append(Collection<CallRecord> calls) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (CallRecord call : calls) {
            lines.append(json.writeValueAsString(call)).append('\n');
        }
        empty = false;
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            if (out.size() > 0) {
                // Whatever a power cut left of a line stands alone.
                lines.insert(0, '\n');
            }
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    synchronized boolean isEmpty() {
        return empty;
    }

    /** All that is in it, oldest first; stays there until {@link #replayed}. What is appended from now on is kept apart. */
    synchronized List<CallRecord> replay() throws IOException {
        if (!Files.exists(replaying)) {
            if (!Files.exists(file)) {
                return List.of();
            }
            Files.move(file, replaying, StandardCopyOption.ATOMIC_MOVE);
        }
        List<CallRecord> calls = new ArrayList<>();
        for (String line : new String(Files.readAllBytes(replaying), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            if (!line.isBlank()) {
                read(line, calls);
            }
        }
        return calls;
    }

    private void read(String line, List<CallRecord> calls) {
        try {
            calls.add(json.readValue(line, CallRecord.class));
        } catch (JsonProcessingException e) {
            // Only a line that was being written when the power went, before anybody relied on it.
            LOG.warn("a line of {} cannot be read and is left out", replaying);
        }
    }

    /** The database has what {@link #replay} gave. */
    synchronized void replayed() throws IOException {
        Files.deleteIfExists(replaying);
        empty = !Files.exists(file);
    }
}
