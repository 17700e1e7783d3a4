package callgateway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.demo.CallReport;
import callgateway.demo.SampleReports;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPageTest {
    private static final byte[] WAV = {1, 2, 3};
    private static final Pattern SCRIPT = Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "</script><script>alert(1)</script>",
                "</style><img src=x onerror=alert(1)>",
                "\" onmouseover=\"alert(1)",
                "' onfocus='alert(1)",
                "<!--<script>",
                "]]>&lt;&amp;\\u003c${x}",
                "\u2028\u2029\0\ud800"
            })
    void whatIsSaidIsNeverPartOfThePage(String words) throws Exception {
        String harmless = page(SampleReports.good("harmless"));
        String page = page(SampleReports.good(words));

        assertThat(tags(page)).isEqualTo(tags(harmless));
        JsonNode said = data(page).get("utterances").get(0).get("text");
        // Half a surrogate pair cannot be written in UTF-8, so it is not compared.
        assertThat(said.asText().replace("\ud800", "")).isEqualTo(words.replace("\ud800", ""));
        assertThat(tags(page(SampleReports.failed(words)))).isEqualTo(tags(page(SampleReports.failed("harmless"))));
    }

    @Test
    void thePageRefersToNothingOutsideItself() {
        String page = page(SampleReports.good("hello"));

        assertThat(page).doesNotContainPattern("(?i)https?://");
        assertThat(page).doesNotContainPattern("(?i)(src|href)=\"(?!data:|#)");
        assertThat(page).doesNotContainPattern("(?i)@import|url\\(");
        assertThat(page).contains("default-src &#39;none&#39;");
    }

    @Test
    void thePolicyAllowsExactlyItsOwnScripts() throws Exception {
        String page = page(SampleReports.good("hello"));
        List<String> allowed = new ArrayList<>();
        Matcher scripts = SCRIPT.matcher(page);
        while (scripts.find()) {
            if (!scripts.group(1).contains("application/json")) {
                byte[] hash = MessageDigest.getInstance("SHA-256")
                        .digest(scripts.group(2).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                allowed.add("&#39;sha256-" + Base64.getEncoder().encodeToString(hash) + "&#39;");
            }
        }

        assertThat(allowed).hasSize(2);
        assertThat(page).contains("script-src " + String.join(" ", allowed) + "\"");
    }

    @Test
    void itHasWhatAReaderOfItsStructureNeeds() {
        String page = page(SampleReports.good("hello"));

        assertThat(page).startsWith("<!doctype html>\n<html lang=\"en\">");
        assertThat(page).contains("<title>Call report: as it should - call gateway</title>");
        assertThat(page).contains("name=\"viewport\"").contains("aria-label=\"The call: caller on the left");
        assertThat(page).containsOnlyOnce("<h1>").containsOnlyOnce("<main>");
    }

    @Test
    void theFiguresAreInThePageItself() {
        String page = page(SampleReports.good("hello"));

        assertThat(page).contains("712\u00a0ms").contains("708\u00a0ms").contains("4\u00a0ms");
        assertThat(page).contains("The call went as it should").contains("1 of 1 checks passed");
    }

    @Test
    void aFailedCallSaysSoAndWhy() {
        String page = page(SampleReports.failed("it was not to be"));

        assertThat(page).contains("The call did not go as it should").contains("it was not to be");
        assertThat(page).contains("1 of 2 checks passed").contains("no reply");
        assertThat(page.substring(0, page.indexOf("<script"))).doesNotContain("NaN");
    }

    @Test
    void theSoundIsEmbeddedAndTheDataIsWhatWasMeasured() throws Exception {
        CallReport report = SampleReports.good("hello");
        String page = page(report);

        assertThat(page).contains("data:audio/wav;base64,AQID");
        JsonNode data = data(page);
        assertThat(data.get("lengthMs").asDouble()).isEqualTo(500);
        int pieces = SampleReports.SAMPLES / 8 / data.get("stepMs").asInt();
        for (String track : List.of("caller", "agent")) {
            assertThat(data.get(track).get("low")).hasSize(pieces);
            assertThat(data.get(track).get("high")).hasSize(pieces);
        }
        assertThat(data.get("pins")).hasSize(2);
        assertThat(data.get("overlap").get("to").asDouble()).isEqualTo(120);
    }

    static String page(CallReport report) {
        return new ReportPage(report, WAV).html();
    }

    private static JsonNode data(String page) throws Exception {
        Matcher scripts = SCRIPT.matcher(page);
        while (scripts.find()) {
            if (scripts.group(1).contains("application/json")) {
                return new ObjectMapper().readTree(scripts.group(2));
            }
        }
        throw new AssertionError("no data");
    }

    /** Every tag outside of scripts, with the names of its attributes. */
    private static List<String> tags(String page) {
        List<String> tags = new ArrayList<>();
        Matcher tag = Pattern.compile("<(/?[a-zA-Z!][^\\s>]*)((?:\\s+[^\\s=>]+=\"[^\"]*\")*)\\s*>")
                .matcher(SCRIPT.matcher(page).replaceAll("<script$1></script>"));
        while (tag.find()) {
            tags.add(tag.group(1) + tag.group(2).replaceAll("=\"[^\"]*\"", ""));
        }
        assertThat(tags).hasSizeGreaterThan(40);
        return tags;
    }
}
