package callgateway.routing;

import callgateway.twilio.PhoneNumber;
import java.time.Duration;
import java.util.regex.Pattern;

/** Where a caller goes who gets no agent: the line is full, the wait was too long, the pool is closed. */
public sealed interface Overflow {
    /** The words it is written with, for messages. */
    String EXPECTED = "dial:+14155550123, dial:sip:user@host, voicemail, message:TEXT or busy";

    /** What a caller may be told at once. */
    int MAX_TEXT = 3000;

    /**
     * A telephone number.
     *
     * @param number digits, with a leading + for an international one
     */
    record Dial(String number) implements Overflow {
        private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{3,15}");

        /** Refuses what could not be dialled when a caller needs it. */
        public Dial {
            if (!NUMBER.matcher(number).matches()) {
                throw new IllegalArgumentException("dial:" + number + " (expected: digits such as dial:+14155550123)");
            }
        }

        /** With the digits masked. */
        @Override
        public String toString() {
            return "dial:" + PhoneNumber.mask(number);
        }
    }

    /**
     * A SIP address.
     *
     * @param uri such as {@code sip:desk@pbx.example.com}
     */
    record DialSip(String uri) implements Overflow {
        private static final Pattern URI =
                Pattern.compile("sips?:[^\\s@<>\"]{1,128}@[A-Za-z0-9.\\[\\]:-]{1,128}(;\\S{1,128})?");

        /** Refuses what could not be dialled when a caller needs it. */
        public DialSip {
            if (!URI.matcher(uri).matches()) {
                throw new IllegalArgumentException(
                        "dial:" + uri + " (expected: an address such as dial:sip:desk@pbx.example.com)");
            }
        }

        /** Without the user, who may be a number. */
        @Override
        public String toString() {
            return "dial:sip:***" + uri.substring(uri.indexOf('@'));
        }
    }

    /**
     * The caller leaves a message.
     *
     * @param prompt what is said before the tone, 1..3000 characters
     * @param maxLength the longest message, 1 s to 1 h
     */
    record Voicemail(String prompt, Duration maxLength) implements Overflow {
        /** Holds the ranges. */
        public Voicemail {
            requireText("prompt", prompt);
            if (maxLength.toSeconds() < 1 || maxLength.toSeconds() > 3600) {
                throw new IllegalArgumentException("max-length: " + maxLength.toMillis() + " ms (expected: 1s to 1h)");
            }
        }
    }

    /**
     * The caller is told something, then the call ends.
     *
     * @param text 1..3000 characters
     */
    record Message(String text) implements Overflow {
        /** Holds the range. */
        public Message {
            requireText("message", text);
        }
    }

    /** The caller hears the busy tone: not answered and not charged, as long as the call still rings. */
    enum Busy implements Overflow {
        BUSY
    }

    /**
     * Reads one as an operator writes it.
     *
     * @param voicemail what the word {@code voicemail} means
     * @throws IllegalArgumentException with a line for the operator
     */
    static Overflow parse(String written, Voicemail voicemail) {
        if (written.equals("voicemail")) {
            return voicemail;
        }
        if (written.equals("busy")) {
            return Busy.BUSY;
        }
        if (written.startsWith("message:")) {
            return new Message(written.substring("message:".length()).strip());
        }
        if (written.startsWith("dial:")) {
            String target = written.substring("dial:".length()).strip();
            return target.startsWith("sip:") || target.startsWith("sips:") ? new DialSip(target) : new Dial(target);
        }
        throw new IllegalArgumentException(written + " (expected: " + EXPECTED + ")");
    }

    private static void requireText(String name, String text) {
        if (text.isBlank() || text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    name + ": " + text.length() + " characters (expected: 1.." + MAX_TEXT + ", what a caller is told)");
        }
    }
}
