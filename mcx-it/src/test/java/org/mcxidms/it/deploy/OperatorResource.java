package org.mcxidms.it.deploy;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;

/**
 * The fields of the Keycloak operator's resources, {@code k8s.keycloak.org/v2beta1}, as far as deploy/kubernetes may use them:
 * read off the operator's classes of that version ({@code org.keycloak.operator.crds.v2beta1} in keycloak/keycloak, Apache-2.0).
 * A field that is missing here is one that nobody has looked up.
 *
 * @param <S> what the resource asks for
 */
record OperatorResource<S>(String apiVersion, String kind, ObjectMeta metadata, S spec) {

    static final String API_VERSION = "k8s.keycloak.org/v2beta1";

    record Keycloak(Integer instances, String image, Boolean startOptimized, List<LocalObjectReference> imagePullSecrets,
            List<Option> additionalOptions, List<Option> env, Http http, Unsupported unsupported, Ingress ingress, Database db,
            Hostname hostname, ResourceRequirements resources, Proxy proxy, NetworkRules networkPolicy, Update update,
            Probe readinessProbe, Probe livenessProbe, Probe startupProbe) {
    }

    record Option(String name, String value, SecretKeySelector secret) {
    }

    record Http(String tlsSecret, Boolean httpEnabled, Integer httpPort, Integer httpsPort, Map<String, String> annotations,
            Map<String, String> labels) {
    }

    record Unsupported(PodTemplateSpec podTemplate) {
    }

    record Ingress(Boolean enabled, String className, Map<String, String> annotations, String tlsSecret,
            Map<String, String> labels) {
    }

    record Database(String vendor, SecretKeySelector usernameSecret, SecretKeySelector passwordSecret, String database,
            String host, Integer port, String schema, String url, Integer poolInitialSize, Integer poolMinSize,
            Integer poolMaxSize) {
    }

    record Hostname(String hostname, String admin, Boolean strict, Boolean backchannelDynamic) {
    }

    record Proxy(String headers) {
    }

    record NetworkRules(Boolean enabled, List<NetworkPolicyPeer> http, List<NetworkPolicyPeer> https,
            List<NetworkPolicyPeer> management) {
    }

    record Update(Strategy strategy, String revision) {
    }

    enum Strategy { RecreateOnImageChange, Auto, Explicit }

    record Probe(int periodSeconds, int failureThreshold) {
    }

    record RealmImport(String keycloakCRName, JsonNode realm, ResourceRequirements resources,
            Map<String, Placeholder> placeholders, Map<String, String> labels) {
    }

    record Placeholder(SecretKeySelector secret) {
    }
}
