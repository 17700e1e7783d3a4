package callgateway.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** In which form lines are written. */
public enum LogFormat {
    /** For people: as {@code logback.xml} says. */
    TEXT,
    /** For programs: a JSON object a line, with the MDC as {@code mdc}. */
    JSON;

    /** Writes all lines so from now on; whoever has changed {@code logback.xml} keeps what is no console there. */
    public void use() {
        if (this == JSON && LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            encode(root.iteratorForAppenders());
        }
    }

    private static void encode(Iterator<Appender<ILoggingEvent>> appenders) {
        appenders.forEachRemaining(appender -> {
            if (appender instanceof AsyncAppender async) {
                encode(async.iteratorForAppenders());
            } else if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
                JsonEncoder json = encoder();
                json.setContext(console.getContext());
                json.start();
                console.setEncoder(json);
            }
        });
    }

    /** What makes the objects; without the parts of a message, which are in its text. */
    static JsonEncoder encoder() {
        JsonEncoder json = new JsonEncoder();
        json.setWithContext(false);
        json.setWithMessage(false);
        json.setWithFormattedMessage(true);
        json.setWithArguments(false);
        json.setWithSequenceNumber(false);
        json.setWithNanoseconds(false);
        return json;
    }
}
