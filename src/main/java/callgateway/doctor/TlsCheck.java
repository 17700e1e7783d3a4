package callgateway.doctor;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Whether Twilio would accept the certificate behind the public name: chain, dates, name, TLS version. */
final class TlsCheck implements Check {
    private static final Duration SOON = Duration.ofDays(14);
    private static final int HTTPS = 443;

    private final URI origin;
    private final SSLContext trust;
    private final InstantSource clock;

    TlsCheck(SetUp setUp) {
        this(URI.create("https://" + setUp.settings.publicHost()), setUp.tls, InstantSource.system());
    }

    TlsCheck(URI origin, SSLContext trust, InstantSource clock) {
        this.origin = origin;
        this.trust = trust;
        this.clock = clock;
    }

    @Override
    public List<Finding> look() throws GeneralSecurityException {
        String host = origin.getHost();
        int port = origin.getPort() < 0 ? HTTPS : origin.getPort();
        try {
            return List.of(accepted(Handshake.verified(host, port, trust)));
        } catch (SSLException refused) {
            return refused(host, port, refused);
        } catch (IOException e) {
            return List.of(unreachable(host, port, e));
        }
    }

    private Finding accepted(Handshake handshake) {
        Instant end = handshake.leaf().getNotAfter().toInstant();
        long days = Duration.between(clock.instant(), end).toDays();
        String found = handshake.protocol() + ", a certificate for " + String.join(", ", names(handshake.leaf()))
                + ", good for " + days + " more days";
        return Duration.ofDays(days).compareTo(SOON) < 0
                ? Finding.warning(found, "Renew the certificate now, and see why nothing renews it by itself.")
                : Finding.ok(found);
    }

    private List<Finding> refused(String host, int port, SSLException refused) throws GeneralSecurityException {
        Handshake handshake;
        try {
            handshake = Handshake.unverified(host, port);
        } catch (IOException e) {
            return List.of(Finding.wrong(
                    "no TLS connection to " + host + ":" + port + " (" + refused.getMessage() + ")",
                    "Twilio needs TLS 1.2 or 1.3 there: end TLS at your tunnel or ingress, or set TLS_CERTIFICATE and"
                            + " TLS_KEY."));
        }
        List<Finding> findings = new ArrayList<>();
        X509Certificate leaf = handshake.leaf();
        Instant now = clock.instant();
        if (now.isAfter(leaf.getNotAfter().toInstant())) {
            findings.add(Finding.wrong(
                    "the certificate of " + host + " has expired on "
                            + leaf.getNotAfter().toInstant(),
                    "Renew the certificate and have what serves it load the new one."));
        } else if (now.isBefore(leaf.getNotBefore().toInstant())) {
            findings.add(Finding.wrong(
                    "the certificate of " + host + " is good from "
                            + leaf.getNotBefore().toInstant() + " on only",
                    "See whether this machine's clock is right; else use a certificate that is good now."));
        }
        List<String> names = names(leaf);
        if (names.stream().noneMatch(name -> isFor(name, host))) {
            findings.add(Finding.wrong(
                    "the certificate is for " + String.join(", ", names) + ", not for " + host,
                    "Use a certificate for PUBLIC_HOST, or set PUBLIC_HOST to the name it is for."));
        }
        return findings.isEmpty() ? List.of(untrusted(handshake, refused)) : findings;
    }

    private static Finding untrusted(Handshake handshake, SSLException refused) {
        X509Certificate leaf = handshake.leaf();
        String issuer = leaf.getIssuerX500Principal().getName();
        if (leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal())) {
            return Finding.wrong(
                    "the certificate is self-signed; Twilio refuses it",
                    "Use a certificate of a public authority, such as your tunnel or Let's Encrypt gives you.");
        }
        return Finding.wrong(
                "nobody trusted vouches for the certificate (issued by " + issuer + ", "
                        + handshake.chain().size() + " in the chain: " + refused.getMessage() + ")",
                "Serve the whole chain with its intermediate certificates (fullchain.pem), from a public authority.");
    }

    private static Finding unreachable(String host, int port, IOException e) {
        return Finding.wrong(
                host + ":" + port + " cannot be reached: " + Web.why(URI.create("https://" + host + ":" + port), e),
                "Start the tunnel or ingress, and let port " + port + " in from the internet.");
    }

    static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            if (certificate.getSubjectAlternativeNames() != null) {
                certificate.getSubjectAlternativeNames().forEach(name -> names.add(String.valueOf(name.get(1))));
            }
        } catch (CertificateParsingException e) {
            names.add("names that cannot be read");
        }
        return names.isEmpty() ? List.of("no name at all") : names;
    }

    /** A star stands for one label. */
    private static boolean isFor(String name, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        String given = name.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        return given.equals(wanted)
                || (given.startsWith("*.") && dot > 0 && given.substring(1).equals(wanted.substring(dot)));
    }
}
