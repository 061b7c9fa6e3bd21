<#--
  Sign in. Ids and names of the fields are Keycloak's: clients without a browser, and other extensions, find the fields by them.
  Against base's page: the focus is on what is to be typed next, no order of tabbing of its own, no inline handler.
-->
<#import "template.ftl" as layout>
<#import "passkeys.ftl" as passkeys>
<#assign wrong = messagesPerField.existsError('username', 'password')>
<#assign registration = realm.password && realm.registrationAllowed && !registrationDisabled??>
<#macro error><#if wrong><@layout.wrong id="input-error" text=messagesPerField.getFirstError('username', 'password')/></#if></#macro>
<@layout.registrationLayout bodyClass="mcx" displayMessage=!wrong displayInfo=registration; section>
<#if section == "header">
${msg("loginAccountTitle")}
<#elseif section == "form">
<#if realm.password>
<#-- After a wrong password the name is there already: mostly, the password was the slip. -->
<#assign again = usernameHidden?? || wrong && login.username?has_content>
<form id="kc-form-login" action="${url.loginAction}" method="post">
<#if !usernameHidden??>
<div class="group">
<label for="username" class="label"><#if !realm.loginWithEmailAllowed>${msg("username")}<#elseif !realm.registrationEmailAsUsername>${msg("usernameOrEmail")}<#else>${msg("email")}</#if></label>
<input id="username" class="input" name="username" type="text" dir="ltr" value="${login.username!}" autocomplete="username<#if enableWebAuthnConditionalUI?has_content> webauthn</#if>"<#if !again> autofocus</#if><#if wrong> aria-invalid="true" aria-describedby="input-error"</#if>>
<@error/>
</div>
</#if>
<@layout.password id="password" label=msg("password") autocomplete="current-password" wrong=wrong focus=again><#if usernameHidden??><@error/></#if></@layout.password>
<#if realm.rememberMe && !usernameHidden??>
<div class="checkbox"><label><input id="rememberMe" name="rememberMe" type="checkbox"<#if login.rememberMe??> checked</#if>> ${msg("rememberMe")}</label></div>
</#if>
<#if realm.resetPasswordAllowed><a href="${url.loginResetCredentialsUrl}">${msg("doForgotPassword")}</a></#if>
<input type="hidden" id="id-hidden-input" name="credentialId"<#if auth.selectedCredential?has_content> value="${auth.selectedCredential}"</#if>>
<input class="btn primary block" name="login" id="kc-login" type="submit" value="${msg("doLogIn")}">
</form>
</#if>
<@passkeys.conditionalUIData/>
<#elseif section == "socialProviders" && realm.password && (social.providers)?has_content>
<div id="kc-social-providers" class="social">
<hr>
<h2>${msg("identity-provider-login-label")}</h2>
<ul class="choices"><#list social.providers as p>
<li><a data-once-link id="social-${p.alias}" class="btn plain block" href="${p.loginUrl}">${p.displayName!}</a></li></#list>
</ul>
</div>
<#elseif section == "info" && registration>
<span id="kc-registration">${msg("noAccount")} <a href="${url.registrationUrl}">${msg("doRegister")}</a></span>
</#if>
</@layout.registrationLayout>
