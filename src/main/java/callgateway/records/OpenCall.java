package callgateway.records;

import callgateway.call.CallEvent;
import callgateway.call.CallId;
import callgateway.call.CallStory;
import callgateway.call.EndReason;
import callgateway.twilio.PhoneNumber;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One record while it changes, with what is not in the database yet. Belongs to the writer. */
final class OpenCall {
    private static final int LONGEST_DETAIL = 500;
    private static final int LONGEST_IDS = 1000;

    private final List<RecordedEvent> events = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private CallRecord now;
    private @Nullable EndReason last;
    private @Nullable String lastDetail;
    private boolean byOperator;
    private boolean talked;
    private boolean over;
    private int streamsLive;
    private boolean known;
    private boolean changed = true;
    private boolean transcriptDue;
    private boolean spooled;
    private boolean spooledOver;

    private OpenCall(CallRecord now, boolean known) {
        this.now = now;
        this.known = known;
    }

    /** A call that has just been given a slot. */
    static OpenCall admitted(CallId id, String pool, long cameMs, long atMs, RecordsSettings settings) {
        OpenCall call = new OpenCall(first(id, pool, Outcome.LIVE, cameMs, atMs, settings), false);
        call.notices.add(Notices.started(call.now));
        return call;
    }

    /** A call that gets no agent. */
    static OpenCall refused(CallId id, String pool, String why, long cameMs, long atMs, RecordsSettings settings) {
        OpenCall call = new OpenCall(first(id, pool, Outcome.REFUSED, cameMs, null, settings), false);
        call.now = RecordTally.ended(call.now, Outcome.REFUSED, why, null, "gateway", atMs);
        call.over = true;
        call.notices.add(Notices.ended(call.now));
        return call;
    }

    /** What a process left behind that is no more. */
    static OpenCall left(CallRecord stored) {
        return new OpenCall(stored, true);
    }

    private static CallRecord first(
            CallId id, String pool, Outcome outcome, long cameMs, @Nullable Long atMs, RecordsSettings settings) {
        String caller = settings.fullNumbers() || id.placed() ? id.from() : PhoneNumber.mask(id.from());
        String called = settings.fullNumbers() || !id.placed() ? id.to() : PhoneNumber.mask(id.to());
        return RecordTally.first(
                new CallId(id.callSid(), id.accountSid(), clean(caller, 255), clean(called, 255), id.placed()),
                settings.node(),
                clean(pool, 255),
                outcome,
                cameMs,
                atMs);
    }

    // -- what happens

    /** It has a slot once more: it comes back, or the carrier has asked twice. */
    void admittedAgain(String pool) {
        over = false;
        now = RecordTally.reopened(now, clean(pool, 255));
        changed = true;
    }

    /** @param keep whether there is room for it; its traces in the record stay in any case */
    void happened(CallStory.Moment moment, boolean transcripts, boolean keep) {
        changed = true;
        now = RecordTally.counted(now, moment);
        ObjectNode body = MomentJson.of(moment);
        long atMs = moment.at().toEpochMilli();
        CallEvent event = moment.event();
        if (event instanceof CallEvent.StreamStarted) {
            streamsLive++;
        } else if (event instanceof CallEvent.AgentReady ready) {
            sessionWith(ready.agentCallId());
            talked = true;
            notices.add(Notices.happened(now, Notices.AGENT_READY, atMs, body));
        } else if (event instanceof CallEvent.TransferBegan began) {
            byOperator = began.by() == CallEvent.TransferBegan.By.OPERATOR;
            notices.add(Notices.happened(now, Notices.TRANSFERRING, atMs, body));
        } else if (event instanceof CallEvent.TransferEnded ended) {
            String type = ended.answered() ? Notices.TRANSFERRED : Notices.TRANSFER_FAILED;
            notices.add(Notices.happened(now, type, atMs, body));
        } else if (event instanceof CallEvent.RecordingEnded) {
            notices.add(Notices.happened(now, Notices.RECORDED, atMs, body));
        } else if (event instanceof CallEvent.Ended ended) {
            streamsLive = Math.max(0, streamsLive - 1);
            last = ended.reason();
            lastDetail = ended.what();
        }
        if (keep) {
            add(atMs, transcripts ? body : body.without(List.of("text", "reply")));
        } else {
            lost(1);
        }
        if (over && streamsLive == 0) {
            end(atMs);
        }
    }

    private void add(long atMs, ObjectNode body) {
        events.add(new RecordedEvent(now.callSid(), now.events(), atMs, body.toString()));
        now = RecordTally.withEvents(now, now.events() + 1);
    }

    /** So many things happened that nobody had room for. */
    void lost(int more) {
        now = RecordTally.withLost(now, now.eventsLost() + more);
        changed = true;
    }

