/**
 * Tells MC servers, which have no session at the IdMS, that tokens of an account must not be taken any more: by an OpenID Connect
 * Back-Channel Logout token to each audience with a <em>Backchannel logout URL</em>.
 */
package org.mcxidms.authenticator.suspension.notice;
