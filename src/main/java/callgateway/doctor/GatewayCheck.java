package callgateway.doctor;

import callgateway.config.GatewaySettings.AdminSettings;
import java.net.URI;
import java.util.List;

/** Whether a gateway runs on this machine, and takes calls. */
final class GatewayCheck implements Check {
    private static final String START = "Start it: bin/call-gateway serve.";

    private final SetUp setUp;

    GatewayCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        if (setUp.port instanceof OwnPort.State.Ours ours) {
            return List.of(Finding.warning(
                    "no gateway runs here; the doctor answers at " + ours.where() + " as long as it looks", START));
        }
        if (setUp.port instanceof OwnPort.State.Closed closed) {
            return List.of(Finding.warning("no gateway can be seen here: " + closed.why(), START));
        }
        String where = ((OwnPort.State.Taken) setUp.port).where();
        AdminSettings admin = setUp.settings.admin();
        String host = admin.bind().equals("0.0.0.0") ? "127.0.0.1" : admin.bind();
        URI ready =
                URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + admin.port() + "/readyz");
        WebAnswer answer = setUp.web.get(ready, List.of());
        if (!(answer instanceof WebAnswer.Reply reply)) {
            return List.of(Finding.warning(
                    "something listens at " + where + ", but no admin port answers at " + host + ":" + admin.port(),
                    "If that is another program, stop it or change PORT; if it is the gateway, give the doctor the same"
                            + " settings."));
        }
        String state = reply.text().strip();
        if (!reply.isOk()) {
            return List.of(Finding.wrong(
                    "a gateway runs at " + where + " and takes no calls: " + state,
                    "Wait until it has started, or see its log; one that is stopping takes no more calls."));
        }
        return List.of(
                state.equals("ready")
                        ? Finding.ok("one runs at " + where + " and is ready")
                        : Finding.warning("one runs at " + where + ": " + state, "See its log; it says what to mend."));
    }
}
