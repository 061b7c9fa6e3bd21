package org.mcxidms.account.attribute;

import java.util.List;
import java.util.Map;

import org.keycloak.models.UserModel;
import org.keycloak.provider.ConfiguredProvider;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.userprofile.AttributeContext;
import org.keycloak.userprofile.Attributes;
import org.keycloak.userprofile.UserProfileAttributeValidationContext;
import org.keycloak.validate.SimpleValidator;
import org.keycloak.validate.ValidationContext;
import org.keycloak.validate.ValidationError;
import org.keycloak.validate.ValidatorConfig;

import org.mcxidms.account.serverinfo.Versioned;
import org.mcxidms.core.McAccount;
import org.mcxidms.core.McUserAttribute;

/**
 * Refuses, when it is saved, a value that the account check would call malformed at every refresh, and an end of the account's
 * validity that is not after its beginning. Validator of the MC attributes in a user profile.
 *
 * <p>What is stored already is not judged again: an account with an old fault can still be suspended.
 */
public final class AccountValueValidator implements SimpleValidator, ConfiguredProvider, Versioned {

    /** The validator's id in user profiles. */
    public static final String PROVIDER_ID = "mcx-account-value";
    /** The message keys of the refusals. */
    static final String NO_SERVICE_ID = "mcx.profile.service_id.invalid";
    static final String NO_DATE = "mcx.profile.date.invalid";
    static final String NO_STATUS = "mcx.profile.status.invalid";
    static final String ENDS_BEFORE_IT_BEGINS = "mcx.profile.mc_valid_until.before_from";

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getHelpText() {
        return "Refuses a value that the MC account check would not understand: for the MC attributes only. "
                + "On mc_valid_until it also refuses an end that is not after mc_valid_from.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public ValidationContext validate(Object input, String attribute, ValidationContext context, ValidatorConfig config) {
        AttributeContext profile = UserProfileAttributeValidationContext.from(context).getAttributeContext();
        // What the context may only read is not stored, whatever a form says.
        if (!(input instanceof List<?> values) || profile.getMetadata().isReadOnly(profile)) {
            return context;
        }
        List<String> set = values.stream().map(String::valueOf).filter(value -> !value.isEmpty()).toList();
        boolean changed = isChanged(profile.getUser(), attribute, set);
        if (changed && (set.size() > 1 || !set.stream().allMatch(value -> isWellFormed(attribute, value)))) {
            context.addError(new ValidationError(PROVIDER_ID, attribute, complaint(attribute)));
        } else if (attribute.equals(McUserAttribute.VALID_UNTIL)) {
            List<String> from = values(profile.getAttributes(), McUserAttribute.VALID_FROM);
            if ((changed || isChanged(profile.getUser(), McUserAttribute.VALID_FROM, from)) && new McAccount(true, Map.of(
                    McUserAttribute.VALID_FROM, from, McUserAttribute.VALID_UNTIL, set)).endsBeforeItBegins()) {
                context.addError(new ValidationError(PROVIDER_ID, attribute, ENDS_BEFORE_IT_BEGINS));
            }
        }
        return context;
    }

    /** An attribute that is none of ours has no value that could be right: a misplaced validator is noticed at once. */
    private static boolean isWellFormed(String attribute, String value) {
        return McUserAttribute.names().contains(attribute) && McAccount.isWellFormed(attribute, value);
    }

    private static boolean isChanged(UserModel user, String attribute, List<String> values) {
        return user == null || !user.getAttributeStream(attribute).toList().equals(values);
    }

    private static List<String> values(Attributes attributes, String name) {
        List<String> values = attributes.get(name);
        return values == null ? List.of() : values.stream().filter(value -> value != null && !value.isEmpty()).toList();
    }

    private static String complaint(String attribute) {
        return switch (attribute) {
            case McUserAttribute.STATUS -> NO_STATUS;
            case McUserAttribute.VALID_FROM, McUserAttribute.VALID_UNTIL -> NO_DATE;
            default -> NO_SERVICE_ID;
        };
    }
}
