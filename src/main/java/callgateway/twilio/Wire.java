package callgateway.twilio;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** How texts become bytes of a message, and the limits that every message keeps. */
final class Wire {
    /** A media message with 64 KiB of audio is 88 KiB; nothing legitimate comes near it. */
    static final int MAX_MESSAGE_BYTES = 128 * 1024;

    /** Audio of one message, about eight seconds; real ones are 20 ms. */
    static final int MAX_AUDIO_BYTES = 64 * 1024;

    static final int MAX_NAME_CHARS = 64;

    private Wire() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the bytes are UTF-8 without surrogates, overlong forms and half characters. */
    static boolean isUtf8(byte[] bytes, int off, int len) {
        int i = off;
        while (i < off + len && bytes[i] >= 0) {
            i++;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, i, off + len - i));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The text as a JSON string with its quotes. */
    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
