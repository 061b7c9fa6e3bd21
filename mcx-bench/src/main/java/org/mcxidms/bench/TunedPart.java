package org.mcxidms.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.ProductionServer;
import org.mcxidms.testkit.RealmFile;

/** What an operator may switch on, each by itself and together, against stock Keycloak's defaults. */
final class TunedPart {

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
        candidates.add(Candidate.of(Candidate.STOCK, lab.start(Candidate.STOCK, Production.POSTGRES, 1), Lab.REALM, radios));
        List<ProductionServer> bundle = lab.start(Candidate.BUNDLE, Production.POSTGRES, 1);
        candidates.add(Candidate.of(Candidate.BUNDLE, bundle, Lab.REALM, radios));
        candidates.add(variant(bundle, "ES256", realm -> realm.put("defaultSignatureAlgorithm", "ES256")));
        candidates.add(variant(bundle, "EdDSA", realm -> realm.put("defaultSignatureAlgorithm", "EdDSA")));
        candidates.add(variant(bundle, "slim access token", TunedPart::lightweight));
        candidates.add(variant(bundle, "refreshes not stored", TunedPart::withoutStoredRefreshes));
        candidates.add(variant(bundle, "ES256, refreshes not stored", TunedPart::asShipped));
        Result result = Result.create();
        rounds.warmUp(candidates.subList(0, 2), Operation.REFRESH, rounds.warmUp());
        // The variants warm the bundle's server up further. The stock server then gets the same once more.
        List<Candidate> variants = candidates.subList(2, candidates.size());
        rounds.warmUp(variants, Operation.REFRESH, rounds.warmUp().dividedBy(variants.size()));
        rounds.warmUp(candidates.subList(0, 1), Operation.REFRESH, rounds.warmUp());
        rounds.measure(result, candidates, Operation.REFRESH);
        return result;
    }

    private Candidate variant(List<ProductionServer> bundle, String what, Consumer<ObjectNode> change) {
        String name = "tuned-" + what.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        ObjectNode realm = BenchRealm.withBundle(name);
        change.accept(realm);
        bundle.get(0).mcx().create(realm);
        return Candidate.of(Candidate.BUNDLE + ", " + what, bundle, name, radios);
    }

    /** The tuned profile as an operator imports it. */
    static ObjectNode asShipped(ObjectNode realm) {
        return realm.setAll((ObjectNode) Json.read(Mcx.realmExport("mcx-tuned.json")));
    }

    /** Takes successful refreshes out of the stored events. Refused ones are still stored. */
    private static void withoutStoredRefreshes(ObjectNode realm) {
        for (Iterator<JsonNode> types = realm.path("enabledEventTypes").iterator(); types.hasNext();) {
            if (types.next().asText().equals("REFRESH_TOKEN")) {
                types.remove();
            }
        }
    }

    private static void lightweight(ObjectNode realm) {
        ((ObjectNode) new RealmFile(realm).client("mcptt_client").get("attributes"))
                .put("client.use.lightweight.access.token.enabled", "true");
    }
}
