package callgateway.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is looked at, in the order in which it is reported: this machine, the way here, Twilio, Omni, what is made of both. */
enum Subject {
    CONFIGURATION,
    JVM,
    FILE_DESCRIPTORS,
    HUGE_PAGES,
    DISK,
    CLOCK,
    GATEWAY,
    PUBLIC_HOST,
    TLS,
    VOICE_WEBHOOK,
    MEDIA_UPGRADE,
    AUTH_TOKEN,
    REST_CREDENTIALS,
    NUMBERS,
    OMNI_KEY,
    OMNI_SESSION,
    AUDIO_RATE,
    VOICE_ID,
    PLAN,
    HUMAN,
    BRIDGE;

    /** Its name on the command line and in reports: {@code voice-webhook}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Check check(SetUp setUp) {
        return switch (this) {
            case CONFIGURATION -> new ConfigurationCheck(setUp);
            case JVM -> new JvmCheck();
            case FILE_DESCRIPTORS -> new DescriptorsCheck(setUp);
            case HUGE_PAGES -> new HugePagesCheck();
            case DISK -> new DiskCheck(setUp);
            case CLOCK -> new ClockCheck(setUp);
            case GATEWAY -> new GatewayCheck(setUp);
            case PUBLIC_HOST -> new PublicHostCheck(setUp);
            case TLS -> new TlsCheck(setUp);
            case VOICE_WEBHOOK -> new VoiceWebhookCheck(setUp);
            case MEDIA_UPGRADE -> new MediaUpgradeCheck(setUp);
            case AUTH_TOKEN -> new AuthTokenCheck(setUp);
            case REST_CREDENTIALS -> new RestCredentialsCheck(setUp);
            case NUMBERS -> new NumbersCheck(setUp);
            case OMNI_KEY -> new OmniKeyCheck(setUp);
            case OMNI_SESSION -> new OmniSessionCheck(setUp);
            case AUDIO_RATE -> new AudioRateCheck(setUp);
            case VOICE_ID -> new VoiceIdCheck(setUp);
            case PLAN -> new PlanCheck(setUp);
            case HUMAN -> new HumanCheck(setUp);
            case BRIDGE -> new BridgeCheck();
        };
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Subject::word).toList();
    }
}
