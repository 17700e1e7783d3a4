package callgateway.endtoend;

import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Following every buffer is for tests of less traffic. */
final class LeaksElsewhere implements BeforeAllCallback, AfterAllCallback {
    private static final ResourceLeakDetector.Level BEFORE = ResourceLeakDetector.getLevel();

    @Override
    public void beforeAll(ExtensionContext context) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ResourceLeakDetector.setLevel(BEFORE);
    }
}
