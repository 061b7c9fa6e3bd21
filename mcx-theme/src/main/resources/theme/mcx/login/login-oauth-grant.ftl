<#-- Consent: what the app may do, the services first, then what they need of other servers; each text once, whatever scopes share it. -->
<#import "template.ftl" as layout>
<#assign app = client.name?has_content?then(advancedMsg(client.name!), client.clientId)>
<#-- Who is asked for: a service to the user, where the user is, a server behind a service, or what is none of MCX. -->
<#function kind scope>
<#local text = scope.consentScreenText>
<#if !text?starts_with(r"${mcx.scope.")><#return 4></#if>
<#if !text?contains("_management_")><#return 1></#if>
<#return text?contains("location")?then(2, 3)>
</#function>
<@layout.registrationLayout bodyClass="mcx"; section>
<#if section == "header">
<#if client.attributes.logoUri??><img src="${client.attributes.logoUri}" alt=""></#if>
${msg("oauthGrantTitle", app)}
<#elseif section == "form">
<div id="kc-oauth">
<h2>${msg("oauthGrantRequest")}</h2>
<#assign asked = oauth.clientScopesRequested![]>
<#-- An order that an administrator has set (gui.order) stays as it is. -->
<#if !asked?filter(s -> s.guiOrder?has_content)?has_content>
<#assign asked = asked?sort_by("consentScreenText")>
<#assign asked = asked?filter(s -> kind(s) == 1) + asked?filter(s -> kind(s) == 2) + asked?filter(s -> kind(s) == 3) + asked?filter(s -> kind(s) == 4)>
</#if>
<#assign told = []>
<ul>
<#list asked as scope>
<#assign text>${advancedMsg(scope.consentScreenText)}<#if scope.parameterizedScopeParameter??>: <b>${scope.parameterizedScopeParameter}</b></#if></#assign>
<#if !told?seq_contains(text?markup_string)><#assign told += [text?markup_string]><li>${text}</li></#if>
</#list>
</ul>
<#if client.attributes.policyUri?? || client.attributes.tosUri??>
<p>${msg("oauthGrantInformation", app)}
<#if client.attributes.tosUri??>${msg("oauthGrantReview")} <a href="${client.attributes.tosUri}" target="_blank">${msg("oauthGrantTos")}</a></#if>
<#if client.attributes.policyUri??>${msg("oauthGrantReview")} <a href="${client.attributes.policyUri}" target="_blank">${msg("oauthGrantPolicy")}</a></#if></p>
</#if>
<form action="${url.oauthAction}" method="post">
<input type="hidden" name="code" value="${oauth.code}">
<div class="group">
<input class="btn primary" name="accept" id="kc-login" type="submit" value="${msg("doYes")}">
<input class="btn plain" name="cancel" id="kc-cancel" type="submit" value="${msg("doNo")}">
</div>
</form>
</div>
</#if>
</@layout.registrationLayout>
