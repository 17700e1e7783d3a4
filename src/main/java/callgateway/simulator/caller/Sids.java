package callgateway.simulator.caller;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Identifiers as Twilio makes them: two letters and 32 hexadecimal digits. */
final class Sids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Sids() {}

    static String call() {
        return sid("CA");
    }

    static String stream() {
        return sid("MZ");
    }

    private static String sid(String prefix) {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
