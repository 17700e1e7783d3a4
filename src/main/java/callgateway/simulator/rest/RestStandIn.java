package callgateway.simulator.rest;

import callgateway.twilio.BadMessage;
import callgateway.twilio.FormParams;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Twilio's REST API on a port of this machine, for one account: its calls and its phone numbers. A thread for each connection: for tests and simulations, not
 * for load. Its sockets are plain ones, so that they can be reset at any moment.
 */
public final class RestStandIn implements AutoCloseable {
    private static final Pattern PATH =
            Pattern.compile("/2010-04-01/Accounts/(?<account>[A-Za-z0-9]+)/Calls(/(?<call>[A-Za-z0-9]+))?\\.json");

    private final String account;
    private final String expected;
    private final ServerSocket server;
    private final RestCalls calls;
    private final RestNumbers numbers;
    private final Deque<RestFault> faults = new ConcurrentLinkedDeque<>();
    private final List<RestRecord> records = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable RestFault always;
    private volatile Duration clockAhead = Duration.ZERO;
    private volatile boolean closed;

    private RestStandIn(String account, String user, String secret) throws IOException {
        this.account = account;
        this.calls = new RestCalls(account);
        this.numbers = new RestNumbers(account);
        this.expected =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
        this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        daemon("rest-stand-in", this::accept);
    }

    /**
     * Opens a port.
     *
     * @param account whose calls there are
     * @param user the account, or an API key
     * @param secret the Auth Token, or the key's secret
     */
    public static RestStandIn start(String account, String user, String secret) throws IOException {
        return new RestStandIn(account, user, secret);
    }

    /** Where it is. */
    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The next requests go wrong so, one each. */
    public void next(RestFault... faultsToCome) {
        faults.addAll(List.of(faultsToCome));
    }

    /** From now on every request for which nothing else is planned goes wrong so; null ends it. */
    public void always(@Nullable RestFault fault) {
        always = fault;
    }

    /** There is such a call now, doing this: {@code in-progress}, {@code completed} and so on. */
    public void call(String callSid, String status) {
        calls.put(callSid, status);
    }

    /**
     * The account has this number now.
     *
     * @param fields of its resource, by their names there, as far as they differ from a new number's: {@code voice_url} and so on
     */
    public void number(String number, Map<String, String> fields) {
        numbers.put(number, fields);
    }

    /** What the account is now: {@code active}, {@code suspended} or {@code closed}. */
    public void accountIs(String status) {
        numbers.status(status);
    }

    /** So far ahead of this machine's is the clock in the {@code Date} of answers from now on. */
    public void clockAhead(Duration value) {
        clockAhead = value;
    }

    /**
     * From now on a document that is sent to a call that is in progress really goes there; false: it could not.
     *
     * @param line takes the call and the TwiML, on the thread of the request
     */
    public void carriedOutBy(BiPredicate<String, String> line) {
        calls.line(line);
    }

    /** What a call is doing; null when there is none. */
    public @Nullable String status(String callSid) {
        return calls.status(callSid);
    }

    /** What was asked, in its order; requests that were reset before they were read are not among it. */
    public List<RestRecord> records() {
        return List.copyOf(records);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                daemon("rest-stand-in-connection", () -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            HttpInput in = new HttpInput(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (in.begins()) {
                RestFault fault = faults.isEmpty() ? always : faults.poll();
                if (fault == RestFault.ResetBefore.INSTANCE) {
                    reset(socket);
                    return;
                }
                HttpAnswer answer = answer(in.read(), fault);
                if (fault == RestFault.ResetAfter.INSTANCE) {
                    reset(socket);
                    return;
                }
                if (fault != RestFault.Stall.INSTANCE) {
                    out.write(answer.bytes(Instant.now().plus(clockAhead)));
                    out.flush();
                }
            }
        } catch (IOException e) {
            // The peer has gone, or sent what is no HTTP: the connection ends either way.
        } finally {
            open.remove(socket);
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private HttpAnswer answer(HttpInput.Request request, @Nullable RestFault fault) {
        String authorization = request.headers().getOrDefault("authorization", "");
        FormParams form;
        try {
            form = FormParams.parse(request.body());
        } catch (BadMessage e) {
            return HttpAnswer.error(400, 20001, String.valueOf(e.getMessage()));
        }
        records.add(new RestRecord(request.method(), request.path(), form, user(authorization)));
        if (fault instanceof RestFault.TooMany tooMany) {
            return HttpAnswer.tooMany(tooMany.retryAfter());
        }
        if (fault instanceof RestFault.Refused refused) {
            return HttpAnswer.error(refused.status(), refused.code(), refused.message());
        }
        if (fault instanceof RestFault.Foreign foreign) {
            return new HttpAnswer(foreign.status(), "text/html", foreign.body(), null);
        }
        if (!authorization.equals(expected)) {
            return HttpAnswer.error(401, 20003, "Authenticate");
        }
        return carriedOut(request, form);
    }

    private HttpAnswer carriedOut(HttpInput.Request request, FormParams form) {
        String root = "/2010-04-01/Accounts/" + account;
        if (request.method().equals("GET") && request.path().equals(root + ".json")) {
            return numbers.account();
        }
        if (request.method().equals("GET") && request.path().startsWith(root + "/IncomingPhoneNumbers.json")) {
            return numbers.list();
        }
        Matcher path = PATH.matcher(request.path());
        if (!path.matches() || !path.group("account").equals(account)) {
            return HttpAnswer.error(404, 20404, "The requested resource " + request.path() + " was not found");
        }
        String call = path.group("call");
        boolean post = request.method().equals("POST");
        if (call == null) {
            return post ? calls.create(form) : HttpAnswer.error(405, 20004, "Method not allowed");
        }
        return post ? calls.update(call, form) : calls.fetch(call);
    }

    private static String user(String authorization) {
        try {
            String pair = new String(
                    Base64.getDecoder().decode(authorization.replaceFirst("^Basic ", "")), StandardCharsets.UTF_8);
            return pair.substring(0, Math.max(0, pair.indexOf(':')));
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