    private void sessionWith(@Nullable String agentCallId) {
        if (agentCallId != null) {
            String all = (now.agentCallIds() + " " + clean(agentCallId, 200)).strip();
            now = all.length() > LONGEST_IDS ? now : RecordTally.withSessions(now, all);
        }
    }

    /** The phone call is over. Its last stream may still have to say how it ended. */
    void over(Instant at) {
        over = true;
        if (streamsLive == 0) {
            end(at.toEpochMilli());
        }
    }

    /** Nobody will say any more how it ended. */
    void closed(Instant at) {
        streamsLive = 0;
        over(at);
    }

    private void end(long atMs) {
        if (now.isOver()) {
            return;
        }
        EndReason reason = last;
        if (reason == null) {
            ended(Outcome.ABANDONED, "no_stream", null, "caller", atMs);
        } else {
            ended(Outcome.of(reason), RecordTally.word(reason), lastDetail, endedBy(reason), atMs);
        }
    }

    /** The process that had it is no more. */
    void died(long atMs) {
        ended(Outcome.NODE_DIED, "node_died", null, "gateway", atMs);
    }

    private void ended(Outcome outcome, String cause, @Nullable String detail, String by, long atMs) {
        now = RecordTally.ended(now, outcome, cause, detail == null ? null : clean(detail, LONGEST_DETAIL), by, atMs);
        changed = true;
        over = true;
        transcriptDue = talked || now.agentReadyMs() != null;
        notices.add(Notices.ended(now));
    }

    private String endedBy(EndReason reason) {
        return switch (reason) {
            case CALLER_HUNG_UP, AGENT_BUSY -> "caller";
            case OPERATOR_HUNG_UP -> "operator";
            case TRANSFER -> byOperator ? "operator" : "agent";
            case AGENT_ENDED, SESSION_OVER, AGENT_REFUSED, AGENT_UNREACHABLE, AGENT_STALLED, AGENT_LOST -> "agent";
            case CALLER_LOST, CALLER_SILENT, CARRIER_VIOLATION -> "carrier";
            case MAX_CALL, TOO_SILENT, SHUTDOWN, GATEWAY_FAILED -> "gateway";
        };
    }

    // -- its way into the database

    /** Whether it has been looked for what the database has of it. */
    boolean isKnown() {
        return known;
    }

    /**
     * The database has a record of this call already.
     *
     * @return whether there is anything to add to it
     */
    boolean onTopOf(CallRecord stored) {
        known = true;
        if (Objects.equals(stored.admittedMs(), now.admittedMs()) && stored.cameMs() == now.cameMs()) {
            // Ours: written before this process was, or by a commit of which it never heard.
            now = RecordTally.withRevision(now, Math.max(now.revision(), stored.revision()));
            return true;
        }
        if (now.outcome() == Outcome.REFUSED) {
            return false;
        }
        now = RecordTally.added(stored, now);
        if (stored.admittedMs() != null) {
            notices.removeIf(notice -> notice.type().equals(Notices.STARTED));
        }
        events.replaceAll(event ->
                new RecordedEvent(event.callSid(), event.position() + stored.events(), event.atMs(), event.body()));
        return true;
    }

    boolean isChanged() {
        return changed;
    }

    boolean isOver() {
        return now.isOver();
    }

    CallRecord record() {
        return now;
    }

    /** How many events wait in memory. */
    int waiting() {
        return events.size();
    }

    /** What has to be written now, as a new version. */
    Version version() {
        now = RecordTally.withRevision(now, now.revision() + 1);
        return new Version(now, List.copyOf(events), List.copyOf(notices), transcriptDue);
    }

    /** Its latest version is in the database. */
    void saved() {
        known = true;
        changed = false;
        transcriptDue = false;
        events.clear();
        notices.clear();
    }

    /** Whether the spool does not know yet what nobody may lose: that there is this call, or that it has ended. */
    boolean mustBeSpooled() {
        return now.isOver() ? changed && !spooledOver : !known && !spooled;
    }

    /** The spool knows it as it is now. */
    void spooled() {
        spooled = true;
        spooledOver = now.isOver();
    }

    /** What can be left out when the database refuses the whole. */
    void withoutDetails() {
        lost(events.size());
        events.clear();
    }

    /** A record, and what comes with it in the same transaction. */
    record Version(CallRecord record, List<RecordedEvent> events, List<Notice> notices, boolean transcriptDue) {}

    static String clean(String text, int longest) {
        String printable = text.replaceAll("\\p{Cntrl}", " ");
        return printable.length() > longest ? printable.substring(0, longest) : printable;
    }
}
