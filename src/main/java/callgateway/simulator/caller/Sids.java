package callgateway.simulator.caller;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Identifiers as Twilio makes them: two letters and 32 hexadecimal digits. */
public final class Sids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Sids() {}

    /** A call's. */
    public static String call() {
        return sid("CA");
    }

    /** A media stream's. */
    public static String stream() {
        return sid("MZ");
    }

    /** A queue's. */
    static String queue() {
        return sid("QU");
    }

    /** A recording's. */
    static String recording() {
        return sid("RE");
    }

    private static String sid(String prefix) {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
