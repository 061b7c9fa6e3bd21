package org.mcxidms.conformance;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The cipher suites of TLS 1.2 that tell whether a server keeps to the profile: TS 33.310 annex E, and TS 33.210, 6.2, to
 * which newer releases of annex E point. TLS 1.3 has none that is not good.
 */
final class CipherSuites {

    /** With forward secrecy and authenticated encryption, for certificates of either kind. */
    static final Map<Integer, String> GOOD = suites(
            0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            0x009e, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", 0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384");

    /** Without one of the two, or without encryption or authentication at all. */
    static final Map<Integer, String> WEAK = suites(
            0xc023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", 0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
            0xc009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", 0xc00a, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            0xc027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", 0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
            0xc013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", 0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", 0x006b, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
            0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", 0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
            0x009c, "TLS_RSA_WITH_AES_128_GCM_SHA256", 0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384",
            0x003c, "TLS_RSA_WITH_AES_128_CBC_SHA256", 0x003d, "TLS_RSA_WITH_AES_256_CBC_SHA256",
            0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA", 0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA",
            0xc008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA", 0xc012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
            0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", 0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
            0xc007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", 0xc011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
            0x0005, "TLS_RSA_WITH_RC4_128_SHA",
            0xc006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA", 0xc010, "TLS_ECDHE_RSA_WITH_NULL_SHA", 0x003b, "TLS_RSA_WITH_NULL_SHA256",
            0x00a6, "TLS_DH_anon_WITH_AES_128_GCM_SHA256", 0xc018, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
            0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA");

    private CipherSuites() {
    }

    private static Map<Integer, String> suites(Object... numbersAndNames) {
        Map<Integer, String> suites = new LinkedHashMap<>();
        for (int i = 0; i < numbersAndNames.length; i += 2) {
            suites.put((Integer) numbersAndNames[i], (String) numbersAndNames[i + 1]);
        }
        return suites;
    }
}
