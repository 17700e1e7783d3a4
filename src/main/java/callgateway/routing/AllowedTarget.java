package callgateway.routing;

import callgateway.routing.TransferTarget.InPool;
import callgateway.routing.TransferTarget.Phone;
import callgateway.routing.TransferTarget.Sip;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One line of a list of targets that callers may be handed over to. */
public sealed interface AllowedTarget {
    /** Whether this line allows that target. */
    boolean allows(TransferTarget target);

    /** This very target. */
    record Exactly(TransferTarget target) implements AllowedTarget {
        @Override
        public boolean allows(TransferTarget other) {
            return target.equals(other);
        }

        @Override
        public String toString() {
            return target.toString();
        }
    }

    /**
     * Every international number with this beginning that costs what a call there usually does: premium rate services,
     * satellites and short numbers are not among them, and have to be listed one by one.
     *
     * @param start + and at least three digits
     */
    record Beginning(String start) implements AllowedTarget {
        private static final Pattern FORM = Pattern.compile("\\+[1-9][0-9]{2,13}");
        /** Shorter ones are emergency and service numbers. */
        private static final Pattern FULL = Pattern.compile("\\+[1-9][0-9]{7,14}");
        /** The best known of them, by country code: a second lock, not a complete list. */
        private static final Pattern DEAR = Pattern.compile("\\+(?:979|87[08]|88[1238]"
                + "|1(?:900|[2-9][0-9]{2}976)|44(?:9|70|87)|49(?:900|137|118)|33(?:89|118)|34(?:80[367]|905)|39(?:89|1[46]4)"
                + "|41(?:90[016])|43(?:9[03])|31(?:90)|32(?:90)|48(?:70)|61(?:190)|351(?:76)|353(?:15))[0-9]*");

        /** Refuses what is as good as everything, and what is premium rate altogether. */
        public Beginning {
            if (!FORM.matcher(start).matches()) {
                throw new IllegalArgumentException(
                        start + "* (expected: a beginning with + and at least three digits, such as +1555*)");
            }
            if (DEAR.matcher(start).matches()) {
                throw new IllegalArgumentException(
                        start + "* (expected: numbers of usual cost; premium rate ones must be listed one by one)");
            }
        }

        @Override
        public boolean allows(TransferTarget target) {
            return matches(target) && !isDear(target);
        }

        boolean matches(TransferTarget target) {
            return target instanceof Phone one && one.number().startsWith(start);
        }

        static boolean isDear(TransferTarget target) {
            return target instanceof Phone one
                    && (!FULL.matcher(one.number()).matches()
                            || DEAR.matcher(one.number()).matches());
        }

        @Override
        public String toString() {
            return start + "*";
        }
    }

    /**
     * Every user of a SIP host, without parameters, which could lead elsewhere.
     *
     * @param scheme {@code sip:} or {@code sips:}
     * @param host as it stands behind the @, with its port if it has one
     */
    record AnyoneAt(String scheme, String host) implements AllowedTarget {
        private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.\\[\\]:-]{1,128}");
        private static final Pattern USER = Pattern.compile("[A-Za-z0-9._~+-]{1,64}");

        /** Holds the form. */
        public AnyoneAt {
            if (!HOST.matcher(host).matches()) {
                throw new IllegalArgumentException(
                        scheme + "*@" + host + " (expected: a host such as sip:*@pbx.example.com)");
            }
            host = host.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean allows(TransferTarget target) {
            if (!(target instanceof Sip sip) || !sip.uri().startsWith(scheme)) {
                return false;
            }
            int at = sip.uri().indexOf('@');
            return sip.uri().substring(at + 1).equalsIgnoreCase(host)
                    && USER.matcher(sip.uri().substring(scheme.length(), at)).matches();
        }

        @Override
        public String toString() {
            return scheme + "*@" + host;
        }
    }

    /**
     * Reads one as an operator writes it: {@code +15550100}, {@code +1555*}, {@code sip:desk@pbx.example},
     * {@code sip:*@pbx.example} or {@code pool:sales}.
     *
     * @throws IllegalArgumentException with a line for the operator
     */
    static AllowedTarget parse(String written) {
        String text = written.strip();
        for (String scheme : new String[] {"sip:", "sips:"}) {
            if (text.startsWith(scheme + "*@")) {
                return new AnyoneAt(scheme, text.substring(scheme.length() + 2));
            }
        }
        if (text.endsWith("*") && !text.contains(":")) {
            return new Beginning(text.substring(0, text.length() - 1));
        }
        return new Exactly(TransferTarget.parse(text));
    }

    /** The pool it names; null when it names none. */
    static @Nullable String poolOf(AllowedTarget one) {
        return one instanceof Exactly exactly && exactly.target() instanceof InPool in ? in.pool() : null;
    }
}
