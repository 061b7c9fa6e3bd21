<#--
  The layout: base's loads five scripts, two of them inline, where a radio at the edge of its cell wants none. The pages that radios
  meet have templates of their own beside this file; the others are base's, as they come with the server.
-->
<#import "footer.ftl" as loginFooter>
<#import "theme-resources.ftl" as themeResourceTags>
<#--
  Pages of the parent theme, made fit here rather than copied: an order of tabbing of their own and headings that skip a level
  fail WCAG, as do a field without a name and a small button, inline handlers and a second script fail a strict CSP and the budget, indentation costs air time.
-->
<#function tidy page>
  <#local html = page?markup_string
    ?replace(r' tabindex="\d+"', '', 'r')
    ?replace(r' onsubmit="\w+\.disabled = true; return true;"', '', 'r')
    ?replace(r'<script[^>]*/passwordVisibility\.js"></script>', '', 'r')
    ?replace(r'<(/?)h[34]\b', '<$1h2', 'r')
    ?replace(r'aria-invalid=""', '')
    ?replace('<input id="code"', '<input id="code" readonly aria-labelledby="kc-page-title"')
    ?replace('<input type="submit" value', '<input class="btn" type="submit" value')>
  <#if !html?contains("<textarea")>
    <#local html = html?replace(r'\s*\n\s*', '\n', 'r')>
  </#if>
  <#return html?trim?no_esc>
