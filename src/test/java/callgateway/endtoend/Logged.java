package callgateway.endtoend;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything that is logged at DEBUG while it listens, but for what the far ends of the tests log. */
final class Logged extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    /** A line, and the CallSid in its MDC; empty without one. */
    record Line(String logger, String callSid, String text) {}

    final List<Line> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();

    static Logged listen() {
        Logged logged = new Logged();
        logged.setContext(logged.root.getLoggerContext());
        logged.start();
        logged.root.setLevel(Level.DEBUG);
        logged.root.addAppender(logged);
        return logged;
    }

    @Override
    protected void append(ILoggingEvent event) {
        String logger = event.getLoggerName();
        if (logger.startsWith("callgateway.simulator") || logger.startsWith("callgateway.transport.stock")) {
            return;
        }
        String text = event.getFormattedMessage();
        if (event.getThrowableProxy() != null) {
            text += "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
        }
        lines.add(new Line(logger, event.getMDCPropertyMap().getOrDefault("callSid", ""), text));
    }

    @Override
    public void close() {
        root.detachAppender(this);
        root.setLevel(before);
        stop();
    }
}
