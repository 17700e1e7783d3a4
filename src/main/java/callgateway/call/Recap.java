package callgateway.call;

import callgateway.omni.AgentProfile;
import callgateway.omni.OmniEvent.Speaker;
import callgateway.twilio.PhoneNumber;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells an agent that takes over a call what has been, as the agent's service itself remembers nothing of a session that is
 * over. It goes where the persona goes; what people said is quoted, so that none of it reads as an instruction.
 */
final class Recap {
    private static final int MOST_LINES = 40;
    private static final int MOST_CHARACTERS = 6000;
    private static final int LINE_CHARACTERS = 400;
    /** Less than this says nothing that is worth it. */
    private static final int LEAST_CHARACTERS = 800;

    private static final String BEFORE_A_LINE = "\n- ";

    private final Deque<String> lines = new ArrayDeque<>();
    private @Nullable String lastOfAgent;
    private @Nullable Duration heard;

    private Recap() {}

    /** This persona, with what has been in the call behind it; null when there is no room for that. */
    static @Nullable String after(String persona, CallStory story) {
        int room = AgentProfile.MAX_PERSONA - persona.length() - 2;
        return room < LEAST_CHARACTERS ? null : persona + "\n\n" + of(story, room);
    }

    /** What has been in this call, for the agent that goes on with it. */
    static String of(CallStory story) {
        return of(story, Integer.MAX_VALUE);
    }

    private static String of(CallStory story, int most) {
        Recap recap = new Recap();
        story.events().forEach(recap::add);
        recap.agentIsThrough();
        StringBuilder text =
                new StringBuilder("This phone call is already under way, and you go on with it: do not greet"
                        + " again, and do not ask again for what is known. The caller, ");
        text.append(PhoneNumber.mask(story.id().from()));
        text.append(", called the line \"").append(story.pool()).append("\". What has been so far, oldest first:");
        for (String line : recap.newest(Math.min(MOST_CHARACTERS, most - text.length()))) {
            text.append(BEFORE_A_LINE).append(line);
        }
        return text.toString();
    }

    private void add(CallEvent event) {
        if (event instanceof CallEvent.Said said) {
            agentIsThrough();
            if (said.speaker() == Speaker.AGENT) {
                lastOfAgent = said.text();
            } else {
                line("caller: " + quoted(said.text()));
            }
        } else if (event instanceof CallEvent.Interrupted interrupted) {
            heard = interrupted.heard();
        } else if (event instanceof CallEvent.Corrected corrected) {
            if (lastOfAgent != null || !corrected.reply().isEmpty()) {
                lastOfAgent = null;
                heard = null;
                lineUnlessEmpty(corrected.reply());
            }
        } else {
            agentIsThrough();
            String line = line(event);
            if (line != null) {
                line(line);
            }
        }
    }

    private void agentIsThrough() {
        if (lastOfAgent != null) {
            String part = heard == null ? "" : " (the caller interrupted you after " + heard.toMillis() + " ms of it)";
            line("you: " + quoted(lastOfAgent) + part);
            lastOfAgent = null;
        }
        heard = null;
    }

    private void lineUnlessEmpty(String reply) {
        if (!reply.isEmpty()) {
            line("you: " + quoted(reply) + " (the caller interrupted you there)");
        }
    }

    private static @Nullable String line(CallEvent event) {
        if (event instanceof CallEvent.AgentLost lost && lost.inMidCall()) {
            return "the line between you and the caller broke for a moment";
        }
        if (event instanceof CallEvent.KeysPressed pressed) {
            return "the caller pressed " + pressed.count() + (pressed.count() == 1 ? " key" : " keys");
        }
        if (event instanceof CallEvent.ToolRun run) {
            return "you used " + run.name() + ": " + run.outcome();
        }
        if (event instanceof CallEvent.TransferBegan began) {
            String why = began.why();
            return (began.isToPool()
                            ? "another agent passed the caller on to you"
                            : "the caller was put through to a human")
                    + (why == null ? "" : ", because: " + quoted(why));
        }
        if (event instanceof CallEvent.TransferEnded ended) {
            return ended.answered()
                    ? "the caller talked with the human and is back"
                    : "nobody could take the call (" + ended.outcome() + "), so the caller is back with you";
        }
        return null;
    }

    private void line(String line) {
        lines.add(line);
        if (lines.size() > MOST_LINES) {
            lines.removeFirst();
        }
    }

    /** As many of the newest as there is room for. */
    private List<String> newest(int characters) {
        List<String> newest = new ArrayList<>(lines);
        int length = newest.stream()
                .mapToInt(line -> BEFORE_A_LINE.length() + line.length())
                .sum();
        while (length > characters) {
            length -= BEFORE_A_LINE.length() + newest.remove(0).length();
        }
        return newest;
    }

    private static String quoted(String text) {
        String plain = text.replace('"', '\'').replaceAll("\\s+", " ");
        return '"' + (plain.length() <= LINE_CHARACTERS ? plain : plain.substring(0, LINE_CHARACTERS) + "…") + '"';
    }
}
