<#import "template.ftl" as layout>
<@layout.emailLayout>
${kcSanitize(msg("mcxAccessEndingBodyHtml", realmName, mcxEnd, msg("mcxEmailContact")))?no_esc}
</@layout.emailLayout>
