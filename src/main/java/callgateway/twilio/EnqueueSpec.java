package callgateway.twilio;

/**
 * What {@code <Enqueue>} needs to know (Twilio docs: voice/twiml/enqueue).
 *
 * @param queueName at most 64 characters; Twilio makes the queue when it is first named
 * @param actionUrl absolute; requested when the caller has left the queue, however: {@code QueueResult} says how
 * @param waitUrl absolute; asked what the caller hears, again and again as long as the caller waits
 */
public record EnqueueSpec(String queueName, String actionUrl, String waitUrl) {
    private static final int MAX_NAME_CHARS = 64;

    public EnqueueSpec {
        if (queueName.isBlank() || queueName.length() > MAX_NAME_CHARS) {
            throw new IllegalArgumentException(
                    "queue name: \"" + queueName + "\" (expected: 1 to " + MAX_NAME_CHARS + " characters)");
        }
        Twiml.requireAbsolute("action", actionUrl);
        Twiml.requireAbsolute("waitUrl", waitUrl);
    }
}
