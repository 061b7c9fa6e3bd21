<#ftl output_format="plainText">
${msg("mcxAccessEndingBody", realmName, mcxEnd, msg("mcxEmailContact"))}
