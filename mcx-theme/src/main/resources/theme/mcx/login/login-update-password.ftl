<#-- A new password, typed twice. -->
<#import "template.ftl" as layout>
<#assign first = messagesPerField.existsError('password')>
<#assign second = messagesPerField.existsError('password-confirm')>
<@layout.registrationLayout bodyClass="mcx" displayMessage=!(first || second); section>
<#if section == "header">
${msg("updatePasswordTitle")}
<#elseif section == "form">
<form id="kc-passwd-update-form" action="${url.loginAction}" method="post">
<@layout.password id="password-new" label=msg("passwordNew") autocomplete="new-password" wrong=(first || second) focus=true>
<#if first><@layout.wrong id="input-error-password" text=messagesPerField.get('password')/></#if>
</@layout.password>
<@layout.password id="password-confirm" label=msg("passwordConfirm") autocomplete="new-password" wrong=second>
<#if second><@layout.wrong id="input-error-password-confirm" text=messagesPerField.get('password-confirm')/></#if>
</@layout.password>
<div class="checkbox"><label><input type="checkbox" id="logout-sessions" name="logout-sessions" value="on"> ${msg("logoutOtherSessions")}</label></div>
<#if isAppInitiatedAction??>
<input class="btn primary" name="login" type="submit" value="${msg("doSubmit")}">
<button class="btn plain" type="submit" name="cancel-aia" value="true">${msg("doCancel")}</button>
<#else>
<input class="btn primary block" name="login" type="submit" value="${msg("doSubmit")}">
</#if>
</form>
</#if>
</@layout.registrationLayout>
