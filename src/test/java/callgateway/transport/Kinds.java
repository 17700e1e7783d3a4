package callgateway.transport;

import java.util.Arrays;
import java.util.stream.Stream;

/** The ways of talking to the kernel that this machine allows, for parameterized tests. */
final class Kinds {
    static final String AVAILABLE = "callgateway.transport.Kinds#available";

    private Kinds() {}

    static Stream<IoKind> available() {
        return Arrays.stream(IoKind.values()).filter(kind -> kind.unavailability() == null);
    }
}
