package callgateway.demo.report;

import callgateway.demo.CallReport;
import callgateway.demo.Figures.Interruption;
import callgateway.demo.Moment;
import callgateway.demo.Utterance;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the page's script draws, as JSON that may stand in a {@code script} element. */
final class CallData {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CallData() {}

    static String json(CallReport report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("lengthMs", report.figures().lengthMs());
        root.put("stepMs", Waveform.STEP_MS);
        int full = Math.max(Waveform.peak(report.callerMu()), Waveform.peak(report.heardMu()));
        put(root.putObject("caller"), Waveform.of(report.callerMu(), full));
        put(root.putObject("agent"), Waveform.of(report.heardMu(), full));
        ArrayNode utterances = root.putArray("utterances");
        for (Utterance utterance : report.utterances()) {
            utterances
                    .addObject()
                    .put("who", utterance.who().label())
                    .put("from", tenths(utterance.fromMs()))
                    .put("to", tenths(utterance.toMs()))
                    .put("text", utterance.text())
                    .put("cut", utterance.interrupted());
        }
        ArrayNode pins = root.putArray("pins");
        for (Moment moment : report.moments()) {
            if (moment.kind().isPin()) {
                pins.addObject()
                        .put("who", moment.who().label())
                        .put("at", tenths(moment.atMs()))
                        .put("label", moment.kind().label())
                        .put("text", moment.text());
            }
        }
        Interruption interruption = report.figures().interruption();
        if (interruption != null) {
            root.putObject("overlap")
                    .put("from", tenths(interruption.startedMs()))
                    .put("to", tenths(interruption.silentMs()));
        }
        return escaped(root);
    }

    private static void put(ObjectNode node, Waveform waveform) {
        ArrayNode low = node.putArray("low");
        for (int value : waveform.lowest()) {
            low.add(value);
        }
        ArrayNode high = node.putArray("high");
        for (int value : waveform.highest()) {
            high.add(value);
        }
    }

    private static double tenths(double ms) {
        return Math.round(ms * 10) / 10.0;
    }

    /** In JSON these characters stand in strings only, where they may be written like this. */
    private static String escaped(ObjectNode root) {
        try {
            return JSON.writeValueAsString(root)
                    .replace("&", "\\u0026")
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }
}
