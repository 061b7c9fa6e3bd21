package org.mcxidms.tools;

/** A line that does not become a user, and why. */
record Rejection(long line, String username, String reason) {
}
