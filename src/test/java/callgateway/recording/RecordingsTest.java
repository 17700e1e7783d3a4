package callgateway.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.audio.MuLaw;
import callgateway.audio.WavFile;
import callgateway.routing.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings on a disk: whole, private, recovered, deleted; and a disk that is full, slow or broken. */
class RecordingsTest {
    private static final Recording WANTED = Deck.wanted(Recording.Format.MU_LAW, Duration.ZERO);
    /** Less than what may wait: all of it comes at once. */
    private static final long LONG = Duration.ofSeconds(50).toMillis();

    @TempDir
    Path root = Path.of(".");

    private final Told told = new Told();
    private volatile Instant now = Instant.parse("2026-11-23T07:12:20.123Z");

    private static final class Told implements RecordingMonitor, RecordingNews, TapeListener {
        final List<String> counted = new CopyOnWriteArrayList<>();
        final List<RecordingPart> ended = new CopyOnWriteArrayList<>();
        final List<String> news = new CopyOnWriteArrayList<>();
        final AtomicLong bytes = new AtomicLong();
        final AtomicLong droppedMs = new AtomicLong();

        @Override
        public void started() {
            counted.add("started");
        }

        @Override
        public void ended(RecordingEnd reason) {
            counted.add("ended " + reason);
        }

        @Override
        public void refused(RecordingEnd reason) {
            counted.add("refused " + reason);
        }

        @Override
        public void written(long more) {
            bytes.addAndGet(more);
        }

        @Override
        public void dropped(Dropped reason, long ms) {
            droppedMs.addAndGet(ms);
        }

        @Override
        public void deleted(Deleted by) {
            counted.add("deleted " + by);
        }

        @Override
        public void recovered(RecordingPart part) {
            news.add("recovered " + part.file() + " " + part.length().toMillis());
        }

        @Override
        public void deleted(RecordingPart part, Deleted by) {
            news.add("deleted " + part.file() + " " + by);
        }

        @Override
        public void paused(Pause why) {}

        @Override
        public void resumed() {}

        @Override
        public void ended(RecordingPart part) {
            ended.add(part);
        }
    }

    /** A disk on which something is wrong. */
    private static class BadDisk implements Disk {
        volatile long usable = Long.MAX_VALUE;
        volatile boolean fails;
        volatile CountDownLatch opens = new CountDownLatch(0);

        @Override
        public Out create(Path file) throws IOException {
            Out real = Disk.REAL.create(file);
            return new Out() {
                @Override
                public void append(ByteBuffer bytes) throws IOException {
                    try {
                        opens.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    if (fails) {
                        throw new IOException("No space left on device");
                    }
                    real.append(bytes);
                }

                @Override
                public void begin(ByteBuffer bytes) throws IOException {
                    real.begin(bytes);
                }

                @Override
                public void force() throws IOException {
                    real.force();
                }

                @Override
                public void close() throws IOException {
                    real.close();
                }
            };
        }

        @Override
        public long usableBytes(Path folder) {
            return usable;
        }
    }

    private RecordingSettings settings(long minFree) {
        return new RecordingSettings(root.resolve("recordings"), 1, Duration.ofSeconds(1), minFree);
    }

    private Recordings open(Disk disk) throws IOException {
        return Recordings.open(settings(0), true, told, told, disk, () -> now);
    }

    private static String call(int number) {
        return String.format("CA%02x%030x", number % 256, number);
    }

    private Tape begin(Recordings recordings, String callSid) {
        Tape tape = recordings.begin(new TapeOrder(callSid, "sales", WANTED, 200), told);
        assertThat(tape).isNotNull();
        return java.util.Objects.requireNonNull(tape);
    }

    /** So much audio of both, on the tape's own time. */
    private static void record(Tape tape, long fromNanos, long ms) {
        byte[] frame = new byte[MuLaw.FRAME_BYTES];
        for (long at = 0; at < ms; at += 20) {
            tape.callerSaid(frame, frame.length, at, fromNanos + (at + 20) * 1_000_000);
        }
        tape.end(fromNanos + ms * 1_000_000);
    }

