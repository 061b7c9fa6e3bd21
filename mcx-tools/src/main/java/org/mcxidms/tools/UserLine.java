package org.mcxidms.tools;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A user as a line of the file wants it.
 *
 * @param line       the line's number, from 1
 * @param fields     first name, last name, email by column; only columns that the file has
 * @param attributes MC attributes by name, an empty value for none; only columns that the file has
 * @param roles      the MC roles, and the role of offline sessions; {@code null} where the file has no such column
 * @param links      subject by identity-provider alias
 * @param password   for a new user only; {@code null} for none
 * @param actions    required actions for a new user only
 */
record UserLine(long line, String username, Map<String, String> fields, Map<String, String> attributes, Set<String> roles,
        Map<String, String> links, String password, List<String> actions) {

    /** Never a password in a log. */
    @Override
    public String toString() {
        return "line " + line;
    }
}
