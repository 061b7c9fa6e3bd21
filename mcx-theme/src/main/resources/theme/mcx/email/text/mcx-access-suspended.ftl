<#ftl output_format="plainText">
${msg("mcxAccessSuspendedBody", realmName, mcxContact!msg("mcxEmailContact"))}
