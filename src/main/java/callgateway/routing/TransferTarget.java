package callgateway.routing;

import callgateway.twilio.PhoneNumber;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whom a caller can be handed over to. */
public sealed interface TransferTarget {
    /**
     * A telephone.
     *
     * @param number 3 to 15 digits, with a leading + for an international one
     */
    record Phone(String number) implements TransferTarget {
        private static final Pattern FORM = Pattern.compile("\\+?[0-9]{3,15}");

        /** Holds the form. */
        public Phone {
            if (!FORM.matcher(number).matches()) {
                throw new IllegalArgumentException(
                        PhoneNumber.mask(number) + " (expected: digits such as +14155550123)");
            }
        }

        /** With the digits masked. */
        @Override
        public String toString() {
            return PhoneNumber.mask(number);
        }
    }

    /**
     * A SIP address.
     *
     * @param uri such as {@code sip:desk@pbx.example.com}
     */
    record Sip(String uri) implements TransferTarget {
        private static final Pattern FORM =
                Pattern.compile("sips?:[^\\s@<>\"*]{1,128}@[A-Za-z0-9.\\[\\]:-]{1,128}(;[^\\s<>\"]{1,128})?");

        /** Holds the form. */
        public Sip {
            if (!FORM.matcher(uri).matches()) {
                throw new IllegalArgumentException("sip:*** (expected: an address such as sip:desk@pbx.example.com)");
            }
        }

        /** Without the user, who may be a number. */
        @Override
        public String toString() {
            return "sip:***" + uri.substring(uri.indexOf('@'));
        }
    }

    /**
     * The agent of another pool, reached as by a call that comes in there.
     *
     * @param pool its name
     */
    record InPool(String pool) implements TransferTarget {
        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,32}");
        static final String PREFIX = "pool:";

        /** Holds the form. */
        public InPool {
            if (!FORM.matcher(pool).matches()) {
                throw new IllegalArgumentException("pool:" + pool.length()
                        + " characters (expected: pool: and 1 to 32 letters, digits, dashes and underscores)");
            }
        }

        @Override
        public String toString() {
            return PREFIX + pool;
        }
    }

    /**
     * Reads one as an operator writes it.
     *
     * @throws IllegalArgumentException with a line for the operator
     */
    static TransferTarget parse(String written) {
        String text = written.strip();
        if (text.startsWith(InPool.PREFIX)) {
            return new InPool(text.substring(InPool.PREFIX.length()));
        }
        return text.startsWith("sip:") || text.startsWith("sips:") ? new Sip(text) : new Phone(text);
    }

    /**
     * Reads one as an agent says it: numbers also with the usual punctuation, or as {@code tel:}. Empty when it is none.
     */
    static Optional<TransferTarget> understood(String said) {
        String text = said.strip();
        boolean address = text.startsWith("sip:") || text.startsWith("sips:") || text.startsWith(InPool.PREFIX);
        String plain = address ? text : text.replaceFirst("^tel:", "").replaceAll("[ ()./-]", "");
        try {
            return Optional.of(parse(plain));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
