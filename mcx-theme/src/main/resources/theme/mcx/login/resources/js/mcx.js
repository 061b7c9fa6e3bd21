"use strict";
(() => {
  const { sessionUrl, authSession } = document.currentScript.dataset;
  const checker = new URL("authChecker.js", document.currentScript.src).href;
  const root = document.documentElement;
  const key = "mcx-night";
  // Storage may be forbidden; the switch then holds for this page only.
  const stored = () => { try { return localStorage.getItem(key) === "1"; } catch { return false; } };
  const store = (on) => { try { localStorage.setItem(key, on ? "1" : "0"); } catch { /* not kept */ } };

  root.classList.add("js");
  root.classList.toggle("night", stored());

  addEventListener("DOMContentLoaded", () => {
    const night = document.getElementById(key);
    night.checked = stored();
    night.addEventListener("change", () => {
      store(night.checked);
      root.classList.toggle("night", night.checked);
    });
    for (const button of document.querySelectorAll("[data-password-toggle]")) {
      button.addEventListener("click", () => {
        const input = document.getElementById(button.getAttribute("aria-controls"));
        const show = input.type === "password";
        input.type = show ? "text" : "password";
        button.firstElementChild.className = show ? button.dataset.iconHide : button.dataset.iconShow;
        button.setAttribute("aria-label", show ? button.dataset.labelHide : button.dataset.labelShow);
      });
    }
  });

  // On a slow link people press twice: the second POST would meet an expired page.
  addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
    root.classList.add("busy");
  });
  addEventListener("pageshow", () => {
    root.classList.remove("busy");
    for (const form of document.forms) delete form.dataset.sent;
  });
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-once-link]");
    if (!link) return;
    if (link.getAttribute("aria-disabled") === "true") event.preventDefault();
    link.setAttribute("aria-disabled", "true");
  });

  // Keycloak's own watch for a login in another tab, after the page is there to type in.
  addEventListener("load", () => import(checker).then((watch) => {
    if (sessionUrl) watch.startSessionPolling(sessionUrl);
    if (authSession) watch.checkAuthSession(authSession);
  }));
})();
