package callgateway.simulator.caller;

import callgateway.transport.stock.StockAnswer;
import callgateway.transport.stock.StockListener;
import callgateway.transport.stock.StockLoops;
import callgateway.transport.stock.StockRequest;
import callgateway.transport.stock.StockResponse;
import callgateway.transport.stock.StockSocket;
import callgateway.transport.stock.StockWebSocketServer;
import callgateway.twilio.BadMessage;
import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A gateway of hand-written answers: documents by path, and a media stream that says two seconds of noise and closes. */
final class RawGateway implements AutoCloseable, StockListener {
    static final String TOKEN = "12345";
    static final String ORIGIN = "https://gw.example";
    static final String STREAM = "<Response><Connect action='" + ORIGIN + "/voice/after'>"
            + "<Stream url='wss://gw.example/media' statusCallback='" + ORIGIN + "/voice/status'>"
            + "<Parameter name='token' value='t1'/></Stream></Connect></Response>";

    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<String> closes = new LinkedBlockingQueue<>();
    private final Map<String, StockAnswer> answers = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<StockAnswer>> answersInTurn = new ConcurrentHashMap<>();
    private final RequestSignature signature = new RequestSignature(List.of(TOKEN), ORIGIN);
    private final StockWebSocketServer server;
    private volatile boolean closeAfterSpeech = true;
    private final AtomicInteger framesHeard = new AtomicInteger();
    private volatile @Nullable String streamSid;

    RawGateway(StockLoops loops) throws IOException {
        server = StockWebSocketServer.bind(
                loops, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::answer);
        twiml("/voice", STREAM);
        twiml("/voice/after", "<Response><Say>Bye</Say><Hangup/></Response>");
        answers.put("/voice/status", StockAnswer.respond(StockResponse.empty(204)));
        answers.put("/media", StockAnswer.accept(this));
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    }

    RawGateway twiml(String path, String document) {
        return answer(path, StockAnswer.respond(StockResponse.of(200, "text/xml", document)));
    }

    /** Answers with these documents, one after the other, and with the last from then on. */
    RawGateway twimls(String path, String... documents) {
        for (String document : documents) {
            answersInTurn
                    .computeIfAbsent(path, any -> new LinkedBlockingQueue<>())
                    .add(StockAnswer.respond(StockResponse.of(200, "text/xml", document)));
        }
        return twiml(path, documents[documents.length - 1]);
    }

    /** Breaks so many connections that ask for this, before it answers. */
    RawGateway breaks(String path, int times) {
        for (int i = 0; i < times; i++) {
            answersInTurn
                    .computeIfAbsent(path, any -> new LinkedBlockingQueue<>())
                    .add(StockAnswer.Reset.INSTANCE);
        }
        return this;
    }

    RawGateway answer(String path, StockAnswer answer) {
        answers.put(path, answer);
        return this;
    }

    RawGateway staysOpen() {
        closeAfterSpeech = false;
        return this;
    }

    private StockAnswer answer(StockRequest request) {
        boolean signed = request.isUpgrade() ? upgradeSigned(request) : webhookSigned(request);
        requests.add(request.method() + " " + request.path() + (signed ? "" : " NOT SIGNED") + " " + request.text());
        BlockingQueue<StockAnswer> inTurn = answersInTurn.get(request.path());
        StockAnswer turn = inTurn == null ? null : inTurn.poll();
        if (turn != null) {
            return turn;
        }
        return answers.getOrDefault(request.path(), StockAnswer.respond(StockResponse.empty(404)));
    }

    private boolean upgradeSigned(StockRequest request) {
        return signature.acceptsUpgrade(request.target(), request.header("X-Twilio-Signature"));
    }

    private boolean webhookSigned(StockRequest request) {
        try {
            FormParams params = request.method().equals("GET") ? FormParams.NONE : FormParams.parse(request.text());
            return signature.acceptsWebhook(request.target(), params, request.header("X-Twilio-Signature"));
        } catch (BadMessage e) {
            return false;
        }
    }

    @Override
    public void text(StockSocket socket, byte[] utf8, int off, int len) {
        String message = new String(utf8, off, len, StandardCharsets.UTF_8);
        if (!message.contains("\"event\":\"media\"")) {
            messages.add(message);
        } else if (framesHeard.incrementAndGet() == 5) {
            byte[] noise = new byte[8000 / 5];
            Arrays.fill(noise, (byte) 0x10);
            String sid = "\"streamSid\":\"" + streamSid + "\"";
            socket.sendText("{\"event\":\"media\"," + sid + ",\"media\":{\"payload\":\""
                    + Base64.getEncoder().encodeToString(noise) + "\"}}");
            socket.sendText("{\"event\":\"mark\"," + sid + ",\"mark\":{\"name\":\"spoken\"}}");
        }
        if (message.contains("\"event\":\"start\"")) {
            int at = message.indexOf("MZ");
            streamSid = message.substring(at, at + 34);
        }
        if (message.contains("\"event\":\"mark\"") && closeAfterSpeech) {
            socket.close(1000, "done");
        }
    }

    @Override
    public void closed(StockSocket socket, int code, String reason) {
        closes.add(String.valueOf(code));
    }

    @Override
    public void close() {
        server.close();
    }
}
