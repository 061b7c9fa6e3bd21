package org.mcxidms.conformance;

/** Which servers the run is about. */
enum Profile {
    /** Annex B to the letter. */
    strict,
    /** What is in the field: a breach of the rules that deployed servers are known to miss is a warning. */
    deployed
}
