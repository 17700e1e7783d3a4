package callgateway.gateway;

import callgateway.call.CallJournal;
import callgateway.config.GatewaySettings;
import callgateway.operations.GatewayMetrics;
import callgateway.operations.Readiness;
import callgateway.recording.Recordings;
import callgateway.records.Records;
import callgateway.tools.ToolClient;
import callgateway.transport.Dialer;
import callgateway.transport.IoKind;
import callgateway.transport.Loops;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What calls need that is no actor: loops, sockets, files, threads. There before the actors, and gone after them.
 *
 * @param loops the event loops
 * @param dialer reaches the agents
 * @param observation traces and masks
 * @param storedPersonas what agents stored with the service are like
 * @param tools asks the agents' tools
 * @param records of calls; null when none are kept
 * @param journal is told of everything that becomes a record or a trace
 * @param recordings of calls' audio
 * @param metrics closed with the rest
 */
record Means(
        Loops loops,
        Dialer dialer,
        Observation observation,
        StoredPersonas storedPersonas,
        ToolClient tools,
        @Nullable Records records,
        CallJournal journal,
        Recordings recordings,
        GatewayMetrics metrics)
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Means.class);

    /**
     * Opens them.
     *
     * @throws IOException when files cannot be used; nothing is left open
     */
    static Means open(GatewaySettings settings, GatewayMetrics metrics, Readiness readiness) throws IOException {
        Loops loops = Loops.start(
                IoKind.choose(settings.transport().io()), settings.transport().eventLoops());
        Dialer dialer = new Dialer(loops);
        Observation observation = Observation.of(settings.tracing(), metrics);
        StoredPersonas personas = new StoredPersonas(metrics.storedAgents(), System::nanoTime);
        ToolClient tools = new ToolClient(settings.tools(), metrics.toolCalls(), observation::traceparent);
        Records records = null;
        try {
            records = openRecords(settings, metrics, readiness, observation);
            CallJournal journal = observation.with(records == null ? CallJournal.NONE : records);
            return new Means(
                    loops,
                    dialer,
                    observation,
                    personas,
                    tools,
                    records,
                    journal,
                    openRecordings(settings, metrics, journal),
                    metrics);
        } catch (IOException e) {
            if (records != null) {
                records.close();
            }
            close(observation, personas, tools, dialer, loops, metrics);
            throw e;
        }
    }

    private static @Nullable Records openRecords(
            GatewaySettings settings, GatewayMetrics metrics, Readiness readiness, Observation observation)
            throws IOException {
        // Its metrics are there even when no records are.
        var monitor = metrics.records(readiness);
        if (settings.records().database() == null) {
            LOG.info("no records of calls are kept: records.database is none");
            return null;
        }
        return Records.open(settings.records(), monitor, observation::traceparent);
    }

    private static Recordings openRecordings(GatewaySettings settings, GatewayMetrics metrics, CallJournal journal)
            throws IOException {
        boolean wanted = settings.pools().all().stream()
                .anyMatch(pool -> pool.recording().enabled());
        return Recordings.open(settings.recordings(), wanted, new RecordingJournal(journal), metrics.recordings());
    }

    @Override
    public void close() {
        recordings.close();
        if (records != null) {
            records.close();
        }
        close(observation, storedPersonas, tools, dialer, loops, metrics);
    }

    private static void close(
            Observation observation,
            StoredPersonas personas,
            ToolClient tools,
            Dialer dialer,
            Loops loops,
            GatewayMetrics metrics) {
        observation.close();
        personas.close();
        tools.close();
        dialer.close();
        loops.close();
        metrics.close();
    }
}
