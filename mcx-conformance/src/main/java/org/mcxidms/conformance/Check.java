package org.mcxidms.conformance;

import java.util.List;

/**
 * One requirement and how it is tried.
 *
 * @param id stable, the clause before its first hyphen, such as {@code B.4.2.4-code-reuse}
 * @param requirement in our words, a whole sentence
 * @param lenient whether a breach of a required check is a warning under {@link Profile#deployed}
 * @param after checks that look at a part of the same: where one of them is not met, this one says nothing
 */
record Check(String id, String requirement, Level level, boolean lenient, List<String> after, Procedure procedure) {

    /** Tries it. Returns what was seen where the requirement is met, and throws a {@link Finding} otherwise. */
    interface Procedure {
        String run(Idms idms) throws Exception;
    }

    Check {
        Clause.of(id);
        if (lenient && level != Level.REQUIRED) {
            throw new IllegalArgumentException("A breach of " + id + " is a warning under every profile");
        }
    }

    static Check required(String id, String requirement, Procedure procedure) {
        return new Check(id, requirement, Level.REQUIRED, false, List.of(), procedure);
    }

    static Check recommended(String id, String requirement, Procedure procedure) {
        return new Check(id, requirement, Level.RECOMMENDED, false, List.of(), procedure);
    }

    static Check reported(String id, String requirement, Procedure procedure) {
        return new Check(id, requirement, Level.REPORTED, false, List.of(), procedure);
    }

    /** The same, only warned of for deployed servers. */
    Check strictOnly() {
        return new Check(id, requirement, level, true, after, procedure);
    }

    Check after(String... ids) {
        return new Check(id, requirement, level, lenient, List.of(ids), procedure);
    }

    Clause clause() {
        return Clause.of(id);
    }
}
