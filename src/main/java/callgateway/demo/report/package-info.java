/** A call as a sound file and as one page that needs nothing else. */
@NullMarked
package callgateway.demo.report;

import org.jspecify.annotations.NullMarked;
