package callgateway.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A TLS connection's certificate.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param chain the server's first; at least one
 */
record Handshake(String protocol, List<X509Certificate> chain) {
    private static final int WITHIN_MILLIS = 3500;

    X509Certificate leaf() {
        return chain.get(0);
    }

    /** One that is verified as Twilio would: chain, dates and name. Blocks. */
    static Handshake verified(String host, int port, SSLContext trust) throws IOException {
        return with(host, port, trust, true);
    }

    /** One with whoever is there, to see what they show. Nothing is sent over it. Blocks. */
    static Handshake unverified(String host, int port) throws IOException, GeneralSecurityException {
        SSLContext anybody = SSLContext.getInstance("TLS");
        anybody.init(null, new TrustManager[] {new Anybody()}, null);
        return with(host, port, anybody, false);
    }

    private static Handshake with(String host, int port, SSLContext context, boolean verified) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), WITHIN_MILLIS);
            socket.setSoTimeout(WITHIN_MILLIS);
            try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true)) {
                if (verified) {
                    SSLParameters parameters = tls.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    tls.setSSLParameters(parameters);
                }
                tls.startHandshake();
                List<X509Certificate> chain = new ArrayList<>();
                for (Certificate one : tls.getSession().getPeerCertificates()) {
                    chain.add((X509Certificate) one);
                }
                return new Handshake(tls.getSession().getProtocol(), List.copyOf(chain));
            }
        }
    }

    /** Trusts everybody: for looking at what is wrong with a certificate, never for talking. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
