package callgateway.demo.report;

import callgateway.audio.MuLaw;
import callgateway.audio.WavWriter;
import callgateway.demo.CallReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that are left of a call. */
public final class ReportFiles {
    private ReportFiles() {}

    /**
     * Writes {@code report.html} and {@code call.wav} into a directory that is there; replaces older ones.
     *
     * @return their paths, the report first
     * @throws IOException if one cannot be written
     */
    public static List<Path> write(CallReport report, Path directory) throws IOException {
        Path wav = directory.resolve("call.wav");
        Path page = directory.resolve("report.html");
        byte[] sound = sound(report, wav);
        Files.writeString(page, new ReportPage(report, sound).html());
        return List.of(page, wav);
    }

    /** 16 bits, 8 kHz: the caller on the left, what was heard of the agent on the right. */
    private static byte[] sound(CallReport report, Path to) throws IOException {
        byte[] left = pcm(report.callerMu());
        byte[] right = pcm(report.heardMu());
        try (WavWriter wav = WavWriter.create(to, MuLaw.RATE_HZ, 2)) {
            wav.writeStereo(left, 0, right, 0, report.callerMu().length);
        }
        return Files.readAllBytes(to);
    }

    private static byte[] pcm(byte[] mu) {
        byte[] pcm = new byte[2 * mu.length];
        MuLaw.decode(mu, 0, mu.length, pcm, 0);
        return pcm;
    }
}
