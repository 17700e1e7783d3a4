/**
 * What is kept of phone calls: a record of each in a database, and the events that tell the operator's systems. One thread
 * writes, one sends; nothing else ever waits for the database.
 */
@NullMarked
package callgateway.records;

import org.jspecify.annotations.NullMarked;
