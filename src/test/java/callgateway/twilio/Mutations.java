package callgateway.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Random;

/** Small random damage to messages: bytes, pieces and JSON tokens changed, inserted, doubled, moved or taken away. */
final class Mutations {
    private static final String[] PIECES = {
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "=",
        "==",
        " ",
        "\n",
        "\t",
        "\u0000",
        "\u007f",
        "\u00e9",
        "null",
        "true",
        "5",
        "-1",
        "\"\"",
        "\"event\"",
        "\"media\"",
        "\"payload\"",
        "\"timestamp\"",
        "\"track\"",
        "\"inbound\"",
        "\"outbound\"",
        "\"event\":\"media\",",
        ",\"event\":\"stop\"",
        ",\"a\":\"b\"",
        "\"payload\":\"AAEC\",",
        "\"timestamp\":\"1\",",
        "\"track\":\"inbound\",",
        ",\"media\":{}",
        "\\u0065",
        "\\/",
        "A",
        "AAAA",
        "/w==",
        "0"
    };

    private Mutations() {}

    static byte[] of(Random random, String message) {
        byte[] bytes = message.getBytes(UTF_8);
        for (int n = random.nextInt(4); n > 0; n--) {
            bytes = once(random, bytes);
        }
        return bytes;
    }

    private static byte[] once(Random random, byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int until = Math.min(bytes.length, at + random.nextInt(12));
        return switch (random.nextInt(6)) {
            case 0 -> spliced(bytes, at, at, PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8));
            case 1 -> spliced(bytes, at, until, new byte[0]);
            case 2 -> spliced(bytes, at, until, PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8));
            case 3 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, until));
            case 4 -> spliced(bytes, at, Math.min(bytes.length, at + 1), new byte[] {(byte) random.nextInt(256)});
            default -> spliced(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
        };
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
        byte[] result = new byte[bytes.length - (to - from) + piece.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(bytes, to, result, from + piece.length, bytes.length - to);
        return result;
    }
}
