package callgateway.operations;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;

/** The admin API of the other nodes, for what concerns their calls. */
public interface PeerCalls {
    /** The name of this node. */
    String self();

    /** The names of the others that are there. */
    List<String> others();

    /** Members of the cluster that have not said lately that they are there: what calls they have is not known. */
    List<String> unheard();

    /**
     * Asks one of them. The stage fails when it does not answer in time.
     *
     * @param node its name
     * @param target path and query
     * @param contentType of the body; empty when there is none
     */
    CompletionStage<Said> ask(String node, HttpMethod method, String target, String contentType, byte[] body);

    /**
     * What it said.
     *
     * @param status the HTTP status
     * @param json the body
     */
    record Said(int status, byte[] json) {}
}
