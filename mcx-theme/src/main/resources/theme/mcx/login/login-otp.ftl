<#-- The one-time code; who has several generators says first of which. Base gives the choices an order of tabbing of their own, this page none. -->
<#import "template.ftl" as layout>
<#assign wrong = messagesPerField.existsError('totp')>
<@layout.registrationLayout bodyClass="mcx" displayMessage=!wrong; section>
<#if section == "header">
${msg("doLogIn")}
<#elseif section == "form">
<form id="kc-otp-login-form" action="${url.loginAction}" method="post">
<#if otpLogin.userOtpCredentials?size gt 1>
<#list otpLogin.userOtpCredentials as generator>
<input id="kc-otp-credential-${generator?index}" class="tile-input" type="radio" name="selectedCredentialId" value="${generator.id}"<#if generator.id == otpLogin.selectedCredentialId> checked</#if>>
<label for="kc-otp-credential-${generator?index}" class="tile">${generator.userLabel}</label>
</#list>
</#if>
<div class="group">
<label for="otp" class="label">${msg("loginOtpOneTime")}</label>
<#-- Digits on a phone's keyboard: every code of Keycloak's is digits. -->
<input id="otp" class="input" name="otp" type="text" inputmode="numeric" autocomplete="one-time-code" dir="ltr" autofocus<#if wrong> aria-invalid="true" aria-describedby="input-error-otp-code"</#if>>
<#if wrong><@layout.wrong id="input-error-otp-code" text=messagesPerField.get('totp')/></#if>
</div>
<input class="btn primary block" name="login" id="kc-login" type="submit" value="${msg("doLogIn")}">
</form>
</#if>
</@layout.registrationLayout>
