package callgateway.call;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged while it listens, warnings of Pekko included. */
final class LogLines extends AppenderBase<ILoggingEvent> {
    private final Logger logger = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void start() {
        setContext(logger.getLoggerContext());
        super.start();
        logger.addAppender(this);
    }

    @Override
    public void stop() {
        logger.detachAppender(this);
        super.stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
            events.add(event);
        }
    }

    /** Lines that begin so. */
    int count(String beginning) {
        return (int) events.stream()
                .filter(event -> event.getFormattedMessage().startsWith(beginning))
                .count();
    }

    /** Lines with a stack trace. */
    List<String> traces() {
        return events.stream()
                .filter(event -> event.getThrowableProxy() != null)
                .map(event -> event.getFormattedMessage() + ": "
                        + event.getThrowableProxy().getClassName())
                .toList();
    }

    /** Everything in one text. */
    String all() {
        StringBuilder all = new StringBuilder();
        events.forEach(event -> all.append(event.getFormattedMessage()).append('\n'));
        return all.toString();
    }
}
