package callgateway.twilio;

import org.jspecify.annotations.Nullable;

/**
 * What a caller in a queue hears until the next request of the {@code waitUrl} (Twilio docs: voice/twiml/enqueue). A
 * caller whose turn has come leaves only with that request, so it should not take longer than some ten seconds.
 *
 * @param say a sentence before the music; null for none
 * @param playUrl absolute; an audio file, which Twilio fetches with GET and caches as its headers allow
 * @param language of the sentence, such as {@code en-GB}; null for the account's
 */
public record WaitingSpec(
        @Nullable String say, String playUrl, @Nullable String language) {
    public WaitingSpec {
        if (say != null) {
            Spoken.require("say", say, language);
        }
        Twiml.requireAbsolute("play", playUrl);
    }
}
