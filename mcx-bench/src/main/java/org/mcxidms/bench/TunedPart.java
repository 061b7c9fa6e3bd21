package org.mcxidms.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.mcxidms.it.harness.Json;
import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.Production;
import org.mcxidms.it.harness.ProductionServer;
import org.mcxidms.it.harness.RealmFile;

/** What an operator may switch on, each by itself and together, against stock Keycloak's defaults. */
final class TunedPart {

    /** A refresh that does not ask for {@code openid} gets no ID token (B.5.3 makes it optional). */
    private static final String WITHOUT_OPENID =
            String.join(" ", List.of(Radio.SCOPES).subList(1, Radio.SCOPES.length));

    private final Lab lab;
    private final Rounds rounds;
    private final int radios;

    TunedPart(Lab lab, Rounds rounds, int radios) {
        this.lab = lab;
        this.rounds = rounds;
        this.radios = radios;
    }

    Result run() {
        List<Candidate> candidates = new ArrayList<>();
        candidates.add(Candidate.of(Candidate.STOCK, lab.start(Candidate.STOCK, Production.POSTGRES, 1), Lab.REALM, null, radios));
        List<ProductionServer> bundle = lab.start(Candidate.BUNDLE, Production.POSTGRES, 1);
        candidates.add(Candidate.of(Candidate.BUNDLE, bundle, Lab.REALM, null, radios));
        candidates.add(variant(bundle, "ES256", null, TunedPart::es256));
        candidates.add(variant(bundle, "EdDSA", null, realm -> realm.put("defaultSignatureAlgorithm", "EdDSA")));
        candidates.add(variant(bundle, "no ID token at refresh", WITHOUT_OPENID, realm -> { }));
        candidates.add(variant(bundle, "slim access token", null, TunedPart::lightweight));
        candidates.add(variant(bundle, "ES256, no ID token at refresh", WITHOUT_OPENID, TunedPart::es256));
        Result result = Result.create();
        rounds.warmUp(candidates.subList(0, 2), Operation.REFRESH, rounds.warmUp());
        rounds.warmUp(candidates.subList(2, candidates.size()), Operation.REFRESH, rounds.warmUp().dividedBy(6));
        rounds.measure(result, candidates, Operation.REFRESH);
        return result;
    }

    private Candidate variant(List<ProductionServer> bundle, String what, String refreshScope, Consumer<ObjectNode> change) {
        String name = "tuned-" + what.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        ObjectNode realm = BenchRealm.withBundle(name);
        change.accept(realm);
        bundle.get(0).mcx().create(realm);
        return Candidate.of(Candidate.BUNDLE + ", " + what, bundle, name, refreshScope, radios);
    }

    /** As an operator imports it. */
    private static void es256(ObjectNode realm) {
        realm.setAll((ObjectNode) Json.read(Mcx.realmExport("mcx-tuned.json")));
    }

    private static void lightweight(ObjectNode realm) {
        ((ObjectNode) new RealmFile(realm).client("mcptt_client").get("attributes"))
                .put("client.use.lightweight.access.token.enabled", "true");
    }
}
