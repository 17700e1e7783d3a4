package callgateway.call;

/** Why a media socket was not let in, or was put out again before it carried a call. */
public enum StreamRefusal {
    /** No {@code start} within the time for it. */
    SAID_NOTHING,
    /** It said what it is, and the gateway did not decide in time whether it may carry its call. */
    UNDECIDED,
    /** Audio before {@code start}. */
    MEDIA_BEFORE_START,
    /** {@code stop} before {@code start}. */
    STOP_BEFORE_START,
    /** Another message where {@code start} belongs. */
    OTHER_BEFORE_START,
    /** A message that makes no sense, before {@code start}. */
    BAD_MESSAGE,
    /** A binary message; the carrier sends only text. */
    BINARY,
    /** A second {@code start}. */
    SECOND_START,
    /** The peer broke the WebSocket protocol, or a limit, before {@code start}. */
    VIOLATION,
    /** It went away before {@code start}. */
    VANISHED,
    /** The call was not announced by a webhook, or too long ago. */
    NOT_ANNOUNCED,
    /** The token is missing or wrong. */
    WRONG_TOKEN,
    /** The account is not the one of the webhook. */
    WRONG_ACCOUNT,
    /** The audio is not 8 kHz mono mu-law. */
    WRONG_FORMAT,
    /** Too many senseless messages on a proven stream. */
    TOO_MANY_BAD_MESSAGES
}
