package callgateway.tools;

import java.time.Duration;

/** What tool calls tell whoever counts them. Called on any thread, event loops too: must be quick and must not block. */
public interface ToolMonitor {
    /** A result has come, so long after the agent asked. */
    void answered(Duration took);

    /** It was tried in vain, for so long. */
    void failed(ToolFault fault, Duration took);

    /** It was not tried. */
    void refused(ToolFault fault);

    /** A request is made for the second time. */
    void repeated();

    /** A request is under way until it is answered or has failed. */
    void begun();

    /** The agent asked again with the same id. */
    void duplicate();

    /** An outcome came when the session that asked was over. */
    void tooLateForAgent();
}