</#function>
<#-- A password, and the button that shows what was typed; what is nested stands below it. -->
<#macro password id label autocomplete wrong=false focus=false>
<div class="group">
<label for="${id}" class="label">${label}</label>
<div class="input-group" dir="ltr">
<input id="${id}" class="input" name="${id}" type="password" autocomplete="${autocomplete}"<#if focus> autofocus</#if><#if wrong> aria-invalid="true"</#if>>
<button class="reveal" type="button" aria-label="${msg("showPassword")}" aria-controls="${id}" data-password-toggle data-icon-show="eye" data-icon-hide="eye off" data-label-show="${msg("showPassword")}" data-label-hide="${msg("hidePassword")}"><i class="eye" aria-hidden="true"></i></button>
</div>
<#nested>
</div>
</#macro>
<#-- What is wrong with a field, read aloud when it appears. -->
<#macro wrong id text>
<span id="${id}" class="field-error" aria-live="polite">${kcSanitize(text)?no_esc}</span>
</#macro>
<#--
  bodyClass "mcx" is a page of this bundle: written for this layout, so its parts are printed as they are. Any other page is Keycloak's
  (or a child theme's): its parts are collected first and made fit.
-->
<#macro registrationLayout bodyClass="" displayInfo=false displayMessage=true displayRequiredFields=false>
<#local ours = bodyClass == "mcx">
<#local titled = true>
<#local passkeys = enableWebAuthnConditionalUI?has_content>
<#if !ours>
<#local header><#nested "header"></#local>
<#local form><#nested "form"></#local>
<#local social><#nested "socialProviders"></#local>
<#local titled = header?markup_string?trim?has_content>
<#if !titled><#local form = form?markup_string?replace(r'<(/?)h2\b', '<$1h1', 'r')?no_esc></#if>
<#local passkeys = form?markup_string?contains("/js/webauthn")>
</#if>
<#local attempted = auth?has_content && auth.showUsername() && !auth.showResetCredentials()>
<!DOCTYPE html>
<html lang="${lang}" dir="${(realm.internationalizationEnabled && locale.rtl)?then('rtl', 'ltr')}">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<#list (properties.meta!)?split(' ') as meta>
<meta name="${meta?split('==')[0]}" content="${meta?split('==')[1]}">
</#list>
<title>${title!}</title>
<#local logo = (realm.getAttribute("mcxLogo"))!''>
<#if !logo?has_content><#local logo = url.resourcesPath + "/img/logo.svg"></#if>
<link rel="icon" href="${logo}">
<#if themeResources?? && themeResources.styles?has_content>
<@themeResourceTags.renderStyles themeResources.styles url.resourcesPath />
<#else>
<#list (properties.styles!)?split(' ') as style>
<link rel="stylesheet" href="${url.resourcesPath}/${style}">
</#list>
</#if>
<#-- Not deferred: a page that flashes white gives a night position away. -->
<script src="${url.resourcesPath}/js/mcx.js" data-session-url="${url.ssoLoginInOtherTabsUrl!}"<#if authenticationSession??> data-auth-session="${authenticationSession.authSessionIdHash}"</#if>></script>
<#if passkeys>
<script type="importmap">{"imports":{"rfc4648":"${url.resourcesCommonPath}/vendor/rfc4648/rfc4648.js"}}</script>
</#if>
<#if themeResources?? && themeResources.scripts?has_content>
<@themeResourceTags.renderScripts themeResources.scripts url.resourcesPath />
<#elseif properties.scripts?has_content>
<#list properties.scripts?split(' ') as script>
<script src="${url.resourcesPath}/${script}"></script>
</#list>
</#if>
<#list scripts![] as script>
<script src="${script}"></script>
</#list>
</head>
<body data-page-id="login-${pageId}">
<header class="brand"><img src="${logo}" alt="" width="40" height="40"><div id="kc-header-wrapper">${kcSanitize(msg("loginTitleHtml", (realm.displayNameHtml!'')))?no_esc}</div></header>
<main>
<#if titled><h1 id="kc-page-title"><#if ours><#nested "header"><#else>${tidy(header)}</#if></h1></#if>
<#if attempted>
<#nested "show-username">
<div id="kc-username"><span id="kc-attempted-username" dir="auto">${auth.attemptedUsername}</span>
<#-- The page of a refused account has this link in words of its own. -->
<#if !mcxReason??><a id="reset-login" href="${url.loginRestartFlowUrl}">${msg("restartLoginTooltip")}</a></#if></div>
</#if>
<#if displayRequiredFields><p class="help"><span class="required">*</span> ${msg("requiredFields")}</p></#if>
<#-- An action that the user asked for needs no warning that it is to be done. -->
<#if displayMessage && message?has_content && (message.type != 'warning' || !isAppInitiatedAction??)>
<p class="alert ${message.type}" role="${['error', 'warning']?seq_contains(message.type)?then('alert', 'status')}">${kcSanitize(message.summary)?no_esc}</p>
</#if>
<#if ours><#nested "form"><#else>${tidy(form)}</#if>
<#if auth?has_content && auth.showTryAnotherWayLink()>
<form id="kc-select-try-another-way-form" action="${url.loginAction}" method="post"><button class="btn plain block" id="try-another-way" name="tryAnotherWay" value="on">${msg("doTryAnotherWay")}</button></form>
</#if>
<#if switchOrganizationEnabled?? && switchOrganizationEnabled>
<form id="kc-switch-organization-form" action="${url.loginAction}" method="post"><button class="btn plain block" id="switch-organization" name="switchOrganization" value="true">${msg("doSwitchOrganization")}</button></form>
</#if>
<#if ours><#nested "socialProviders"><#else>${tidy(social)}</#if>
<#if displayInfo>
<div id="kc-info"><#if ours><#nested "info"><#else><#local info><#nested "info"></#local>${tidy(info)}</#if></div>
</#if>
<@loginFooter.content/>
</main>
<footer>
<#if realm.internationalizationEnabled && locale.supported?size gt 1>
<details id="kc-locale"><summary><span class="sr-only">${msg("mcxLanguages")}: </span>${locale.current}</summary>
<ul><#list locale.supported as l>
<li><a href="${l.url}" lang="${l.languageTag}"<#if l.label == locale.current> aria-current="true"</#if>>${l.label}</a></li></#list>
</ul></details>
</#if>
<label class="night-switch"><input type="checkbox" role="switch" id="mcx-night"> ${msg("mcxNight")}</label>
</footer>
</body>
</html>
</#macro>
