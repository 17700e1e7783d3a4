package callgateway.call;

import callgateway.twilio.MediaFormat;
import callgateway.twilio.StreamToken;
import callgateway.twilio.TwilioMessage;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls that a webhook has announced and whose stream has not come yet, each with the token that its stream must show. */
final class Announcements {
    private static final String TOKEN = "token";
    /** Admission lets in far fewer in a token's life; this only keeps a mistake from taking all memory. */
    private static final int MOST = 20_000;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Announced> announced = new LinkedHashMap<>();
    private final long tokenLifeNanos;

    Announcements(Duration tokenLife) {
        this.tokenLifeNanos = tokenLife.toNanos();
    }

    record Announced(CallId id, CalledPool pool, String token, long untilNanos) {}

    /** Returns the token; an earlier one of the same call is void. Null when there are too many already. */
    @Nullable
    String announce(CallId id, CalledPool pool, long nowNanos) {
        announced.remove(id.callSid());
        if (announced.size() >= MOST) {
            return null;
        }
        String token = StreamToken.mint(random);
        announced.put(id.callSid(), new Announced(id, pool, token, nowNanos + tokenLifeNanos));
        return token;
    }

    boolean has(String callSid) {
        return announced.containsKey(callSid);
    }

    /** Returns whether there was one. */
    boolean forget(String callSid) {
        return announced.remove(callSid) != null;
    }

    /** Forgets all; returns whose they were. */
    List<String> forgetAll() {
        List<String> all = List.copyOf(announced.keySet());
        announced.clear();
        return all;
    }

    /** Why a stream may not carry the call it names; null when it may. */
    @Nullable
    StreamRefusal refusal(TwilioMessage.Start start, long nowNanos) {
        Announced expected = announced.get(start.callSid());
        if (expected == null || expected.untilNanos - nowNanos < 0) {
            return StreamRefusal.NOT_ANNOUNCED;
        }
        String token = start.customParameters().get(TOKEN);
        if (token == null || !StreamToken.same(expected.token, token)) {
            return StreamRefusal.WRONG_TOKEN;
        }
        if (!expected.id.accountSid().equals(start.accountSid())) {
            return StreamRefusal.WRONG_ACCOUNT;
        }
        return start.mediaFormat().equals(MediaFormat.MU_LAW_8000) ? null : StreamRefusal.WRONG_FORMAT;
    }

    /** The stream has come: its token is used up. */
    @Nullable
    Announced take(String callSid) {
        return announced.remove(callSid);
    }

    /** Forgets those for which nobody came in time; returns which. */
    List<String> expire(long nowNanos) {
        // They are in the order of their times: the search stops at the first that is still good.
        List<String> expired = new ArrayList<>();
        Iterator<Announced> oldest = announced.values().iterator();
        while (oldest.hasNext()) {
            Announced next = oldest.next();
            if (next.untilNanos - nowNanos >= 0) {
                break;
            }
            expired.add(next.id.callSid());
            oldest.remove();
        }
        return expired;
    }
}
