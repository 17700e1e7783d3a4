@NullMarked
package callgateway.demo.report;

import org.jspecify.annotations.NullMarked;
