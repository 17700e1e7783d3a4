package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import callgateway.transport.stock.StockDial;
import callgateway.transport.stock.StockListener;
import callgateway.transport.stock.StockLoops;
import callgateway.transport.stock.StockOutcome;
import callgateway.transport.stock.StockSocket;
import callgateway.transport.stock.StockWebSocketClient;
import callgateway.twilio.FormParams;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the media streams of one call and runs them on their sockets. */
final class StreamConnector {
    private final StockLoops loops;
    private final Metronome metronome;
    private final CallerSettings settings;
    private final CallParts parts;
    private final Webhooks webhooks;
    private final String callSid;
    private List<CompletableFuture<Integer>> told = new ArrayList<>();

    StreamConnector(
            StockLoops loops,
            Metronome metronome,
            CallerSettings settings,
            CallParts parts,
            Webhooks webhooks,
            String callSid) {
        this.loops = loops;
        this.metronome = metronome;
        this.settings = settings;
        this.parts = parts;
        this.webhooks = webhooks;
        this.callSid = callSid;
    }

    /**
     * Opens the stream of a {@code <Stream>} noun.
     *
     * @param opened takes it once it runs
     * @return completes when it has ended; with an {@link IOException} when it could not be opened
     */
    CompletionStage<CallerStream.End> connect(Verb noun, Consumer<CallerStream> opened) {
        String url = String.valueOf(noun.attribute("url"));
        String streamSid = Sids.stream();
        CompletableFuture<CallerStream.End> ended = new CompletableFuture<>();
        StockDial dial;
        try {
            dial = dial(url);
        } catch (IllegalArgumentException | NullPointerException e) {
            return CompletableFuture.failedFuture(failed(noun, streamSid, "no such URL: " + url));
        }
        Line line = new Line(noun, streamSid, ended, opened);
        var unused = StockWebSocketClient.connect(loops, dial, line).whenComplete((outcome, impossible) -> {
            if (outcome instanceof StockOutcome.Refused refused) {
                String what = "HTTP " + refused.response().status();
                ended.completeExceptionally(failed(noun, streamSid, what));
            } else if (outcome instanceof StockOutcome.Failed failure) {
                String what = String.valueOf(failure.cause().getMessage());
                ended.completeExceptionally(failed(noun, streamSid, what));
            }
        });
        return ended.whenComplete((end, failure) -> {
            if (end != null) {
                tell(noun, streamSid, "stream-stopped", "");
            }
        });
    }

    /** The callbacks that are under way; each is given out once. */
    List<CompletableFuture<Integer>> takeTold() {
        List<CompletableFuture<Integer>> taken = told;
        told = new ArrayList<>();
        return taken;
    }

    private StockDial dial(String url) {
        if (!url.startsWith("wss://")) {
            parts.log().complain(Metronome.now(), Complaint.NOT_WSS, url + " (expected: wss://)");
        }
        return webhooks.dial(URI.create(url)).withHeaders(List.of(webhooks.signature(url, FormParams.NONE)));
    }

    private IOException failed(Verb noun, String streamSid, String what) {
        long now = Metronome.now();
        parts.log().atNanos(now, CallerEvent.Kind.STREAM_FAILED, what);
        parts.log().complain(now, Complaint.UPGRADE_FAILED, what);
        tell(noun, streamSid, "stream-error", String.valueOf(Complaint.UPGRADE_FAILED));
        return new IOException(what);
    }

    private void tell(Verb noun, String streamSid, String event, String error) {
        String url = noun.attribute("statusCallback");
        if (url == null) {
            return;
        }
        Map<String, String> params = new LinkedHashMap<>();
        params.put("AccountSid", settings.accountSid());
        params.put("CallSid", callSid);
        params.put("StreamSid", streamSid);
        params.put("StreamName", streamSid);
        params.put("StreamEvent", event);
        if (!error.isEmpty()) {
            params.put("StreamError", error);
        }
        params.put("Timestamp", Instant.now().toString());
        told.add(webhooks.tell(url, params).toCompletableFuture());
    }

    private static Map<String, String> parameters(Verb noun) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Verb child : noun.children()) {
            String name = child.attribute("name");
            String value = child.attribute("value");
            if (child.name().equals("Parameter") && name != null && value != null) {
                parameters.put(name, value);
            }
        }
        return parameters;
    }

    /** A stream on its socket. */
    private final class Line implements StockListener, CallerStream.Outlet {
        private final Verb noun;
        private final String streamSid;
        private final CompletableFuture<CallerStream.End> ended;
        private final Consumer<CallerStream> opened;
        private volatile @Nullable StockSocket socket;
        private volatile @Nullable CallerStream stream;

        Line(Verb noun, String streamSid, CompletableFuture<CallerStream.End> ended, Consumer<CallerStream> opened) {
            this.noun = noun;
            this.streamSid = streamSid;
            this.ended = ended;
            this.opened = opened;
        }

        @Override
        public void opened(StockSocket to) {
            socket = to;
            long now = Metronome.now();
            parts.log().atNanos(now, CallerEvent.Kind.CONNECTED, streamSid);
            CallerStream running = new CallerStream(parts, streamSid, callSid, settings.accountSid(), this, now);
            stream = running;
            tell(noun, streamSid, "stream-started", "");
            var unused = running.ended().whenComplete((end, impossible) -> ended.complete(end));
            running.open(parameters(noun));
            opened.accept(running);
            metronome.add(now + CallerStream.FRAME_NANOS, running::beat);
        }

        @Override
        public void text(StockSocket from, byte[] utf8, int off, int len) {
            CallerStream to = stream;
            if (to != null) {
                to.received(utf8, off, len, Metronome.now());
            }
        }

        @Override
        public void binary(StockSocket from, byte[] bytes, int off, int len) {
            CallerStream to = stream;
            if (to != null) {
                to.receivedBinary(len, Metronome.now());
            }
        }

        @Override
        public void closed(StockSocket from, int code, String reason) {
            CallerStream to = stream;
            if (to != null) {
                to.closed(code, reason, Metronome.now());
            }
        }

        @Override
        public void text(byte[] utf8, int off, int len) {
            StockSocket to = socket;
            if (to != null) {
                to.sendText(utf8, off, len);
            }
        }

        @Override
        public void binary(byte[] bytes) {
            StockSocket to = socket;
            if (to != null) {
                to.sendBinary(bytes);
            }
        }

        @Override
        public void close() {
            StockSocket to = socket;
            if (to != null) {
                to.close(1000, "");
            }
        }

        @Override
        public void reset() {
            StockSocket to = socket;
            if (to != null) {
                to.reset();
            }
        }
    }
}
