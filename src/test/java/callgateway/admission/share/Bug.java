package callgateway.admission.share;

/** Ways to get it wrong, each of which must be noticed. */
enum Bug {
    NONE,
    /** A share is told while only the coordinator's own node has recorded it. */
    TOLD_BEFORE_RECORDED,
    /** After recording, nobody looks whether there is a later coordinator. */
    NOT_READ_BACK,
    /** A new coordinator starts with an empty book. */
    RECORD_NOT_READ,
    /** Any number of nodes is enough to record. */
    MINORITY_RECORDS,
    /** What a node is asked to give up is lent to others before it has given it up. */
    LENT_BEFORE_GIVEN_BACK,
    /** A node that says nothing counts as dead. */
    SILENCE_IS_DEATH,
    /** A node does what it is told in the order it arrives. */
    OLD_WORDS_BELIEVED,
    /** A node listens to coordinators whose time is over. */
    OLD_TERMS_OBEYED,
    /** A node goes on with a share that has run out. */
    EXPIRY_IGNORED,
    /** A node says that it gives something up, and does not. */
    GIVEN_BACK_AND_KEPT,
    /** A node forgets to count some of its calls. */
    CALLS_NOT_COUNTED,
    /** What a node gives back is not noted. */
    NEVER_TAKEN_BACK
}
