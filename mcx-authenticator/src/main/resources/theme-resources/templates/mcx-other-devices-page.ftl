<#-- The login of a user who is signed in elsewhere too. It has to read well in every theme, Keycloak's as well as ours. -->
<#import "template.ftl" as layout>
<@layout.registrationLayout bodyClass="mcx" displayMessage=false; section>
<#if section == "header">
${msg("mcxOtherDevicesSubject")}
<#elseif section == "form">
<div id="mcx-other-devices">
<p>${msg("mcxOtherDevicesElsewhere", mcxOthers)}</p>
<ul>
<#list mcxOtherList as other><li>${msg("mcxOtherDevicesSince", other.apps, other.since)}</li>
</#list>
</ul>
<p>${msg("mcxOtherDevicesNotYours", msg("mcxAccountContact"))}</p>
<form action="${url.loginAction}" method="post">
<button class="btn primary block ${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!}" id="mcx-continue" name="continue" value="on" type="submit">${msg("doContinue")}</button>
</form>
</div>
</#if>
</@layout.registrationLayout>
