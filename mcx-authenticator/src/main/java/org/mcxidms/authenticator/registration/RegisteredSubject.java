package org.mcxidms.authenticator.registration;

import org.keycloak.protocol.oidc.utils.SubjectType;
import org.keycloak.services.clientregistration.ClientRegistrationContext;
import org.keycloak.services.clientregistration.ErrorCodes;
import org.keycloak.validation.ClientValidationContext;
import org.keycloak.validation.DefaultClientValidationProvider;
import org.keycloak.validation.ValidationResult;

/**
 * Refuses a device that asks for a {@code subject_type} of its own: {@code pairwise} would hide from MC servers who the user is
 * (TS 33.180 B.2.1: {@code sub} is never reassigned and the same everywhere). Registration policies cannot see that member of
 * RFC 7591's metadata; Keycloak shows it to the validation of clients alone.
 */
final class RegisteredSubject extends DefaultClientValidationProvider {

    /** The provider's id, as the server lists it. */
    static final String PROVIDER_ID = "mcx-registered-subject";

    private static final String SUBJECT_TYPE = "subject_type";

    @Override
    public ValidationResult validate(ClientValidationContext.OIDCContext context) {
        ClientRegistrationContext registration = context.getSession()
                .getAttribute(DeviceRegistrationPolicy.REGISTRATION, ClientRegistrationContext.class);
        String subjectType = context.getOIDCClient() == null ? null : context.getOIDCClient().getSubjectType();
        if (registration != null && subjectType != null && SubjectType.parse(subjectType) != SubjectType.PUBLIC) {
            String text = "Not what a native MC client may register: " + SUBJECT_TYPE;
            DeviceRegistrationPolicy.report(registration, SUBJECT_TYPE, text, ErrorCodes.INVALID_CLIENT_METADATA);
            context.addError(SUBJECT_TYPE, text);
        }
        return super.validate(context);
    }
}
