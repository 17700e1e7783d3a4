package callgateway.logging;

import callgateway.twilio.PhoneNumber;

/** How phone numbers appear in the log: masked, unless an operator wants to see them. As the log, one for the process. */
public final class LoggedNumbers {
    private static volatile boolean full;

    private LoggedNumbers() {}

    /** From now on they appear in full, or masked again. */
    public static void showInFull(boolean wanted) {
        full = wanted;
    }

    /** As this address may be logged. */
    public static String shown(String address) {
        return full ? address.replaceAll("\\p{Cntrl}", " ") : PhoneNumber.mask(address);
    }

    /** As a text of somebody else's may be logged, which may name numbers. */
    public static String in(String text) {
        return full ? text : PhoneNumber.maskIn(text);
    }
}
