package callgateway.simulator.caller;

/**
 * What Twilio would have logged against the gateway.
 *
 * @param code of Twilio's error dictionary
 * @param text of the first occurrence
 * @param count Twilio itself logs the warnings among these once per stream
 */
public record Complaint(int code, String text, int count) {
    static final int BAD_URL = 11100;
    static final int HTTP_FAILED = 11200;
    static final int TWIML_TOO_LARGE = 11750;
    static final int BAD_TWIML = 12100;
    static final int BAD_VERB = 12200;
    static final int BAD_CONTENT_TYPE = 12300;
    static final int UPGRADE_FAILED = 31920;
    static final int NOT_WSS = 31922;
    static final int TOO_MUCH_QUEUED = 31931;
    static final int BINARY_MESSAGE = 31950;
    static final int BAD_MESSAGE = 31951;
}
