package callgateway.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants changed, as far as its route has found out; it travels with the request. A request that no route
 * took for a change is none.
 */
final class Change {
    private static final AttributeKey<Change> KEY = AttributeKey.create("change", Change.class);

    private volatile @Nullable String action;
    private volatile String target = "";
    private volatile @Nullable ObjectNode before;
    private volatile @Nullable ObjectNode after;

    Change() {}

    /** The request with this. */
    HttpRequest on(HttpRequest request) {
        return request.addAttribute(KEY, this);
    }

    /** The request's; one that nobody looks at when it has none. */
    static Change of(HttpRequest request) {
        return request.getAttribute(KEY).orElseGet(Change::new);
    }

    /**
     * What it is.
     *
     * @param what the kind of change, one word
     * @param whose what is changed, fit for logs
     */
    Change is(String what, String whose) {
        action = what;
        target = whose;
        return this;
    }

    void before(ObjectNode was) {
        before = was;
    }

    void after(@Nullable ObjectNode is) {
        after = is;
    }

    @Nullable
    String action() {
        return action;
    }

    String target() {
        return target;
    }

    @Nullable
    ObjectNode before() {
        return before;
    }

    @Nullable
    ObjectNode after() {
        return after;
    }
}
