package callgateway.demo;

/** Whose doing something is. */
public enum Who {
    CALLER("caller"),
    TWILIO("twilio"),
    GATEWAY("gateway"),
    AGENT("agent");

    private final String label;

    Who(String label) {
        this.label = label;
    }

    /** In lower case, for people and for style sheets. */
    public String label() {
        return label;
    }
}
