package callgateway.twilio;

/** A message that a gateway may send to Twilio; there are no others (Twilio docs: media-streams/websocket-messages). */
public sealed interface GatewayMessage {

    /**
     * Audio to be played.
     *
     * @param frame a holder of its own, without timestamp
     */
    record Media(MediaFrame frame) implements GatewayMessage {}

    /** To be echoed when what came before it has been played. */
    record Mark(String name) implements GatewayMessage {}

    /** Flush what is buffered. */
    record Clear() implements GatewayMessage {}
}
