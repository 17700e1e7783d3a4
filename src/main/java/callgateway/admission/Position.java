package callgateway.admission;

/**
 * A caller's place in its pool's line.
 *
 * @param position 1 is the head
 * @param depth callers in that line
 */
public record Position(int position, int depth) {}
