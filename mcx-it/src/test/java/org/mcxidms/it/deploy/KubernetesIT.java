package org.mcxidms.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.RealmRepresentation;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import org.mcxidms.it.deploy.OperatorResource.Keycloak;
import org.mcxidms.it.deploy.OperatorResource.RealmImport;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;

/** deploy/kubernetes as it is packed: each resource against its schema, and each against the others. No cluster is needed. */
final class KubernetesIT {

    private static final String FOLDER = "mcx-dist/target/dist/kubernetes/";
    private static final String DOCUMENT = "docs/kubernetes.md";
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new NoFieldIsExtra());
    /** What the operator puts on a server's pod. */
    private static final Map<String, String> SERVER =
            Map.of("app", "keycloak", "app.kubernetes.io/managed-by", "keycloak-operator",
                    "app.kubernetes.io/instance", "mcx-idms", "app.kubernetes.io/component", "server");
    /** And on the pod of a realm import. */
    private static final Map<String, String> IMPORT_JOB = with(SERVER, "app", "keycloak-realm-import");

    @Test
    void theKustomizationNamesEveryFileAndNoOther() throws IOException {
        JsonNode kustomization = yaml("kustomization.yaml");
        assertThat(kustomization.path("kind").asText()).isEqualTo("Kustomization");
        try (Stream<Path> files = Files.list(Mcx.repository(FOLDER))) {
            assertThat(texts(kustomization.path("resources")))
                    .containsExactlyInAnyOrderElementsOf(files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.equals("kustomization.yaml")).toList());
        }
    }

    @Test
    void theResourcesAreOfTheOperatorsVersion() {
        assertThat(keycloak()).satisfies(resource -> {
            assertThat(resource.apiVersion()).isEqualTo(OperatorResource.API_VERSION);
            assertThat(resource.kind()).isEqualTo("Keycloak");
        });
        assertThat(realmImport()).satisfies(resource -> {
            assertThat(resource.apiVersion()).isEqualTo(OperatorResource.API_VERSION);
            assertThat(resource.kind()).isEqualTo("KeycloakRealmImport");
            assertThat(resource.spec().keycloakCRName()).isEqualTo(keycloak().metadata().getName());
        });
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aMisspeltFieldIsNoticed(String file, TypeReference<?> type, String path) {
        ObjectNode resource = (ObjectNode) yaml(file);
        ObjectNode owner = (ObjectNode) resource.at(path.substring(0, path.lastIndexOf('/')));
        String field = path.substring(path.lastIndexOf('/') + 1);
        assertThat(owner.has(field)).as(path).isTrue();
        owner.set(field + "s", owner.remove(field));

        assertThatThrownBy(() -> STRICT.readerFor(type).readValue(resource))
                .isInstanceOf(UnrecognizedPropertyException.class).hasMessageContaining("\"" + field + "s\"");
    }

    static Stream<Arguments> fields() {
        return Stream.of("/spec/image", "/spec/http/tlsSecret", "/spec/db/passwordSecret", "/spec/db/passwordSecret/key",
                "/spec/resources/limits", "/spec/readinessProbe/failureThreshold",
                "/spec/networkPolicy/management/0/namespaceSelector",
                "/spec/unsupported/podTemplate/spec/securityContext/runAsNonRoot",
                "/spec/unsupported/podTemplate/spec/containers/0/securityContext/capabilities/drop")
                .flatMap(path -> Stream.concat(
                        Stream.of(Arguments.of("keycloak.yaml", new TypeReference<OperatorResource<Keycloak>>() {}, path)),
                        path.equals("/spec/image") ? others() : Stream.of()));
    }

    private static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of("realm-import.yaml", new TypeReference<OperatorResource<RealmImport>>() {}, "/spec/keycloakCRName"),
                Arguments.of("network-policy.yaml", new TypeReference<NetworkPolicy>() {}, "/spec/egress/0/ports/0/protocol"),
                Arguments.of("pod-disruption-budget.yaml", new TypeReference<PodDisruptionBudget>() {}, "/spec/maxUnavailable"));
    }

    @Test
    void theImportedRealmIsTheShippedOneAndNothingOfItIsLost() throws IOException {
        JsonNode shipped = Json.read(Mcx.realmExport("mcx-realm.json"));
        assertThat(realmImport().spec().realm()).isEqualTo(shipped);

        JsonNode read = STRICT.valueToTree(STRICT.treeToValue(shipped, RealmRepresentation.class));
        assertKept(shipped, read, "");
    }

    /** An empty value of a Secret would become an empty client secret, with which anybody authenticates. */
    @Test
    void theRealmNeedsNoSecretAndNoVariable() {
        JsonNode realm = realmImport().spec().realm();
        Set<String> variables = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)[:}]").matcher(realm.toString()).results()
                .map(variable -> variable.group(1)).collect(Collectors.toSet());
        Map<String, ?> placeholders = realmImport().spec().placeholders();
        assertThat(variables).isEqualTo(placeholders == null ? Set.of() : placeholders.keySet()).isEmpty();
        assertThat(realm.path("clients")).isNotEmpty().noneMatch(client -> client.has("secret"));
        assertThat(realm.has("users")).isFalse();
    }

    @Test
    void everySecretIsMadeByACommandOfTheDocument() {
        Keycloak spec = keycloak().spec();
        Map<String, Set<String>> wanted = new TreeMap<>();
        Stream.concat(Stream.of(spec.db().usernameSecret(), spec.db().passwordSecret()),
                spec.additionalOptions().stream().map(OperatorResource.Option::secret).filter(secret -> secret != null))
                .forEach((SecretKeySelector secret) -> wanted.computeIfAbsent(secret.getName(), name -> new TreeSet<>())
                        .add(secret.getKey()));
        wanted.put(spec.http().tlsSecret(), Set.of("tls.crt", "tls.key"));

        Map<String, Set<String>> made = new TreeMap<>();
        Pattern.compile("kubectl \\S+ \\S+ create secret (generic|tls) (\\S+)((?: *\\\\?\\n? +--\\S+)+)").matcher(text(DOCUMENT))
                .results().forEach(command -> made.put(command.group(2), command.group(1).equals("tls")
                        ? Set.of("tls.crt", "tls.key")
                        : Pattern.compile("--from-(?:literal|file)=([^=]+)=").matcher(command.group(3)).results()
                                .map(key -> key.group(1)).collect(Collectors.toCollection(TreeSet::new))));
        assertThat(made).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak.yaml", "network-policy.yaml", "pod-disruption-budget.yaml", "kustomization.yaml"})
    void noFileHoldsASecret(String file) {
        assertThat(text(FOLDER + file)).doesNotContain("kind: Secret", "stringData")
                .doesNotContainPattern("(?im)^\\s*(password|secret|client-secret): *\\S");
    }

    @Test
    void theBudgetCountsTheServersAndNotTheImport() {
        PodDisruptionBudget budget = read("pod-disruption-budget.yaml", new TypeReference<>() {});
        Map<String, String> selected = budget.getSpec().getSelector().getMatchLabels();
        assertThat(selects(selected, SERVER)).isTrue();
        assertThat(selects(selected, IMPORT_JOB)).isFalse();
        assertThat(selects(selected, with(SERVER, "app.kubernetes.io/instance", "another"))).isFalse();
        assertThat(keycloak().spec().instances()).isGreaterThan(budget.getSpec().getMaxUnavailable().getIntVal());
    }

    /** Policies for one direction add up: a second one for ingress would open what the operator's closes. */
    @Test
    void ingressIsTheOperatorsPolicyAndEgressOurs() {
        assertThat(keycloak().spec().networkPolicy().enabled()).isTrue();
        assertThat(keycloak().spec().networkPolicy().management()).isNotEmpty();
        assertThat(policy().getSpec().getPolicyTypes()).containsExactly("Egress");
        assertThat(policy().getSpec().getIngress()).isEmpty();
        assertThat(policy().getMetadata().getName()).isNotEqualTo(keycloak().metadata().getName() + "-network-policy");
    }

    @Test
    void serversAndImportReachTheDatabaseAndServersEachOther() {
        Map<String, String> selected = policy().getSpec().getPodSelector().getMatchLabels();
        assertThat(selects(selected, SERVER)).isTrue();
        assertThat(selects(selected, IMPORT_JOB)).isTrue();
        assertThat(policy().getSpec().getEgress()).allSatisfy(rule -> assertThat(rule.getPorts()).isNotEmpty());
        assertThat(portsToAnywhere()).containsExactlyInAnyOrder(53, 5432, 443);
        List<NetworkPolicyEgressRule> toPods = policy().getSpec().getEgress().stream()
                .filter(rule -> !rule.getTo().isEmpty()).toList();
        assertThat(toPods).hasSize(1).allSatisfy(rule -> {
            assertThat(ports(rule)).containsExactly(7800, 57800);
            assertThat(selects(rule.getTo().get(0).getPodSelector().getMatchLabels(), SERVER)).isTrue();
        });
        // The operator's policy lets in 8443, 9000, 7800 and 57800: other ports would need a rule of their own.
        assertThat(keycloak().spec().http().httpsPort()).isNull();
        assertThat(keycloak().spec().db().port()).isNull();
        assertThat(keycloak().spec().db().url()).isNull();
    }

    @Test
    void podsRunAsSomeoneElseThanRootWithoutPrivileges() {
        PodSpec pod = keycloak().spec().unsupported().podTemplate().getSpec();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getContainers()).hasSize(1).allSatisfy(container -> {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
            // The operator's own settings would be lost.
            assertThat(container.getArgs()).isEmpty();
            assertThat(container.getReadinessProbe()).isNull();
        });
        // A number: of a name the kubelet cannot tell that it is not root.
        assertThat(text("deploy/Dockerfile")).containsPattern("(?m)^USER [1-9][0-9]*$");
    }

    @Test
    void theImageIsBuiltForWhatTheResourceSays() {
        String built = text("deploy/Dockerfile").lines().filter(line -> line.contains("kc.sh build")).findFirst().orElseThrow();
        Keycloak spec = keycloak().spec();
        assertThat(spec.startOptimized()).isTrue();
        assertThat(built).contains("--db=" + spec.db().vendor(), "--health-enabled=true");
        assertThat(spec.additionalOptions()).isNotEmpty()
                .allSatisfy(option -> assertThat(built).contains("--" + option.name() + "=" + option.value()));
    }

    /** Every value of {@code before} is in {@code after}, at the same place. */
    private static void assertKept(JsonNode before, JsonNode after, String path) {
        if (before.isObject()) {
            before.properties()
                    .forEach(field -> assertKept(field.getValue(), after.path(field.getKey()), path + "/" + field.getKey()));
        } else if (before.isArray() && !before.path(0).isValueNode()) {
            IntStream.range(0, before.size()).forEach(i -> assertKept(before.get(i), after.path(i), path + "/" + i));
        } else {
            assertThat(set(after)).as(path).isEqualTo(set(before));
        }
    }

    /** Keycloak reads some lists as sets. */
    private static Object set(JsonNode value) {
        return value.isArray() ? new HashSet<>(texts(value)) : value.asText();
    }

    private static List<String> texts(JsonNode array) {
        return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).asText()).toList();
    }

    private static Set<Integer> portsToAnywhere() {
        return policy().getSpec().getEgress().stream().filter(rule -> rule.getTo().isEmpty())
                .flatMap(rule -> ports(rule).stream()).collect(Collectors.toSet());
    }

    private static List<Integer> ports(NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream().map(port -> port.getPort()).map(IntOrString::getIntVal).toList();
    }

    private static boolean selects(Map<String, String> selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.entrySet());
    }

    private static Map<String, String> with(Map<String, String> labels, String name, String value) {
        Map<String, String> changed = new TreeMap<>(labels);
        changed.put(name, value);
        return changed;
    }

    private static OperatorResource<Keycloak> keycloak() {
        return read("keycloak.yaml", new TypeReference<>() {});
    }

    private static OperatorResource<RealmImport> realmImport() {
        return read("realm-import.yaml", new TypeReference<>() {});
    }

    private static NetworkPolicy policy() {
        return read("network-policy.yaml", new TypeReference<>() {});
    }

    private static <T> T read(String file, TypeReference<T> type) {
        try {
            return STRICT.readerFor(type).readValue(yaml(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode yaml(String file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return STRICT.valueToTree(new Yaml(new SafeConstructor(options)).<Object>load(text(FOLDER + file)));
    }

    private static String text(String file) {
        try {
            return Files.readString(Mcx.repository(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kubernetes' classes collect the fields that they do not know. */
    private static final class NoFieldIsExtra extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
