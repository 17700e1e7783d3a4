package callgateway.doctor;

import java.util.List;

/** Looks at one thing. Blocks, on a thread of its own, for less than {@link Doctor#WITHIN}. */
interface Check {
    /**
     * What was found, at least one finding.
     *
     * @throws Exception when it could not be looked at for a reason nobody thought of; reported as wrong
     */
    List<Finding> look() throws Exception;
}
