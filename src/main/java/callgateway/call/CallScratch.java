package callgateway.call;

import callgateway.call.media.MediaScratch;
import callgateway.transport.Loop;
import callgateway.twilio.MediaFrame;

/** The memory that one message at a time passes through between a socket and a graph, one for all calls of a loop. */
final class CallScratch {
    private static final int FIRST_BYTES = 1024;

    final MediaScratch media;
    final MediaFrame heard = new MediaFrame();
    private byte[] message = new byte[FIRST_BYTES];

    private CallScratch(Loop loop) {
        this.media = new MediaScratch(loop.mediaLag());
    }

    static CallScratch of(Loop loop) {
        return loop.shared(CallScratch.class, () -> new CallScratch(loop));
    }

    /** Room for one message to write; good until the next call. */
    byte[] message(int bytes) {
        if (message.length < bytes) {
            message = new byte[bytes];
        }
        return message;
    }
}
