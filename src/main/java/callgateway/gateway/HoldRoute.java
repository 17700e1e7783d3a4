package callgateway.gateway;

import callgateway.routing.HoldPiece;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** The hold audio that the gateway serves itself. Open to all: Twilio fetches it as any player would, and caches it. */
final class HoldRoute extends AllDirectives {
    private static final ContentType WAV = ContentTypes.create(MediaTypes.AUDIO_WAV);

    private final HoldPiece piece = HoldPiece.load();

    Route route() {
        return pathPrefix(
                "audio", () -> path("hold.wav", () -> get(() -> extractRequest(request -> complete(answer(request))))));
    }

    private HttpResponse answer(HttpRequest request) {
        boolean known = request.getHeader("If-None-Match")
                .map(header -> piece.isKnownBy(header.value()))
                .orElse(false);
        HttpResponse response = known
                ? HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED)
                : HttpResponse.create().withEntity(HttpEntities.create(WAV, piece.bytes()));
        return response.addHeader(RawHeader.create("ETag", piece.etag()))
                .addHeader(RawHeader.create("Cache-Control", piece.cacheControl()));
    }
}
