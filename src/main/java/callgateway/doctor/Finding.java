package callgateway.doctor;

/**
 * One thing that a check found.
 *
 * @param found what is there; {@link Doctor} masks secrets and phone numbers in it before anybody sees it
 * @param fix what to do; empty when there is nothing to do
 */
public record Finding(Status status, String found, String fix) {
    /** How it is, from good to bad. */
    public enum Status {
        /** As it should be. */
        OK,
        /** Not looked at. */
        SKIPPED,
        /** Calls work; something is worse than it could be, or could not be seen. */
        WARNING,
        /** Calls will not work. */
        WRONG
    }

    static Finding ok(String found) {
        return new Finding(Status.OK, found, "");
    }

    static Finding warning(String found, String fix) {
        return new Finding(Status.WARNING, found, fix);
    }

    static Finding wrong(String found, String fix) {
        return new Finding(Status.WRONG, found, fix);
    }

    static Finding skipped(String why) {
        return new Finding(Status.SKIPPED, why, "");
    }
}
