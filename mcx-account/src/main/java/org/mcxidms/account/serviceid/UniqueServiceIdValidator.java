package org.mcxidms.account.serviceid;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ConfiguredProvider;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.userprofile.AttributeContext;
import org.keycloak.userprofile.UserProfileAttributeValidationContext;
import org.keycloak.validate.SimpleValidator;
import org.keycloak.validate.ValidationContext;
import org.keycloak.validate.ValidationError;
import org.keycloak.validate.ValidatorConfig;

import org.mcxidms.account.StandIn;
import org.mcxidms.account.serverinfo.Versioned;
import org.mcxidms.core.McService;
import org.mcxidms.core.McServiceId;

/**
 * Refuses an MC service ID that another user of the realm has: two users with one MC service ID are one user to every MC server
 * (TS 33.180 B.2.1). Validator of user profile attributes; looks nothing up while the attribute does not change.
 */
public final class UniqueServiceIdValidator implements SimpleValidator, ConfiguredProvider, Versioned {

    /** The validator's id in user profiles. */
    public static final String PROVIDER_ID = "mcx-unique-service-id";
    /**
     * Configuration: whether an ID of another user's other service counts as taken too. Default: no. Where the realm has a
     * stand-in for missing MC service IDs, such an ID always counts as taken: both users could get it for one service.
     */
    public static final String ACROSS_SERVICES = "across-services";
    /** The message key of the refusal. */
    static final String TAKEN = "mcx.profile.service_id.taken";

    private static final List<String> SERVICE_IDS = Arrays.stream(McService.values()).map(McService::attribute).toList();

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getHelpText() {
        return "Refuses an MC service ID that another user of the realm has. Capitals make no other ID.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of(new ProviderConfigProperty(ACROSS_SERVICES, "mcxUniqueServiceIdAcrossServices.label",
                "mcxUniqueServiceIdAcrossServices.tooltip", ProviderConfigProperty.BOOLEAN_TYPE, false));
    }

    @Override
    public ValidationContext validate(Object input, String attribute, ValidationContext context, ValidatorConfig config) {
        AttributeContext profile = UserProfileAttributeValidationContext.from(context).getAttributeContext();
        // A read-only attribute is not stored, whatever a form says, and the answer must not tell whether an ID exists.
        if (input instanceof List<?> values && !profile.getMetadata().isReadOnly(profile)) {
            Set<String> before = profile.getUser() == null
                    ? Set.of() : profile.getUser().getAttributeStream(attribute).collect(Collectors.toSet());
            Set<String> attributes = attributes(context.getSession(), attribute, config);
            values.stream().map(String::valueOf).filter(before::contains).forEach(value -> keep(context.getSession(), value));
            if (values.stream().map(String::valueOf).filter(value -> !value.isBlank() && !before.contains(value))
                    .anyMatch(value -> isTaken(context.getSession(), value, attributes, profile.getUser()))) {
                context.addError(new ValidationError(PROVIDER_ID, attribute, TAKEN).setStatusCode(Response.Status.CONFLICT));
            }
        }
        return context;
    }

    private static Set<String> attributes(KeycloakSession session, String attribute, ValidatorConfig config) {
        return config != null && config.getBooleanOrDefault(ACROSS_SERVICES, false)
                || StandIn.isUsedIn(session.getContext().getRealm())
                        ? Stream.concat(Stream.of(attribute), SERVICE_IDS.stream()).collect(Collectors.toSet())
                        : Set.of(attribute);
    }

    private static boolean isTaken(KeycloakSession session, String value, Set<String> attributes, UserModel user) {
        // Claim first, look up second: the look-up then sees what another request committed before the claim.
        if (!ServiceIdClaim.claim(session, value)) {
            return true;
        }
        StoredSpellings spellings = new StoredSpellings(session);
        if (spellings.of(value).stream().anyMatch(spelling -> attributes.stream()
                .anyMatch(attribute -> isTaken(session, attribute, spelling, user)))) {
            return true;
        }
        spellings.add(value, spelling -> isStored(session, spelling));
        return false;
    }

    /** A value that stays: what was stored before capitals counted, or past this validator, is found from now on. */
    private static void keep(KeycloakSession session, String value) {
        if (!value.equals(McServiceId.fold(value)) && ServiceIdClaim.claim(session, value)) {
            new StoredSpellings(session).add(value, spelling -> isStored(session, spelling));
        }
    }

    private static boolean isStored(KeycloakSession session, String spelling) {
        return SERVICE_IDS.stream().anyMatch(attribute -> isTaken(session, attribute, spelling, null));
    }

    /** By the index on name and value; asks a federated storage such as LDAP, too. */
    private static boolean isTaken(KeycloakSession session, String attribute, String value, UserModel user) {
        RealmModel realm = session.getContext().getRealm();
        try (Stream<UserModel> owners = session.users().searchForUserByUserAttributeStream(realm, attribute, value)) {
            return owners.anyMatch(owner -> user == null || !owner.getId().equals(user.getId()));
        }
    }
}
