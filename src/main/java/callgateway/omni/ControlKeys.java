package callgateway.omni;

/**
 * Which key names our control frames. Reports disagree on whether Omni dispatches on {@code type} or {@code event}, and a
 * frame with only the wrong one is acknowledged and dropped, so both are sent unless a revision objects.
 */
public enum ControlKeys {
    /** {@code type} and {@code event}, same value. */
    TYPE_AND_EVENT,
    /** Only {@code type}. */
    TYPE
}
