package org.mcxidms.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.UserModel;
import org.keycloak.userprofile.Attributes;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.validate.ValidationError;

/**
 * The one door through which this project's code writes MC attributes. A value passes what the realm's user profile asks of a
 * value that an administrator saves: its validators, and with {@code mcx-unique-service-id} the claim that keeps an MC service
 * ID with one user of the realm. Keycloak's {@code UserModel.setAttribute} asks none of that. Provisioning, outside of the
 * server, writes by the admin API, which asks the same profile.
 */
public final class McAttributeWriter {

    private McAttributeWriter() {
    }

    /**
     * Makes an enabled account without default roles and without required actions. The attributes are judged first: where one is
     * refused, no user storage has seen the account.
     *
     * @param session    whose transaction holds the claims of MC service IDs until the account is committed
     * @param attributes the account's MC attributes, by name
     * @throws RefusedException where the user profile refuses a value
     * @throws ModelException   where the name is taken
     */
    @SuppressWarnings("unchecked") // Keycloak declares one listener as a generic array.
    public static UserModel create(KeycloakSession session, String userName, Map<String, String> attributes) {
        Attributes profile = session.getProvider(UserProfileProvider.class)
                .create(UserProfileContext.USER_API, attributes).getAttributes();
        for (String name : attributes.keySet()) {
            List<ValidationError> errors = new ArrayList<>();
            if (!profile.contains(name)) {
                throw new RefusedException(name, "the user profile has no such attribute");
            }
            if (!profile.validate(name, errors::add)) {
                throw new RefusedException(name, errors.isEmpty() ? "invalid" : errors.get(0).getMessage());
            }
        }
        UserModel user = session.users().addUser(session.getContext().getRealm(), null, userName, false, false);
        user.setEnabled(true);
        attributes.forEach(user::setSingleAttribute);
        return user;
    }

    /** The user profile refuses a value. */
    public static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String attribute;

        RefusedException(String attribute, String why) {
            super(attribute + ": " + why);
            this.attribute = attribute;
        }

        /** The attribute whose value was refused. */
        public String attribute() {
            return attribute;
        }
    }
}
