<#ftl output_format="plainText">
${msg("mcxOtherDevicesNow", realmName, mcxApp, mcxTime)}

${msg("mcxOtherDevicesElsewhere", mcxOthers)}
<#list mcxOtherList as other>
- ${msg("mcxOtherDevicesSince", other.apps, other.since)}
</#list>

${msg("mcxOtherDevicesNotYours", msg("mcxEmailContact"))}
