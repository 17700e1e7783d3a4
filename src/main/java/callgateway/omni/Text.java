package callgateway.omni;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text as peers send it: strict UTF-8 in, bounded and printable out. */
final class Text {
    private Text() {}

    /** Decodes, or answers null when the bytes are not well-formed UTF-8. Never throws, never replaces. */
    static @Nullable String utf8(byte[] b, int off, int len) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(len);
        if (decoder.decode(ByteBuffer.wrap(b, off, len), out, true).isError()) {
            return null;
        }
        return out.flip().toString();
    }

    /** How many bytes at the end begin a code point that the next bytes would have to finish: 0..3. */
    static int unfinishedTail(byte[] b, int off, int len) {
        for (int back = 1; back <= Math.min(3, len); back++) {
            int lead = b[off + len - back] & 0xFF;
            if (lead < 0x80) {
                return 0;
            }
            if (lead >= 0xC0) {
                int needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
                return back < needed ? back : 0;
            }
        }
        return 0;
    }

    /** True when it holds no control characters except tab and line ends. */
    static boolean isPrintable(String s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Control characters become spaces, and what exceeds {@code max} characters is cut: fit for a log line. */
    static String clean(String s, int max) {
        StringBuilder clean = new StringBuilder(Math.min(s.length(), max));
        for (int i = 0; i < s.length() && clean.length() < max; i++) {
            char c = s.charAt(i);
            clean.append(Character.isISOControl(c) ? ' ' : c);
        }
        return clean.toString();
    }
}
