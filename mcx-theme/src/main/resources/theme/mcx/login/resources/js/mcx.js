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

  // A second POST would meet an expired page: nothing is sent while this page is left, until Stop or the clock.
  let leaving, elsewhere;
  const stay = () => { leaving = null; root.classList.remove("busy"); };
  const leave = (ms) => {
    root.classList.add("busy");
    const mine = leaving = () => leaving === mine && stay();
    setTimeout(mine, ms);
    return mine;
  };
  for (const press of ["keydown", "mousedown"]) addEventListener(press, (e) => { elsewhere = e.shiftKey || e.ctrlKey || e.metaKey; }, true);
  for (const way of ["submit", "click"]) addEventListener(way, (e) => {
    if (way === "click" && !e.target.closest?.("a[data-once-link]")) return;
    if (leaving) e.preventDefault();
    else if (!self.navigation && !elsewhere && !e.defaultPrevented) leave(5000);
  });
  self.navigation?.addEventListener("navigate", (e) => {
    if (!e.hashChange && e.destination.url.startsWith("http")) e.signal.addEventListener("abort", leave(60000));
  });
  addEventListener("pageshow", stay);

  // Keycloak's own watch for a login in another tab, after the page is there to type in.
  addEventListener("load", () => import(checker).then((watch) => {
    if (sessionUrl) watch.startSessionPolling(sessionUrl);
    if (authSession) watch.checkAuthSession(authSession);
  }));
})();
