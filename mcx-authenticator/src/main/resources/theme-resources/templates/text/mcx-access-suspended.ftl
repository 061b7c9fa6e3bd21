<#ftl output_format="plainText">
${msg("mcxAccessSuspendedBody", realmName, msg("mcxEmailContact"))}
