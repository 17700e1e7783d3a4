package callgateway.recording;

import callgateway.audio.Goertzel;
import callgateway.audio.MuLaw;
import callgateway.audio.Tones;
import callgateway.audio.WavFile;
import callgateway.routing.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A tape whose time passes as the test wants, and whose writer is the test. */
final class Deck implements TapeListener {
    static final String CALL = "CA3f000000000000000000000000000001";
    static final int LEFT = 0;
    static final int RIGHT = 1;
    private static final int FRAME_MS = 20;
    private static final double DBFS = -12;

    final List<String> told = new ArrayList<>();
    final List<String> counted = new ArrayList<>();
    final RecordingFolder folder;
    final TapeRing ring;
    final Tape tape;
    final TapeFile file;
    private final TapeFile.Scratch scratch = new TapeFile.Scratch();
    private final Tones caller = Tones.sine(MuLaw.RATE_HZ, 600, DBFS);
    private final byte[] frame = new byte[MuLaw.FRAME_BYTES];
    /** Frames the caller's side is behind, in the network. */
    long callerDelayMs;

    long nowMs;
    boolean callerSpeaks;
    private boolean writes = true;

    Deck(Path root, Recording wanted) {
        this(root, wanted, 200);
    }

    Deck(Path root, Recording wanted, int slots) {
        folder = new RecordingFolder(root);
        ring = new TapeRing(slots);
        TapeOrder order = new TapeOrder(CALL, "sales", wanted, 200);
        tape = new Tape(order, ring, this, counting(), 0);
        file = new TapeFile(order, tape, this, folder, Disk.REAL, Instant.parse("2026-11-23T07:12:20.123Z"));
    }

    static Recording wanted(Recording.Format format, Duration pauseOnKeys) {
        return new Recording(true, format, new Recording.Consent.Elsewhere(), Duration.ofDays(1), pauseOnKeys);
    }

    private RecordingMonitor counting() {
        return new RecordingMonitor() {
            @Override
            public void started() {}

            @Override
            public void ended(RecordingEnd reason) {}

            @Override
            public void refused(RecordingEnd reason) {}

            @Override
            public void written(long bytes) {}

            @Override
            public void dropped(Dropped reason, long ms) {
                counted.add(reason + " " + ms);
            }

            @Override
            public void deleted(Deleted by) {}
        };
    }

    long nanos() {
        return nowMs * 1_000_000;
    }

    /** The disk takes nothing from now on, or takes everything again. */
    void writes(boolean can) {
        writes = can;
    }

    /** So much time passes; the caller's frames come as they should. */
    Deck passes(long ms) throws IOException {
        for (long end = nowMs + ms; nowMs < end; ) {
            nowMs += FRAME_MS;
            if (callerSpeaks) {
                caller.muLaw(frame, 0, frame.length);
                tape.callerSaid(frame, frame.length, nowMs - FRAME_MS - callerDelayMs, nanos());
            } else {
                java.util.Arrays.fill(frame, MuLaw.SILENCE);
                tape.callerSaid(frame, frame.length, nowMs - FRAME_MS - callerDelayMs, nanos());
            }
            if (writes && nowMs % 200 == 0) {
                file.write(scratch, nanos());
            }
        }
        return this;
    }

    /** The caller is sent so much of a tone at once. */
    Deck sends(int hz, long ms) {
        byte[] sound = new byte[(int) ms * 8];
        Tones.sine(MuLaw.RATE_HZ, hz, DBFS).muLaw(sound, 0, sound.length);
        for (int at = 0; at < sound.length; at += MuLaw.FRAME_BYTES) {
            tape.callerHears(sound, at, MuLaw.FRAME_BYTES, nanos());
        }
        return this;
    }

    /** The stream is over: the file. */
    WavFile ends() throws IOException {
        tape.end(nanos());
        file.write(scratch, nanos());
        return WavFile.read(folder.path(file.name(), RecordingFolder.WAV));
    }

    /** Whether a tone sounds throughout. */
    static boolean sounds(WavFile wav, int channel, int hz, long fromMs, long toMs) {
        byte[] pcm = wav.channel(channel);
        for (long at = fromMs; at + FRAME_MS <= toMs; at += FRAME_MS) {
            double level = new Goertzel(MuLaw.RATE_HZ, hz)
                    .pcm(pcm, (int) at * 16, MuLaw.FRAME_BYTES)
                    .dbfs();
            if (level < -20) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is nothing at all. */
    static boolean isSilent(WavFile wav, int channel, long fromMs, long toMs) {
        byte[] pcm = wav.channel(channel);
        for (int i = (int) fromMs * 16; i < toMs * 16; i++) {
            if (pcm[i] != 0) {
                return false;
            }
        }
        return true;
    }

    static long lengthMs(WavFile wav) {
        return wav.samplesPerChannel() / 8;
    }

    @Override
    public void paused(Pause why) {
        told.add("paused " + why);
    }

    @Override
    public void resumed() {
        told.add("resumed");
    }

    @Override
    public void ended(RecordingPart part) {
        told.add("ended");
    }
}
