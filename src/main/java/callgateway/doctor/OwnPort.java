package callgateway.doctor;

import callgateway.config.GatewaySettings;
import callgateway.transport.Loops;
import callgateway.transport.PlainRequest;
import callgateway.transport.PlainResponse;
import callgateway.transport.PublicPort;
import callgateway.transport.PublicServer;
import callgateway.transport.SocketEnd;
import callgateway.transport.TransportSettings;
import callgateway.transport.WebSocketListener;
import callgateway.twilio.BadMessage;
import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import callgateway.twilio.SelfCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a gateway that does not run, so that the way from the public name to its port can be looked at all the same: answers
 * signed self-calls and media upgrades, and everything else with 503, as nobody did before.
 */
final class OwnPort implements PublicPort, AutoCloseable {
    private static final int LOOK_MILLIS = 500;

    /** Who listens at the gateway's port of this machine. */
    sealed interface State {
        /** Somebody does, most likely the gateway. */
        record Taken(String where) implements State {}

        /** We do, meanwhile. */
        record Ours(String where) implements State {}

        /** Nobody does, and we cannot; {@code why}. */
        record Closed(String why) implements State {}
    }

    private final RequestSignature signature;
    private final State state;
    private final @Nullable PublicServer server;

    private OwnPort(RequestSignature signature, TransportSettings settings, Loops loops) {
        this.signature = signature;
        String where = settings.host() + ":" + settings.port();
        PublicServer opened = null;
        State found;
        if (settings.port() == 0) {
            found = new State.Closed("port 0 is any free one: which, only the gateway knows");
        } else if (isTaken(settings)) {
            found = new State.Taken(where);
        } else {
            try {
                opened = PublicServer.start(loops, settings, this);
                found = new State.Ours(where);
            } catch (IOException e) {
                found = new State.Closed(String.valueOf(e.getMessage()));
            }
        }
        this.server = opened;
        this.state = found;
    }

    /** Looks who is there, and listens when nobody is. */
    static OwnPort open(GatewaySettings settings, Loops loops) {
        RequestSignature signature =
                new RequestSignature(settings.twilio().authTokens(), "https://" + settings.publicHost());
        return new OwnPort(signature, settings.transport(), loops);
    }

    State state() {
        return state;
    }

    private static boolean isTaken(TransportSettings settings) {
        try (Socket socket = new Socket()) {
            InetAddress address = InetAddress.getByName(settings.host());
            InetAddress to = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
            socket.connect(new InetSocketAddress(to, settings.port()), LOOK_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public CompletionStage<PlainResponse> answer(PlainRequest request) {
        return CompletableFuture.completedFuture(respond(request));
    }

    private PlainResponse respond(PlainRequest request) {
        try {
            FormParams form = FormParams.parse(request.body(), 0, request.body().length);
            SelfCall call = SelfCall.in(form);
            if (request.path().equals(SetUp.VOICE)
                    && call != null
                    && signature.acceptsWebhook(request.target(), form, request.header("X-Twilio-Signature"))) {
                return new PlainResponse(
                        200,
                        "text/xml; charset=UTF-8",
                        PlainResponse.text(200, call.answer()).body(),
                        List.of());
            }
        } catch (BadMessage e) {
            return PlainResponse.text(400, e.getMessage() + "\n");
        }
        return PlainResponse.text(503, "no gateway is running; this is its doctor\n");
    }

    @Override
    public Upgrade upgrade(PlainRequest request) {
        return request.path().equals(SetUp.MEDIA)
                        && signature.acceptsUpgrade(request.target(), request.header("X-Twilio-Signature"))
                ? new Accept(socket -> Deaf.INSTANCE)
                : new Refuse(PlainResponse.text(403, "X-Twilio-Signature is missing or wrong\n"));
    }

    /** Hears nothing: whoever opened the socket only wanted to see it open. */
    private enum Deaf implements WebSocketListener {
        INSTANCE;

        @Override
        public void onText(byte[] buffer, int offset, int length) {}

        @Override
        public void onBinary(byte[] buffer, int offset, int length) {}

        @Override
        public void onWritable() {}

        @Override
        public void onEnd(SocketEnd end) {}
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
