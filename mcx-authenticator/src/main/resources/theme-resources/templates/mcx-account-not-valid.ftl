<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
    <#if section = "header">
        ${msg("mcxAccountNotValidTitle")}
    <#elseif section = "form">
        <div id="mcx-account-not-valid" data-reason="${mcxReason}">
            <p id="mcx-reason"><strong>${msg("mcxAccountReason_" + mcxReason)}</strong></p>
            <#if mcxDate?has_content && ["not_yet_valid", "expired"]?seq_contains(mcxReason)>
                <#-- Midnight is what a plain date means: the time would only be noise. -->
                <p id="mcx-date">${msg("mcxAccountDate_" + mcxReason, mcxDate?replace("T00:00:00Z", "")?replace("T", " ")?replace("Z", ""))}</p>
            </#if>
            <h2 id="mcx-contact-title">${msg("mcxAccountContactTitle")}</h2>
            <p id="mcx-contact"><#if mcxContact?has_content>${advancedMsg(mcxContact)}<#else>${msg("mcxAccountContact")}</#if></p>
            <p><a id="mcx-try-again" href="${url.loginRestartFlowUrl}">${msg("mcxAccountTryAgain")}</a></p>
        </div>
    </#if>
</@layout.registrationLayout>
