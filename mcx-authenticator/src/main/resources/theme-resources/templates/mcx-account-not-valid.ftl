<#--
  The login that is refused because the account is not valid: why, since or until when, whom to call. It has to read well in every
  theme, Keycloak's as well as ours; bodyClass "mcx" tells our layout that nothing here needs mending.
-->
<#import "template.ftl" as layout>
<#-- Dates in the reader's language. Validity is kept in UTC, where a day begins for everyone at once. -->
<#setting locale=(lang!"en")?replace("-", "_")>
<#setting time_zone="UTC">
<#function told instant>
<#local parsed = instant?datetime.iso>
<#-- A plain date means its first second: midnight would only be noise. -->
<#if instant?contains("T00:00:00Z")><#return parsed?date?string.long></#if>
<#return parsed?date?string.long + ", " + parsed?time?string.short>
</#function>
<#-- A telephone number is there to be pressed. Dates and addresses of four numbers look like one, and are none. -->
<#assign NUMBER = r"(?<![\w.:/-])(?!\d{4}-\d\d-\d\d|\d{1,3}(?:\.\d{1,3}){3}(?!\d))(?:\+|\(\d+\) ?)?\d(?:(?: ?\(0\) ?|[ ./\xA0-])?\d){5,14}(?![\w:])">
<#macro callable text><#local rest = text><#list text?matches(NUMBER) as number>${rest?keep_before(number)}<a href="tel:${number?replace("(0)", "")?replace(r"[^+\d]", "", "r")}">${number}</a><#local rest = rest?keep_after(number)></#list>${rest}</#macro>
<@layout.registrationLayout bodyClass="mcx" displayMessage=false; section>
<#if section == "header">
${msg("mcxAccountNotValidTitle")}
<#elseif section == "form">
<div id="mcx-account-not-valid" data-reason="${mcxReason}">
<p id="mcx-reason"><strong>${msg("mcxAccountReason_" + mcxReason)}</strong></p>
<#if mcxDate?has_content && ["not_yet_valid", "expired"]?seq_contains(mcxReason)>
<p id="mcx-date"><time datetime="${mcxDate}">${msg("mcxAccountDate_" + mcxReason, told(mcxDate))}</time><br><small id="mcx-date-rule">${msg("mcxAccountDateRule")}</small></p>
</#if>
<h2 id="mcx-contact-title">${msg("mcxAccountContactTitle")}</h2>
<p id="mcx-contact"><@callable mcxContact?has_content?then(advancedMsg(mcxContact!), msg("mcxAccountContact"))/></p>
<p><a id="mcx-try-again" href="${url.loginRestartFlowUrl}">${msg("mcxAccountTryAgain")}</a></p>
</div>
</#if>
</@layout.registrationLayout>
