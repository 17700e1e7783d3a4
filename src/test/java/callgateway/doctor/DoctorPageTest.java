package callgateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/doctor.md} has every check, and no other; the README mentions the command. */
class DoctorPageTest {
    private static final Path PAGE = Path.of("docs/doctor.md");

    @Test
    void everyCheckHasASectionInItsOrder() throws IOException {
        List<String> sections = found("(?m)^### `([a-z-]+)`$");

        assertThat(sections).containsExactlyElementsOf(Selection.names());
        assertThat(Files.readString(PAGE).split("(?m)^### "))
                .allSatisfy(section -> assertThat(section.length()).isGreaterThan(150));
    }

    @Test
    void everyRowOfTheTroubleshootingTableNamesAChecksName() throws IOException {
        List<String> rows = found("(?m)^\\| [^|]+ \\| [^|]+ \\| `([a-z-]+)`");

        assertThat(rows).hasSizeGreaterThanOrEqualTo(7);
        assertThat(Selection.names()).containsAll(rows);
    }

    @Test
    void theReadmeMentionsIt() throws IOException {
        assertThat(Files.readString(Path.of("README.md")))
                .contains("bin/call-gateway doctor")
                .contains("docs/doctor.md");
    }

    private static List<String> found(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
