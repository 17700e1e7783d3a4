package callgateway.simulator.fault;

import java.time.Duration;

/** What is wrong with one direction of a connection. */
public sealed interface Fault {
    enum None implements Fault {
        INSTANCE
    }

    /** Every byte, and the end, arrives so much later. */
    record Delay(Duration by) implements Fault {
        public Delay {
            if (by.isNegative()) {
                throw new IllegalArgumentException("delay: " + by + " (expected: >= 0)");
            }
        }
    }

    /** Nothing gets through and nothing is lost: the sender's buffers fill up. */
    enum Stall implements Fault {
        INSTANCE
    }

    /** Half-open: everything is taken, the end of the connection too, and nothing arrives. */
    enum Swallow implements Fault {
        INSTANCE
    }

    /** No more than this gets through in a second; the sender's buffers fill up. */
    record Cap(int bytesPerSecond) implements Fault {
        public Cap {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("cap: " + bytesPerSecond + " (expected: >= 1 byte a second)");
            }
        }
    }

    /** After so many bytes more, both ends of the connection are reset. */
    record ResetAfter(long bytes) implements Fault {
        public ResetAfter {
            if (bytes < 0) {
                throw new IllegalArgumentException("reset after: " + bytes + " (expected: >= 0 bytes)");
            }
        }
    }
}
