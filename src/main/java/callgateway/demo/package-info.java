/** One call, from the first webhook to the last, on this machine and without accounts; followed, measured and checked. */
@NullMarked
package callgateway.demo;

import org.jspecify.annotations.NullMarked;
