package callgateway.demo;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the call.
 *
 * @param atMs since the call came in
 * @param text what happened, or what was said
 */
public record Moment(
        double atMs,
        Who who,
        Kind kind,
        String text,
        @Nullable Latency latency) {

    /** What kind of thing it is. */
    public enum Kind {
        CALL("call"),
        TWIML("TwiML"),
        STREAM("stream"),
        HELLO("hello"),
        CONFIGURED("configured"),
        SPEECH("speech"),
        FLUSH("flush"),
        CLEAR("clear"),
        SILENCE("silence"),
        KEY("key"),
        KEY_ARRIVED("key arrives"),
        END_CALL("end call"),
        TRANSFER("transfer"),
        ACTION("action"),
        STREAM_END("stream ends"),
        HANG_UP("hang up"),
        TROUBLE("trouble");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        /** Whether it is a point of interest between the utterances. */
        public boolean isPin() {
            return switch (this) {
                case STREAM, HELLO, FLUSH, CLEAR, KEY, END_CALL, TRANSFER, ACTION, HANG_UP, TROUBLE -> true;
                default -> false;
            };
        }
    }

    /**
     * How long it took.
     *
     * @param since what it is counted from, to be read after "since"
     */
    public record Latency(double ms, String since) {}

    static Moment of(double atMs, Who who, Kind kind, String text) {
        return new Moment(atMs, who, kind, text, null);
    }

    Moment since(double thenMs, String what) {
        return Double.isNaN(thenMs) ? this : new Moment(atMs, who, kind, text, new Latency(atMs - thenMs, what));
    }
}
