package callgateway.doctor;

import callgateway.doctor.Finding.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A diagnosis for people: a line for each finding and what to do below it; what was skipped comes last. */
public final class DiagnosisText {
    private static final int WIDTH = 110;
    private static final String MARGIN = " ".repeat(28);

    private DiagnosisText() {}

    /** The whole text, without a line end at its end. */
    public static String of(Diagnosis diagnosis) {
        StringBuilder text = new StringBuilder();
        Map<String, List<String>> skipped = new LinkedHashMap<>();
        for (CheckReport check : diagnosis.checks()) {
            if (check.status() == Status.SKIPPED) {
                skipped.computeIfAbsent(check.findings().get(0).found(), why -> new ArrayList<>())
                        .add(check.name());
                continue;
            }
            for (int i = 0; i < check.findings().size(); i++) {
                Finding finding = check.findings().get(i);
                text.append(
                        String.format(Locale.ROOT, "%-8s %-18s ", word(finding.status()), i == 0 ? check.name() : ""));
                wrapped(text, finding.found(), MARGIN);
                if (!finding.fix().isEmpty()) {
                    text.append(MARGIN).append("-> ");
                    wrapped(text, finding.fix(), MARGIN + "   ");
                }
            }
        }
        skipped.forEach((why, names) -> {
            text.append(String.format(Locale.ROOT, "%-8s ", word(Status.SKIPPED)));
            wrapped(text, String.join(", ", names) + ": " + why, MARGIN.substring(19));
        });
        return text.append('\n').append(summary(diagnosis)).toString();
    }

    private static String summary(Diagnosis diagnosis) {
        long skipped = diagnosis.count(Status.SKIPPED);
        String counts = diagnosis.checks().size() + " checks: " + diagnosis.count(Status.OK) + " ok, "
                + diagnosis.count(Status.WARNING) + " with warnings, " + diagnosis.count(Status.WRONG) + " wrong"
                + (skipped > 0 ? ", " + skipped + " skipped" : "") + ".";
        return switch (diagnosis.exitCode()) {
            case Diagnosis.EXIT_CONFIGURATION -> counts + " The gateway would not start with this configuration.";
            case Diagnosis.EXIT_PROBLEMS -> counts + " Calls will not work until what is wrong is put right.";
            default -> counts + " Nothing stands in the way of a call.";
        };
    }

    private static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static void wrapped(StringBuilder text, String words, String margin) {
        int used = margin.length();
        boolean first = true;
        for (String word : List.of(words.split(" ", -1))) {
            if (!first && used + word.length() + 1 > WIDTH) {
                text.append('\n').append(margin);
                used = margin.length();
                first = true;
            }
            text.append(first ? "" : " ").append(word);
            used += word.length() + (first ? 0 : 1);
            first = false;
        }
        text.append('\n');
    }
}
