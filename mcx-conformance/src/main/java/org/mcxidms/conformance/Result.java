package org.mcxidms.conformance;

import java.util.List;

/**
 * What a check found.
 *
 * @param sent the requests and the answers' outlines, masked
 * @param seen why the verdict is what it is
 */
record Result(Check check, Verdict verdict, List<String> sent, String seen, long millis) {
}
