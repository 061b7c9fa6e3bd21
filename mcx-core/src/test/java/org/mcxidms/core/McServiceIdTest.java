package org.mcxidms.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class McServiceIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"alice@org.com", "sip:alice@org.com", "SIP:alice@org.com", "sIp:alice@org.com", "sips:alice@org.com",
        "SIPS:alice@ORG.com:5061;transport=tls", "sip:org.com", "sip:alice:secret@org.com", "sip:a;b?c=d,e/f@org.com?to=x",
        "sip:%61lice@[2001:db8::1]:5060", "sip:+1-212-555-1212:1234@gateway.com;user=phone", "tel:+15550100",
        "TEL:+49(30)123-456.7", "tel:7042;phone-context=example.com", "tel:*21#;phone-context=+49",
        "tel:AB12;phone-context=x.org",
        "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "m\u00fcller@feuerwehr.de", "\ud64d\uae38\ub3d9@org.kr"})
    void isAUriOrAUserAtADomain(String id) {
        assertThat(McServiceId.isWellFormed(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "bob", "@org.com", "bob@", "a@b@c", "sip:", "sip:@org.com", "sip:bob@", "sip:a@b@c",
        "sip:;x",
        "sips:", ":alice", "tel:", "tel:+", "tel:+12ab", "tel:abcx", "tel:-", "tel:+1;", "tel:bob@org.com",
        "urn:", "sip:a b@org.com", "sip:a@org.com\n", "\"a\"@org.com", "<sip:a@org.com", "sip:a@org.com>", "sip:\u007f@org.com",
        "sip:\u0000@org.com"})
    void isNothingElse(String id) {
        assertThat(McServiceId.isWellFormed(id)).isFalse();
    }

    /** What a reader does not see would make a second user's ID look like the first one's. */
    @Test
    void hasNoCharacterThatIsNotSeen() {
        int[] unseen = {0x85, 0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x1680, 0x180B, 0x180E, 0x2000, 0x200B, 0x200C, 0x200D,
            0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x202F, 0x205F, 0x2060, 0x2066, 0x2069, 0x2800, 0x3000, 0x3164,
            0xD800, 0xE000, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xE0001, 0xE0100, 0x10FFFF};
        for (int codePoint : unseen) {
            for (String form : new String[] {"sip:al%sice@org.com", "alice@org.com%s", "%salice@org.com"}) {
                assertThat(McServiceId.isWellFormed(String.format(form, Character.toString(codePoint))))
                        .as("U+%04X in %s", codePoint, form).isFalse();
            }
        }
        // One letter or a letter and its accent: both look the same.
        assertThat(McServiceId.isWellFormed("ren\u00e9@org.com")).isTrue();
        assertThat(McServiceId.isWellFormed("rene\u0301@org.com")).isFalse();
    }

    @Test
    void hasAtMost255Characters() {
        assertThat(McServiceId.isWellFormed("a".repeat(253) + "@b")).isTrue();
        assertThat(McServiceId.isWellFormed("a".repeat(254) + "@b")).isFalse();
    }

    @Test
    void isOneInAnyCaseOfItsLetters() {
        assertThat(McServiceId.fold("SIP:Bob@ORG.com")).isEqualTo(McServiceId.fold("sIp:bob@org.com"));
        assertThat(McServiceId.fold("sip:\u017fam@org.com")).isEqualTo(McServiceId.fold("sip:SAM@org.com"));
    }
}
