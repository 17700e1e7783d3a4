package callgateway.twilio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The pass over a usual media message: keys are told apart by their first eight bytes, values that do not matter are
 * skipped eight bytes at a time, the payload is decoded as it is read.
 *
 * <p>Every step answers the index behind what it took, or {@link #UNUSUAL}. Whatever is accepted here, the full reader
 * accepts with the same result: names and texts of plain ASCII without escapes, unknown fields only if they are texts.
 */
final class MediaScan {
    private static final int UNUSUAL = -1;
    private static final int MAX_FIELDS = 32;
    private static final int MAX_DIGITS = 15;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_6 = 0xFFFF_FFFF_FFFFL;
    private static final long LOW_7 = 0xFF_FFFF_FFFF_FFFFL;
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = EACH << 7;

    private static final long EVENT_KEY = word("event\"");
    private static final long MEDIA_KEY = word("media\"");
    private static final long TRACK_KEY = word("track\"");
    private static final long PAYLOAD_KEY = word("payload\"");
    private static final long TIMESTAMP_KEY = word("timestam");
    private static final long MEDIA_TEXT = word("\"media\"");
    private static final long INBOUND_TEXT = word("inbound\"");

    // The fields seen so far, as bits; a field that does not matter is none of them.
    private static final int OTHER = 0;
    private static final int EVENT = 1;
    private static final int MEDIA = 2;
    private static final int TRACK = 4;
    private static final int TIMESTAMP = 8;
    private static final int PAYLOAD = 16;

    private MediaScan() {}

    static boolean read(byte[] b, int off, int len, MediaFrame into) {
        int end = off + len;
        int i = blanks(b, off, end);
        if (len > Wire.MAX_MESSAGE_BYTES || i >= end || b[i] != '{') {
            return false;
        }
        int seen = 0;
        for (int fields = 0; fields < MAX_FIELDS; fields++) {
            i = blanks(b, i + 1, end);
            if (end - i <= Long.BYTES || b[i] != '"') {
                return false;
            }
            long key = (long) WORD.get(b, i + 1) & LOW_6;
            int field = key == EVENT_KEY ? EVENT : key == MEDIA_KEY ? MEDIA : OTHER;
            i = value(b, field == OTHER ? name(b, i, end) : i + 7, end);
            if (i < 0 || (seen & field) != 0) {
                return false;
            }
            seen |= field;
            i = switch (field) {
                case EVENT -> mediaText(b, i, end);
                case MEDIA -> mediaObject(b, i, end, into);
                default -> text(b, i, end);
            };
            i = separator(b, i, end);
            if (i < 0) {
                return false;
            }
            if (b[i] == '}') {
                return seen == (EVENT | MEDIA) && blanks(b, i + 1, end) == end;
            }
        }
        return false;
    }

    private static int mediaObject(byte[] b, int start, int end, MediaFrame into) {
        int i = start;
        if (b[i] != '{') {
            return UNUSUAL;
        }
        int seen = 0;
        long timestampMs = 0;
        int bytes = 0;
        for (int fields = 0; fields < MAX_FIELDS; fields++) {
            i = blanks(b, i + 1, end);
            if (end - i <= Long.BYTES || b[i] != '"') {
                return UNUSUAL;
            }
            int field = mediaField(b, i + 1, end);
            i = value(b, afterKey(field, b, i, end), end);
            if (i < 0 || (seen & field) != 0) {
                return UNUSUAL;
            }
            seen |= field;
            int next;
            switch (field) {
                case TRACK -> next = inboundText(b, i, end);
                case TIMESTAMP -> {
                    next = text(b, i, end);
                    timestampMs = next < 0 ? UNUSUAL : digits(b, i + 1, next - 1);
                    next = timestampMs < 0 ? UNUSUAL : next;
                }
                case PAYLOAD -> {
                    next = payload(b, i, end, into);
                    bytes = next < 0 ? 0 : MediaBase64.decodedLength(b, i + 1, next - 1);
                }
                default -> next = text(b, i, end);
            }
            i = separator(b, next, end);
            if (i < 0) {
                return UNUSUAL;
            }
            if (b[i] == '}') {
                into.filled(bytes, timestampMs);
                return seen == (TRACK | TIMESTAMP | PAYLOAD) && bytes <= Wire.MAX_AUDIO_BYTES ? i + 1 : UNUSUAL;
            }
        }
        return UNUSUAL;
    }

    /** Which of the media object's fields begins behind the quote; there are eight bytes to look at. */
    private static int mediaField(byte[] b, int i, int end) {
        long key = (long) WORD.get(b, i);
        if (key == PAYLOAD_KEY) {
            return PAYLOAD;
        }
        if (key == TIMESTAMP_KEY && end - i > 10 && b[i + 8] == 'p' && b[i + 9] == '"') {
            return TIMESTAMP;
        }
        return (key & LOW_6) == TRACK_KEY ? TRACK : OTHER;
    }

    private static int afterKey(int field, byte[] b, int quote, int end) {
        return switch (field) {
            case TRACK -> quote + 7;
            case PAYLOAD -> quote + 9;
            case TIMESTAMP -> quote + 11;
            default -> name(b, quote, end);
        };
    }

    private static int mediaText(byte[] b, int i, int end) {
        return end - i >= Long.BYTES && ((long) WORD.get(b, i) & LOW_7) == MEDIA_TEXT ? i + 7 : UNUSUAL;
    }

    private static int inboundText(byte[] b, int i, int end) {
        return end - i > Long.BYTES && b[i] == '"' && (long) WORD.get(b, i + 1) == INBOUND_TEXT ? i + 9 : UNUSUAL;
    }

    private static int payload(byte[] b, int i, int end, MediaFrame into) {
        if (b[i] != '"') {
            return UNUSUAL;
        }
        byte[] audio = into.room((end - i) / 4 * 3 + MediaBase64.SLACK_BYTES);
        int stop = MediaBase64.decode(b, i + 1, end, audio);
        return stop < end && b[stop] == '"' ? stop + 1 : UNUSUAL;
    }

    private static long digits(byte[] b, int from, int to) {
        if (from == to || to - from > MAX_DIGITS) {
            return UNUSUAL;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                return UNUSUAL;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** The value behind a key's closing quote: a colon, with blanks around it or not. There is a byte to look at. */
    private static int value(byte[] b, int afterKey, int end) {
        if (afterKey < 0) {
            return UNUSUAL;
        }
        int i = blanks(b, afterKey, end);
        if (i >= end || b[i] != ':') {
            return UNUSUAL;
        }
        i = blanks(b, i + 1, end);
        return i < end ? i : UNUSUAL;
    }

    /** The comma or closing brace behind a value. */
    private static int separator(byte[] b, int afterValue, int end) {
        if (afterValue < 0) {
            return UNUSUAL;
        }
        int i = blanks(b, afterValue, end);
        return i < end && (b[i] == ',' || b[i] == '}') ? i : UNUSUAL;
    }

    private static int blanks(byte[] b, int from, int end) {
        int i = from;
        while (i < end && b[i] <= ' ' && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t')) {
            i++;
        }
        return i;
    }

    private static int name(byte[] b, int quote, int end) {
        int next = text(b, quote, end);
        return next - quote <= Wire.MAX_NAME_CHARS ? next : UNUSUAL;
    }

    /** Behind the closing quote of a text that is plain ASCII without escapes. */
    private static int text(byte[] b, int quote, int end) {
        if (b[quote] != '"') {
            return UNUSUAL;
        }
        int i = quote + 1;
        while (end - i >= Long.BYTES) {
            long special = special((long) WORD.get(b, i));
            if (special != 0) {
                i += Long.numberOfTrailingZeros(special) >>> 3;
                return b[i] == '"' ? i + 1 : UNUSUAL;
            }
            i += Long.BYTES;
        }
        while (i < end && b[i] >= ' ' && b[i] != '"' && b[i] != '\\') {
            i++;
        }
        return i < end && b[i] == '"' ? i + 1 : UNUSUAL;
    }

    /**
     * Marks, in their high bits, the bytes that end a plain text: quote, backslash, control characters and anything but
     * ASCII. The lowest mark is exact; those above it may be borrows of the subtraction.
     */
    private static long special(long eight) {
        long quote = eight ^ ('"' * EACH);
        long backslash = eight ^ ('\\' * EACH);
        long control = eight - ' ' * EACH;
        return (((quote - EACH) & ~quote) | ((backslash - EACH) & ~backslash) | (control & ~eight) | eight) & HIGH_BITS;
    }

    private static long word(String text) {
        long word = 0;
        for (int i = 0; i < text.length(); i++) {
            word |= (long) text.charAt(i) << (8 * i);
        }
        return word;
    }
}
