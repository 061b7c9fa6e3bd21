<#import "template.ftl" as layout>
<@layout.emailLayout>
<p>${msg("mcxOtherDevicesNow", realmName, mcxApp, mcxTime)}</p>
<p>${msg("mcxOtherDevicesElsewhere", mcxOthers)}</p>
<ul><#list mcxOtherList as other><li>${msg("mcxOtherDevicesSince", other.apps, other.since)}</li></#list></ul>
<p>${msg("mcxOtherDevicesNotYours", msg("mcxEmailContact"))}</p>
</@layout.emailLayout>
