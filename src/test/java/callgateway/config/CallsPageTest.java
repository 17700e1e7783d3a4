package callgateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.routing.TransferTarget;
import callgateway.routing.Transfers;
import callgateway.routing.Transfers.Allowed;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about calls says what is so. */
class CallsPageTest {
    private static final Path PAGE = Path.of("docs/calls.md");

    @Test
    void theExampleOfTransfersIsReadAsItSays() throws IOException, SettingsException {
        Matcher example = Pattern.compile("### Who may be dialled.*?```hocon\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(example.find()).isTrue();
        Config config =
                ConfigFactory.parseString(example.group(1)).withFallback(ConfigFiles.load(null, Environment.enough()));

        Transfers sales = GatewaySettings.from(config).pools().of("+15550100").transfers();

        assertThat(sales.to()).isEqualTo(new TransferTarget.Phone("+15550123"));
        for (String target : new String[] {
            "+15550124", "+15550299", "sip:desk@pbx.example", "sip:anna@pbx.example:5061", "pool:support", "support"
        }) {
            assertThat(sales.decide(target)).as(target).isInstanceOf(Allowed.class);
        }
        assertThat(sales.decide("+15550999")).isInstanceOf(Transfers.Refused.class);
        assertThat(sales.screen()).isTrue();
        assertThat(sales.whisper("Wants a refund."))
                .isEqualTo("A customer for you. Wants a refund. Press 1 to take the call.");
    }
}
