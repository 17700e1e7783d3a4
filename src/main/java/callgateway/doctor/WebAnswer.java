package callgateway.doctor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of an HTTP request. */
sealed interface WebAnswer {
    /**
     * An answer, whatever it says.
     *
     * @param where a redirect leads; empty when it is none
     * @param ahead how far the answer's clock is ahead of this machine's, to about a second; null when it shows none
     */
    record Reply(
            int status, byte[] body, String where, @Nullable Duration ahead) implements WebAnswer {
        boolean isOk() {
            return status == 200;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** No answer; {@code why} for people. */
    record Silence(String why) implements WebAnswer {}
}
