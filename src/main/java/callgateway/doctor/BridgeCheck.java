package callgateway.doctor;

import callgateway.audio.MuLaw;
import callgateway.omni.DropReason;
import callgateway.omni.OmniEvent;
import callgateway.omni.OmniListener;
import callgateway.omni.OmniReader;
import callgateway.twilio.BadMessage;
import callgateway.twilio.GatewayMessage;
import callgateway.twilio.GatewayMessageReader;
import callgateway.twilio.MediaFrame;
import callgateway.twilio.TwilioWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Whether what stands between Twilio and Omni does what a bridge must: every message tagged with the stream, mu-law made and read
 * without a loss, an interruption understood and told to Twilio. Held against the strict readers of the simulators, in this process.
 */
final class BridgeCheck implements Check {
    private static final String STREAM = "MZ00000000000000000000000000000001";
    private static final String FIX =
            "This build is broken: build it again (mvn verify), and hear it with bin/call-gateway demo.";

    @Override
    public List<Finding> look() {
        try {
            boolean tagged = mediaIsTagged();
            boolean companded = muLawIsExact();
            boolean cleared = flushIsUnderstood() && clearIsTagged();
            if (tagged && companded && cleared) {
                return List.of(
                        Finding.ok("audio carries its streamSid, mu-law at 8000 Hz is exact, a flush becomes a clear"));
            }
            return List.of(Finding.wrong(
                    !tagged
                            ? "audio does not carry its streamSid: callers would hear nothing"
                            : !companded
                                    ? "mu-law is not exact: callers would hear static"
                                    : "a flush does not become a clear: the agent would talk over the caller",
                    FIX));
        } catch (BadMessage e) {
            return List.of(Finding.wrong("Twilio would not accept a message: " + e.getMessage(), FIX));
        }
    }

    private static boolean mediaIsTagged() {
        TwilioWriter writer = new TwilioWriter(STREAM);
        byte[] frame = new byte[MuLaw.FRAME_BYTES];
        byte[] message = new byte[writer.maxMediaBytes(frame.length)];
        int length = writer.media(frame, 0, frame.length, message, 0);
        return new GatewayMessageReader(STREAM).readMedia(message, 0, length, new MediaFrame());
    }

    /** Every code stands for a sample that is made that code again; but the two zeros are one. */
    private static boolean muLawIsExact() {
        for (int code = 0; code < 256; code++) {
            short sample = MuLaw.decode((byte) code);
            if (MuLaw.decode(MuLaw.encode(sample)) != sample) {
                return false;
            }
        }
        return true;
    }

    private static boolean clearIsTagged() throws BadMessage {
        byte[] clear = new TwilioWriter(STREAM).clear();
        return new GatewayMessageReader(STREAM).read(clear, 0, clear.length) instanceof GatewayMessage.Clear;
    }

    private static boolean flushIsUnderstood() {
        byte[] flush = "\u0003{\"type\":\"flush\"}".getBytes(StandardCharsets.UTF_8);
        boolean[] understood = {false};
        new OmniReader().binary(flush, 0, flush.length, new OmniListener() {
            @Override
            public void audio(byte[] pcm, int off, int len) {}

            @Override
            public void event(OmniEvent event) {
                understood[0] |= event instanceof OmniEvent.Flush;
            }

            @Override
            public void dropped(DropReason reason) {}
        });
        return understood[0];
    }
}
