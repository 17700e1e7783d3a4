package callgateway.endtoend;

import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.HumanStandIn;
import callgateway.simulator.caller.HumanStandIn.Manner;
import callgateway.simulator.omni.OmniPart;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code src/test/resources/scenarios}: one call, and what has to become of it. docs/scenarios.md tells how to
 * write one.
 *
 * @param proves rows of the tables of known mistakes, such as {@code mistake-6}
 * @param gateway settings that are different from the usual
 * @param agents who is met in the call's first session, its second one, and so on; the last one again and again
 * @param carrier how Twilio's REST API behaves
 * @param endpoint where the agent's tools are run
 * @param stored the agent that is stored at Omni; null: none
 * @param service where Omni is: there, absent, or silent
 * @param inACrowd whether it is to be the same with many other calls going on
 */
record Scenario(
        String name,
        String about,
        List<String> proves,
        Config gateway,
        List<OmniPart> agents,
        @Nullable Stored stored,
        Service service,
        Carrier carrier,
        Endpoint endpoint,
        CallerScript caller,
        CallerIs callerIs,
        List<Meanwhile> meanwhile,
        Expected expected,
        boolean inACrowd) {

    enum Service {
        THERE,
        /** Nobody listens at its port. */
        ABSENT,
        /** Its port accepts and says nothing. */
        SILENT
    }

    /** An agent that is stored at Omni. */
    record Stored(String id, String persona) {
        static Stored read(Page page) {
            return new Stored(page.text("id"), page.text("persona"));
        }
    }

    /**
     * Who calls.
     *
     * @param signsWith null: the account's token
     * @param human who is there when the gateway dials
     */
    record CallerIs(@Nullable String signsWith, @Nullable String to, HumanStandIn human) {
        static final CallerIs USUAL = new CallerIs(null, null, HumanStandIn.atOnce("completed"));

        static CallerIs read(Page page) {
            return new CallerIs(
                    page.has("signs-with") ? page.text("signs-with") : null,
                    page.has("to") ? page.text("to") : null,
                    human(page));
        }

        private static HumanStandIn human(Page page) {
            Duration rings = page.durationOrNull("rings");
            Duration talks = page.durationOrNull("talks");
            Manner manner = page.word("human-who", Manner.class, Manner.TAKES);
            return new HumanStandIn(
                    page.text("human", "completed"),
                    rings == null ? Duration.ZERO : rings,
                    talks == null ? Duration.ZERO : talks,
                    manner);
        }
    }

    /** @throws IllegalArgumentException for a file that is none; its message names the file and the place */
    static Scenario read(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.conf$", "");
        try {
            return parse(
                    ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false)),
                    name);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    static Scenario parse(String hocon, String name) {
        ConfigParseOptions syntax = ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF);
        return parse(ConfigFactory.parseString(hocon, syntax), name);
    }

    private static Scenario parse(Config config, String name) {
        return Page.of(config.resolve(), name).read(page -> read(page, name));
    }

    private static Scenario read(Page page, String name) {
        List<OmniPart> agents = new ArrayList<>();
        agents.add(AgentWords.part(page, "agent", "agent-is"));
        agents.addAll(page.list("next-agents", one -> AgentWords.part(one, "agent", "agent-is")));
        CallerIs caller = page.section("caller-is", CallerIs::read);
        Carrier carrier = page.section("twilio", Carrier::read);
        Endpoint endpoint = page.section("tools", Endpoint::read);
        Expected expected = page.section("expect", Expected::read);
        if (expected == null) {
            throw page.wrong("no expect");
        }
        return new Scenario(
                name,
                page.text("about"),
                page.texts("proves"),
                page.whole("gateway"),
                agents,
                page.section("stored-agent", Stored::read),
                page.word("service", Service.class, Service.THERE),
                carrier == null ? Carrier.USUAL : carrier,
                endpoint == null ? new Endpoint(List.of()) : endpoint,
                CallerWords.script(page, "caller"),
                caller == null ? CallerIs.USUAL : caller,
                page.list("meanwhile", Meanwhile::read),
                expected,
                page.text("in-a-crowd", "no").equals("yes"));
    }
}
