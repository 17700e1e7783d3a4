package callgateway.records;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What records tell whoever counts them. Called on the records' own threads and on webhooks': must be quick. */
public interface RecordsMonitor {
    /** An admission's webhook waited for the database, as the log that is quicker did not take it. */
    void unlogged(Unlogged why);

    /** So many versions of records are in the database, and it took so long from the first of them being told. */
    void written(int records, Duration lag);

    /** A record was put into the spool instead. */
    void spooled();

    /** A record could be kept neither in the database nor in the spool. */
    void failed();

    /** Something that happened in a call will be missing in its record. */
    void detailDropped();

    /** So many messages wait to be written. */
    void waiting(int messages);

    /** What is wrong with the database; null when nothing is. */
    void database(@Nullable String trouble);

    /** An event was sent, for the how-manieth time; and what became of that. */
    void sent(Sent outcome);

    /** So many events wait to be sent, and so many were given up. */
    void outbox(long pending, long dead);

    /** Why an admission is not in the log of admissions. */
    enum Unlogged {
        /** There was no room: the database is far behind, or too many came at once. */
        FULL,
        /** The log could not be written; it is not tried again before a restart. */
        BROKEN
    }

    /** What becomes of an event that was sent. */
    enum Sent {
        /** The receiver has it. */
        DELIVERED,
        /** It will be sent again. */
        FAILED,
        /** It was given up. */
        DEAD
    }
}
