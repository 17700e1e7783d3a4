package callgateway.call.media;

import callgateway.audio.ComfortTone;
import callgateway.audio.MuLaw;
import callgateway.audio.WavFile;
import callgateway.routing.HoldPiece;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Audio of our own for the caller's ear, mu-law in whole frames: an opening, once, then a loop. Immutable; shared by all
 * calls.
 */
public final class Interlude {
    private static final Duration COMFORT_TURN = Duration.ofSeconds(4);

    private final byte[] opening;
    private final byte[] loop;

    private Interlude(byte[] opening, byte[] loop) {
        this.opening = wholeFrames(opening);
        this.loop = wholeFrames(loop);
        if (this.opening.length + this.loop.length == 0) {
            throw new IllegalArgumentException("an interlude of 0 ms (expected: > 0)");
        }
    }

    /**
     * The opening once, then the loop until it is stopped. Either may be empty, not both; the last frame of each is filled
     * up with silence.
     */
    public static Interlude of(byte[] openingMuLaw, byte[] loopMuLaw) {
        return new Interlude(openingMuLaw, loopMuLaw);
    }

    /** The piece that waiting callers hear, too. */
    public static Interlude hold() {
        return Shared.HOLD;
    }

    /** Two soft notes at once and every few seconds: somebody is being fetched. */
    public static Interlude comfort() {
        return Shared.COMFORT;
    }

    /** Reads and makes what is shared, which takes too long for an event loop. */
    public static void prepare() {
        hold();
        comfort();
    }

    /** The array that holds this frame, counted from 0; null when it is all over. */
    byte @Nullable [] source(long frame) {
        if (frame < openingFrames()) {
            return opening;
        }
        return loop.length == 0 ? null : loop;
    }

    /** Where in its array this frame begins. */
    int offset(long frame) {
        long into = frame - openingFrames();
        return into < 0
                ? (int) frame * MuLaw.FRAME_BYTES
                : (int) (into % (loop.length / MuLaw.FRAME_BYTES)) * MuLaw.FRAME_BYTES;
    }

    private int openingFrames() {
        return opening.length / MuLaw.FRAME_BYTES;
    }

    private static byte[] wholeFrames(byte[] mulaw) {
        int frames = (mulaw.length + MuLaw.FRAME_BYTES - 1) / MuLaw.FRAME_BYTES;
        byte[] whole = Arrays.copyOf(mulaw, frames * MuLaw.FRAME_BYTES);
        Arrays.fill(whole, mulaw.length, whole.length, MuLaw.SILENCE);
        return whole;
    }

    /** Made when first asked for. */
    private static final class Shared {
        static final Interlude HOLD = of(new byte[0], holdPiece());
        static final Interlude COMFORT = of(new byte[0], ComfortTone.muLaw(COMFORT_TURN));

        private static byte[] holdPiece() {
            try {
                byte[] pcm = WavFile.parse(HoldPiece.load().bytes()).channel(0);
                byte[] mulaw = new byte[pcm.length / 2];
                MuLaw.encode(pcm, 0, mulaw.length, mulaw, 0);
                return mulaw;
            } catch (IOException e) {
                throw new UncheckedIOException("the hold piece of this program is damaged", e);
            }
        }
    }
}
