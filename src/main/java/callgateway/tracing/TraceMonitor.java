package callgateway.tracing;

/** What traces tell whoever counts them. Any thread; must not block. */
public interface TraceMonitor {
    /** Something that happened in a call is missing in its trace: too much waited. */
    void dropped();

    /** So many spans were taken, or not, by the collector. */
    void exported(int spans, boolean taken);
}
