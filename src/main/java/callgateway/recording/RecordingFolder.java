package callgateway.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of recordings: {@code 3f/CA3f...-20261123T071220123Z.wav} and what is known of it beside, {@code .json}; while it is
 * written, {@code .wav.part}. The folders are named by the beginning of the call's id, so that a call is found without an index.
 * Blocks. Any thread.
 */
final class RecordingFolder {
    static final String WAV = ".wav";
    static final String PART = ".wav.part";
    static final String JSON = ".json";

    private static final Logger LOG = LoggerFactory.getLogger(RecordingFolder.class);
    private static final Pattern CALL = Pattern.compile("CA[0-9a-fA-F]{32}");
    private static final Pattern FILE = Pattern.compile("CA[0-9a-fA-F]{32}-[0-9]{8}T[0-9]{9}Z");
    private static final Pattern SHARD = Pattern.compile("[0-9a-f]{2}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private final Path root;

    RecordingFolder(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** Whether files can be named after it. */
    static boolean isCall(String callSid) {
        return CALL.matcher(callSid).matches();
    }

    /** The name of a recording that begins now, without its ending. */
    static String name(String callSid, Instant startedAt) {
        if (!CALL.matcher(callSid).matches()) {
            throw new IllegalArgumentException("callSid: expected CA and 32 hex digits");
        }
        return callSid + "-" + TIME.format(startedAt);
    }

    /** When a recording of that name began. */
    static Instant startedAt(String name) {
        return TIME.parse(name.substring(name.indexOf('-') + 1), Instant::from);
    }

    /** The path of a file of that name, which exists or not; nothing but recordings has one. */
    Path path(String name, String ending) {
        if (!FILE.matcher(name).matches()) {
            throw new IllegalArgumentException("no recording's name");
        }
        return shard(name).resolve(name + ending);
    }

    private Path shard(String name) {
        return root.resolve(name.substring(2, 4).toLowerCase(Locale.ROOT));
    }

    static String nameOf(String file) {
        int dot = file.indexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }

    /** Makes the folder where that file belongs. */
    void prepare(String name) throws IOException {
        Disk.makeFolder(root);
        Disk.makeFolder(shard(name));
    }

    /** Writes down what is known of a recording: all of it or nothing. */
    void describe(RecordingPart part) throws IOException {
        String name = nameOf(part.file());
        Path to = path(name, JSON);
        Path first = path(name, JSON + ".tmp");
        Files.deleteIfExists(first);
        try (FileChannel out = FileChannel.open(
                first,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                Disk.ownersOnly(first, "rw-------"))) {
            new Disk.ChannelOut(out).append(PartJson.write(part));
        }
        Files.move(first, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The file has its final name from now on. */
    void finish(String name) throws IOException {
        Files.move(path(name, PART), path(name, WAV), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What is known of the recordings of a call that are over, the oldest first. */
    List<RecordingPart> of(String callSid) throws IOException {
        if (!CALL.matcher(callSid).matches()) {
            return List.of();
        }
        List<RecordingPart> parts = new ArrayList<>();
        for (String name : names(shard(callSid), file -> file.startsWith(callSid + "-") && file.endsWith(WAV))) {
            RecordingPart part = read(name);
            if (part != null) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** What is known of it; null when that is nothing. */
    @Nullable
    RecordingPart read(String name) throws IOException {
        try {
            RecordingPart part = PartJson.read(Files.readAllBytes(path(name, JSON)));
            return part.bytes() > 0 ? part : sized(part, name);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IllegalArgumentException e) {
            LOG.warn("{} cannot be read: {}", path(name, JSON), e.getMessage());
            return null;
        }
    }

    /** There was no room to write down how long it is. */
    private RecordingPart sized(RecordingPart part, String name) throws IOException {
        Path file = path(name, WAV);
        long bytes = Files.exists(file) ? Files.size(file) : 0;
        long data = Math.max(0, bytes - WavHeader.bytes(part.format()));
        return part.repaired(WavHeader.length(part.format(), data), bytes);
    }

    /** Deletes a recording and all that is known of it; returns whether there was one. */
    boolean delete(String name) throws IOException {
        boolean there = Files.deleteIfExists(path(name, WAV));
        Files.deleteIfExists(path(name, JSON));
        return there;
    }

    // -- all of them

    /** The folders that hold recordings. */
    List<Path> shards() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(path ->
                            SHARD.matcher(String.valueOf(path.getFileName())).matches())
                    .sorted()
                    .toList();
        }
    }

    /** The names of the recordings in a folder with a file that is such, in order. */
    Set<String> names(Path shard, Predicate<String> such) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(shard)) {
            for (Path one : all) {
                String file = String.valueOf(one.getFileName());
                if (such.test(file) && FILE.matcher(nameOf(file)).matches()) {
                    names.add(nameOf(file));
                }
            }
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return names;
    }
}
