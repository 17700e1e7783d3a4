package callgateway.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * A diagnosis for programs. The schema is stable: {@code {"version":1,"exitCode":0,"checks":[{"name","status","millis",
 * "findings":[{"status","found","fix"}]}]}}; a status is {@code ok}, {@code skipped}, {@code warning} or {@code wrong}, and fields
 * are only ever added.
 */
public final class DiagnosisJson {
    private static final int VERSION = 1;

    private DiagnosisJson() {}

    /** The whole document. */
    public static String of(Diagnosis diagnosis) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("version", VERSION).put("exitCode", diagnosis.exitCode());
        ArrayNode checks = json.putArray("checks");
        for (CheckReport check : diagnosis.checks()) {
            ObjectNode one = checks.addObject()
                    .put("name", check.name())
                    .put("status", word(check.status()))
                    .put("millis", check.took().toMillis());
            ArrayNode findings = one.putArray("findings");
            check.findings().forEach(finding -> findings.addObject()
                    .put("status", word(finding.status()))
                    .put("found", finding.found())
                    .put("fix", finding.fix()));
        }
        return json.toPrettyString();
    }

    private static String word(Finding.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
