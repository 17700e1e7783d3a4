package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:9090/",
                "http://LOCALHOST/api/calls",
                "http://gateway.localhost:9090/",
                "http://127.0.0.1:9090/",
                "http://10.1.2.3/",
                "http://[::1]:9090/"
            })
    void thisMachineIsMeant(String uri) {
        assertThat(OwnNames.foreign(HttpRequest.GET(uri))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://rebound.example:9090/",
                "http://localhost.example/",
                "http://127.0.0.1.example/",
                "http://xlocalhost/"
            })
    void anotherNameForItIsNotAnswered(String uri) {
        assertThat(OwnNames.foreign(HttpRequest.GET(uri)))
                .extracting(HttpResponse::status)
                .isEqualTo(StatusCodes.MISDIRECTED_REQUEST);
    }
}
