package org.mcxidms.it;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;

/**
 * Realms in which a change of an account is noticed at grants only, so that one sees what a grant's refusal does.
 *
 * @param atGrants the shipped realm otherwise
 * @param anyValue the same, with any value of the MC attributes
 */
public record AccountRealms(Realm atGrants, Realm anyValue) implements AutoCloseable {

    public static AccountRealms create(Mcx mcx) {
        return new AccountRealms(mcx.realmLike("at-grants", RealmFile::noticeAtGrantsOnly),
                mcx.realmLike("any-value", file -> file.noticeAtGrantsOnly().acceptAnyMcAttributeValue()));
    }

    /** The realm in which an administrator can bring an account into {@code state}. */
    public Realm of(AccountState state) {
        return state.isPossibleInShippedRealm() ? atGrants : anyValue;
    }

    @Override
    public void close() {
        atGrants.close();
        anyValue.close();
    }
}
