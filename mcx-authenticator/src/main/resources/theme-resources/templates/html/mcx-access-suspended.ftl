<#import "template.ftl" as layout>
<@layout.emailLayout>
${kcSanitize(msg("mcxAccessSuspendedBodyHtml", realmName, msg("mcxEmailContact")))?no_esc}
</@layout.emailLayout>
