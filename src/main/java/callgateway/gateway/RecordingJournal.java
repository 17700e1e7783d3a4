package callgateway.gateway;

import callgateway.call.CallEvent;
import callgateway.call.CallJournal;
import callgateway.call.CallStory;
import callgateway.recording.RecordingMonitor;
import callgateway.recording.RecordingNews;
import callgateway.recording.RecordingPart;
import java.time.Instant;
import java.util.Locale;

/** What becomes of recordings when their calls are over is put into the calls' records. */
record RecordingJournal(CallJournal journal) implements RecordingNews {
    @Override
    public void recovered(RecordingPart part) {
        note(
                part,
                new CallEvent.RecordingEnded(
                        part.file(),
                        part.length(),
                        part.pausedMs(),
                        part.droppedMs(),
                        part.end().word()));
    }

    @Override
    public void deleted(RecordingPart part, RecordingMonitor.Deleted by) {
        note(part, new CallEvent.RecordingDeleted(part.file(), by.name().toLowerCase(Locale.ROOT)));
    }

    private void note(RecordingPart part, CallEvent event) {
        journal.happened(part.callSid(), new CallStory.Moment(Instant.now(), event));
    }
}
