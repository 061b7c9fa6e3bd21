package org.mcxidms.dist;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which package may know which: arrows point downward only. */
final class ArchitectureTest {

    private static final String AUTHENTICATOR = "org.mcxidms.authenticator";
    /** Below the features: they share what ends sessions. */
    private static final String SESSION = AUTHENTICATOR + ".session..";
    private static final String HOME = "org.mcxidms.interdomain.home..";
    private static final String PARTNER = "org.mcxidms.interdomain.partner..";
    /** The class names of factories, with the classes nested in them. */
    private static final String FACTORY = ".*Factory(\\$.*)?";

    private static JavaClasses ours;

    @BeforeAll
    static void read() {
        ours = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.mcxidms");
    }

    /** A rule about a package that is not there holds always. */
    @Test
    void everyModuleIsRead() {
        assertThat(ours.stream().map(type -> type.getPackageName()).collect(Collectors.toSet())).contains(
                "org.mcxidms.core", "org.mcxidms.account", "org.mcxidms.protocolmapper", "org.mcxidms.interdomain",
                AUTHENTICATOR + ".login", AUTHENTICATOR + ".grant", AUTHENTICATOR + ".token", AUTHENTICATOR + ".suspension",
                AUTHENTICATOR + ".request", AUTHENTICATOR + ".level", AUTHENTICATOR + ".registration",
                AUTHENTICATOR + ".session", AUTHENTICATOR + ".devices");
    }

    @Test
    void coreKnowsNoKeycloak() {
        classes().that().resideInAPackage("org.mcxidms.core..")
                .should().onlyDependOnClassesThat().resideInAnyPackage("org.mcxidms.core..", "java..").check(ours);
    }

    @Test
    void accountKnowsNoProviderModule() {
        noClasses().that().resideInAPackage("org.mcxidms.account..").should().dependOnClassesThat().resideInAnyPackage(
                AUTHENTICATOR + "..", "org.mcxidms.interdomain..", "org.mcxidms.protocolmapper..").check(ours);
    }

    @Test
    void noProviderModuleKnowsAnother() {
        slices().matching("org.mcxidms.(authenticator|interdomain|protocolmapper)..").should().notDependOnEachOther().check(ours);
    }

    @Test
    void noFeatureOfTheAuthenticatorKnowsAnother() {
        slices().matching(AUTHENTICATOR + ".(*)..").should().notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage(SESSION)).check(ours);
        noClasses().that().resideInAPackage(SESSION).should().dependOnClassesThat(
                resideInAPackage(AUTHENTICATOR + "..").and(not(resideInAPackage(SESSION)))).check(ours);
    }

    @Test
    void homeAndPartnerDomainDoNotKnowEachOther() {
        noClasses().that().resideInAPackage(HOME).should().dependOnClassesThat().resideInAPackage(PARTNER).check(ours);
        noClasses().that().resideInAPackage(PARTNER).should().dependOnClassesThat().resideInAPackage(HOME).check(ours);
    }

    /** Ids and keys live with the provider. Keycloak finds factories by the service files. */
    @Test
    void nothingKnowsItsFactory() {
        noClasses().that().resideInAPackage("org.mcxidms..").and().haveNameNotMatching(FACTORY)
                .should().dependOnClassesThat(resideInAPackage("org.mcxidms..").and(
                        nameMatching(FACTORY)))
                .check(ours);
    }

    /** What writes past it asks no user profile, and can give one user's MC service ID to another. */
    @Test
    void oneDoorWritesAttributesOfUsers() {
        DescribedPredicate<JavaAccess<?>> write = targetOwner(nameMatching("org\\.keycloak\\.models\\.UserModel"))
                .and(target(nameMatching("set(Single)?Attribute|removeAttribute")));
        noClasses().that().doNotHaveFullyQualifiedName("org.mcxidms.account.McAttributeWriter")
                .should().accessTargetWhere(write).check(ours);
        classes().that().haveFullyQualifiedName("org.mcxidms.account.McAttributeWriter")
                .should().accessTargetWhere(write).check(ours);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.mcxidms.(**)").should().beFreeOfCycles().check(ours);
    }
}
