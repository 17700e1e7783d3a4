package callgateway.admission.share;

/** How a coordinator reaches the world. Nothing here may call back before it has returned. */
public interface Wires {
    /**
     * Adds to the record. Answered with {@link Lender#written}: with true only when a majority of the nodes has it.
     *
     * @param ticket to be given back with the answer
     */
    void write(long ticket, Grants change);

    /** Reads the record of a majority of the nodes, all of them merged. Answered with {@link Lender#read}. */
    void read(long ticket);

    /** To a node; may be lost. */
    void tell(ToNode message);

    /** Finds out whether a process that says nothing is dead. Answered with {@link Lender#dead} if there is proof, else never. */
    void probe(String node, long incarnation);
}