    private static org.awaitility.core.ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(root.resolve("recordings"))) {
            return all.filter(Files::isRegularFile)
                    .map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> !name.equals("lock"))
                    .sorted()
                    .toList();
        }
    }

    private <T> T got(java.util.concurrent.CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aRecordingIsAFileWithAllThatIsKnownOfItBesideAndOnlyItsOwnerCanReadIt() throws Exception {
        try (Recordings recordings = open(Disk.REAL)) {
            record(begin(recordings, call(0x3f)), System.nanoTime(), 2000);
            await().until(() -> told.ended.size() == 1);

            String name = call(0x3f) + "-20261123T071220123Z";
            assertThat(files()).containsExactly(name + ".json", name + ".wav");
            List<RecordingPart> parts = got(recordings.of(call(0x3f)));
            assertThat(parts).isEqualTo(told.ended);
            assertThat(parts.get(0).file()).isEqualTo(name + ".wav");
            Path file = recordings.path(parts.get(0));
            assertThat(Files.size(file)).isEqualTo(parts.get(0).bytes());
            assertThat(parts.get(0).keepUntil()).isEqualTo(now.plus(Duration.ofDays(1)));
            assertThat(WavFile.read(file).channels()).isEqualTo(2);
            assertThat(told.counted).containsExactly("started", "ended CALL_ENDED");
            assertThat(told.bytes.get()).isEqualTo(parts.get(0).bytes() - 58);
            for (Path path : List.of(file, file.resolveSibling(name + ".json"))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo("rw-------");
            }
            for (Path path : List.of(root.resolve("recordings"), java.util.Objects.requireNonNull(file.getParent()))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void everyStreamOfACallIsAFileOfItsOwnInOrder() throws Exception {
        try (Recordings recordings = open(Disk.REAL)) {
            record(begin(recordings, call(1)), System.nanoTime(), 1000);
            await().until(() -> told.ended.size() == 1);
            now = now.plusSeconds(3600);
            record(begin(recordings, call(1)), System.nanoTime(), 2000);
            await().until(() -> told.ended.size() == 2);

            assertThat(got(recordings.of(call(1)))).isEqualTo(told.ended);
            assertThat(told.ended).extracting(part -> part.length().toSeconds()).containsExactly(1L, 2L);
        }
    }

    @Test
    void nothingButRecordingsCanBeNamed() throws Exception {
        try (Recordings recordings = open(Disk.REAL)) {
            for (String other : List.of("../../etc/passwd", "CA", "CA../" + call(1).substring(5), "", call(1) + "/x")) {
                assertThat(got(recordings.of(other))).isEmpty();
                assertThat(got(recordings.delete(other))).isEmpty();
            }
            assertThat(recordings.begin(new TapeOrder("CA../../x", "sales", WANTED, 200), told))
                    .isNull();
            assertThat(told.counted).containsExactly("refused WRITE_FAILED");
            RecordingFolder folder = new RecordingFolder(root);
            assertThatThrownBy(() -> folder.path("../x", ".wav")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> RecordingFolder.name("CA../..", now)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aRecordingIsDeletedByAnOperatorOrWhenItIsOldEnough() throws Exception {
        try (Recordings recordings = open(Disk.REAL)) {
            record(begin(recordings, call(1)), System.nanoTime(), 1000);
            record(begin(recordings, call(2)), System.nanoTime(), 1000);
            await().until(() -> told.ended.size() == 2);

            assertThat(got(recordings.delete(call(1)))).hasSize(1);
            assertThat(got(recordings.delete(call(1)))).isEmpty();
            now = now.plus(Duration.ofHours(23));
            recordings.sweepAll();
            assertThat(got(recordings.of(call(2)))).hasSize(1);
            now = now.plus(Duration.ofHours(1));
            recordings.sweepAll();

            assertThat(got(recordings.of(call(2)))).isEmpty();
            assertThat(files()).isEmpty();
            assertThat(told.news)
                    .containsExactly(
                            "deleted " + call(1) + "-20261123T071220123Z.wav OPERATOR",
                            "deleted " + call(2) + "-20261123T071220123Z.wav RETENTION");
            assertThat(told.counted).contains("deleted OPERATOR", "deleted RETENTION");
        }
    }

    @Test
    void aFullDiskEndsTheRecordingAndWhatThereIsCanBePlayed() throws Exception {
        BadDisk disk = new BadDisk();
        try (Recordings recordings = open(disk)) {
            Tape tape = begin(recordings, call(1));
            long began = System.nanoTime();
            byte[] frame = new byte[MuLaw.FRAME_BYTES];
            for (long at = 0; at < 1500; at += 20) {
                tape.callerSaid(frame, 160, at, began + (at + 20) * 1_000_000);
            }
            await().until(() -> told.bytes.get() > 0);
            disk.fails = true;
            disk.usable = 100;
            for (long at = 1500; at < 2500; at += 20) {
                tape.callerSaid(frame, 160, at, began + (at + 20) * 1_000_000);
            }
            await().until(tape::isOver);
            // The call goes on; the next frame notices.
            tape.callerSaid(frame, 160, 2500, began + 2_520_000_000L);
            tape.end(began + 2_540_000_000L);
            await().until(() -> told.ended.size() == 1);

            RecordingPart part = told.ended.get(0);
            assertThat(part.end()).isEqualTo(RecordingEnd.DISK_FULL);
            assertThat(part.length().toMillis()).isBetween(20L, 1500L);
            WavFile wav = WavFile.read(recordings.path(part));
            assertThat(wav.samplesPerChannel() / 8)
                    .isEqualTo((int) part.length().toMillis());
            assertThat(recordings.begin(new TapeOrder(call(2), "sales", WANTED, 200), told))
                    .isNull();
            assertThat(told.counted).containsExactly("started", "ended DISK_FULL", "refused DISK_FULL");
            assertThat(got(recordings.of(call(1)))).hasSize(1);
        }
    }

    @Test
    void aDiskThatStandsStillMakesNobodyWaitAndMemoryStaysWhatItIs() throws Exception {
        BadDisk disk = new BadDisk();
        try (Recordings recordings = open(disk)) {
            disk.opens = new CountDownLatch(1);
            Tape tape = begin(recordings, call(1));
            long began = System.nanoTime();
            record(tape, began, 20_000);
            // A second is kept for the disk; all else is silence.
            assertThat(told.droppedMs.get()).isBetween(18_000L, 19_100L);
            disk.opens.countDown();
            await().until(() -> told.ended.size() == 1);

            assertThat(told.ended.get(0).length().toSeconds()).isEqualTo(20);
            assertThat(told.ended.get(0).droppedMs()).isEqualTo(told.droppedMs.get());
        }
    }

    @Test
    void manyAtOnceKeepUp() throws Exception {
        int calls = Integer.getInteger("recordings.calls", 20);
        try (Recordings recordings = Recordings.open(
                new RecordingSettings(root.resolve("recordings"), 2, Duration.ofSeconds(60), 0),
                true,
                told,
                told,
                Disk.REAL,
                InstantSource.system())) {
            List<Tape> tapes = new CopyOnWriteArrayList<>();
            for (int i = 0; i < calls; i++) {
                tapes.add(begin(recordings, call(i)));
            }
            long began = System.nanoTime();
            byte[] frame = new byte[MuLaw.FRAME_BYTES];
            for (long at = 0; at < LONG; at += 20) {
                for (Tape tape : tapes) {
                    tape.callerSaid(frame, 160, at, began + (at + 20) * 1_000_000);
                    tape.callerHears(frame, 0, 160, began + (at + 20) * 1_000_000);
                }
            }
            tapes.forEach(tape -> tape.end(began + LONG * 1_000_000));
            await().until(() -> told.ended.size() == calls);

            // The first tape began a moment before the last.
            assertThat(told.ended)
                    .allMatch(part ->
                            part.length().toMillis() >= LONG && part.length().toMillis() < LONG + 10_000);
            assertThat(told.droppedMs.get()).isZero();
            assertThat(told.bytes.get())
                    .isEqualTo(told.ended.stream()
                            .mapToLong(part -> part.bytes() - 58)
                            .sum());
        }
    }

    @Test
    void twoGatewaysDoNotRecordToTheSameFolder() throws Exception {
        try (Recordings recordings = open(Disk.REAL)) {
            assertThatThrownBy(() -> open(Disk.REAL)).hasMessageContaining("another gateway records to");
            assertThat(got(recordings.of(call(1)))).isEmpty();
        }
    }

    @Test
    void aFolderIsOnlyMadeWhenSomethingIsRecorded() throws Exception {
        try (Recordings recordings = Recordings.open(settings(0), false, told, told, Disk.REAL, () -> now)) {
            assertThat(Files.exists(root.resolve("recordings"))).isFalse();
            assertThat(recordings.begin(new TapeOrder(call(1), "sales", WANTED, 200), told))
                    .isNull();
            await().until(() -> Files.exists(root.resolve("recordings").resolve("lock")));
            await().until(() -> ended(recordings.begin(new TapeOrder(call(2), "sales", WANTED, 200), told)));
            await().until(() -> told.ended.size() == 1);
        }
    }

    private static boolean ended(@Nullable Tape tape) {
        if (tape != null) {
            tape.end(System.nanoTime());
        }
        return tape != null;
    }

    /** Records until it is killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            Recordings recordings = Recordings.open(
                    new RecordingSettings(folder, 1, Duration.ofSeconds(4), 0),
                    true,
                    RecordingNews.NONE,
                    RecordingMonitor.NONE);
            Tape tape = null;
            while (tape == null) {
                tape = recordings.begin(new TapeOrder(args[1], "sales", WANTED, 200), new Told());
            }
            byte[] frame = new byte[MuLaw.FRAME_BYTES];
            long began = System.nanoTime();
            for (long at = 0; ; at += 20) {
                tape.callerSaid(frame, 160, at, began + (at + 20) * 1_000_000);
                TimeUnit.MILLISECONDS.sleep(2);
                if (at == 6000) {
                    System.out.println("recorded");
                    System.out.flush();
                }
            }
        }
    }

    @Test
    void whatAKilledProcessRecordedCanBePlayedAndIsListedAtTheNextStart() throws Exception {
        Path folder = root.resolve("recordings");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString(),
                        call(7))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("recorded")) {
                    break;
                }
            }
            await().until(() -> files().stream().anyMatch(name -> name.endsWith(".wav.part"))
                    && Files.size(folder.resolve("07")
                                    .resolve(files().stream()
                                            .filter(name -> name.endsWith(".wav.part"))
                                            .findFirst()
                                            .orElseThrow()))
                            > 58 + 32_000);
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }

        try (Recordings recordings = open(Disk.REAL)) {
            await().until(() -> told.news.size() == 1);

            List<RecordingPart> parts = got(recordings.of(call(7)));
            assertThat(parts).hasSize(1);
            assertThat(parts.get(0).end()).isEqualTo(RecordingEnd.PROCESS_DIED);
            assertThat(parts.get(0).pool()).isEqualTo("sales");
            assertThat(parts.get(0).length().toMillis()).isGreaterThanOrEqualTo(2000);
            Path file = recordings.path(parts.get(0));
            byte[] header = Files.readAllBytes(file);
            assertThat(ByteBuffer.wrap(header)
                            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                            .getInt(54))
                    .isEqualTo(header.length - 58);
            assertThat(WavFile.read(file).samplesPerChannel() / 8)
                    .isEqualTo((int) parts.get(0).length().toMillis());
            assertThat(told.news.get(0)).startsWith("recovered " + parts.get(0).file());
        }
    }

    @Test
    void whatWasBegunAndHasNoSoundIsNoRecording() throws Exception {
        RecordingFolder folder = new RecordingFolder(root.resolve("recordings"));
        String name = RecordingFolder.name(call(9), now);
        folder.prepare(name);
        folder.describe(RecordingPart.begun(new TapeOrder(call(9), "sales", WANTED, 200), name + ".wav", now));
        Files.write(folder.path(name, RecordingFolder.PART), new byte[30]);

        assertThat(new Recovery(folder, any -> true).run()).isEmpty();
        assertThat(files()).hasSize(2);
        assertThat(new Recovery(folder, any -> false).run()).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void aFileWithoutADescriptionIsKeptForAMonth() throws Exception {
        RecordingFolder folder = new RecordingFolder(root.resolve("recordings"));
        String name = RecordingFolder.name(call(9), now);
        folder.prepare(name);
        byte[] file = new byte[44 + 32_003];
        WavHeader.unknown(Recording.Format.PCM16).get(file, 0, 44);
        Files.write(folder.path(name, RecordingFolder.PART), file);

        List<RecordingPart> recovered = new Recovery(folder, any -> false).run();

        assertThat(recovered).hasSize(1);
        assertThat(recovered.get(0).length()).isEqualTo(Duration.ofSeconds(1));
        assertThat(recovered.get(0).keepUntil()).isEqualTo(now.plus(Duration.ofDays(30)));
        assertThat(folder.of(call(9))).isEqualTo(recovered);
        assertThat(Files.size(folder.path(name, RecordingFolder.WAV))).isEqualTo(44 + 32_000);
    }
}
