package callgateway.demo;

/**
 * Something that had to be so.
 *
 * @param claim what was to be shown
 * @param found what was seen
 */
public record Check(String claim, boolean passed, String found) {}
