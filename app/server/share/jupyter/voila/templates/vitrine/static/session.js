/* Watches the session of this page: says how it is, and what to do when it cannot go on.

States: starting, live, reconnecting, ended (the kernel is gone or was replaced by an empty one),
gone (the server does not answer), failed (the page could not be built). Every change is dispatched on
window as the event "vitrine-session" with detail {state}; window.vitrine.state holds the latest. */
"use strict";

(function () {
  const base = document.currentScript.dataset.base;
  const POLL = 10000, RETRY = 2000, GIVE_UP = 6000, NEVER_SHOWN = 20000, AGAIN = 60000;
  const WORDS = {
    ended: ["This session has ended",
      "It was idle for long, or the server was restarted. Your view is kept in the address."],
    gone: ["The server does not answer",
      "It may be restarting, or the connection is lost. Your view is kept in the address."],
    cell: ["This page could not be built",
      "An error stopped it on the server. Reload it; if that happens again, tell whoever runs the server."],
    kernel: ["This page could not be started",
      "The server could not start a session for it. Wait a moment, then reload."],
    partial: ["This page did not arrive whole",
      "The server was too busy to send all of it. Wait a moment, then reload."],
    slow: ["This page takes unusually long to appear",
      "Some of its parts may not have reached your browser. You can wait or reload."],
  };
  let kernel = null, shown = false, lostAt = 0, timer = 0;

  const vitrine = window.vitrine = {
    state: "starting",
    failed(what) { set("failed"); message(what); },
    rendered() { progress("drawing"); window.cellLoaded = true; setTimeout(neverShown, NEVER_SHOWN); },
    check,
  };
  // Voilà's own script calls these while it renders.
  window.voila_heartbeat = function () { progress("still computing"); };
  window.voila_finish = window.display_cells = window.voila_process = function () {};

  function set(state) {
    if (vitrine.state === state || vitrine.state === "failed" || vitrine.state === "ended") return;
    vitrine.state = state;
    document.documentElement.dataset.session = state;
    window.dispatchEvent(new CustomEvent("vitrine-session", { detail: { state } }));
    if (state === "ended" || state === "gone") banner(state);
    else dismiss();
  }

  function progress(words) {
    const line = document.getElementById("vitrine-progress");
    if (line) line.textContent = words;
  }

  /* ---- is the kernel still there? ---- */

  function kernelId() {
    if (kernel) return kernel.id;
    const config = document.getElementById("jupyter-config-data");
    return config ? JSON.parse(config.textContent).kernelId : null;
  }

  async function check() {
    clearTimeout(timer);
    const id = kernelId();
    if (id && !document.hidden && vitrine.state !== "ended" && vitrine.state !== "failed") {
      try {
        const answer = await fetch(`${base}api/kernels/${id}`, { cache: "no-store", credentials: "same-origin" });
        if (answer.status === 404) set("ended");
        else if (answer.status >= 500) lost();
        else found();
      } catch (unreachable) { lost(); }
    }
    const waiting = vitrine.state === "reconnecting" || vitrine.state === "gone";
    if (vitrine.state !== "ended") timer = setTimeout(check, waiting ? RETRY : POLL);
  }

  function lost() {
    lostAt = lostAt || Date.now();
    set(Date.now() - lostAt < GIVE_UP ? "reconnecting" : "gone");
  }

  function found() {
    lostAt = 0;
    if (!kernel) return;
    if (kernel.connectionStatus === "connected") { if (shown) set("live"); return; }
    // After a long loss the page's own attempts to reconnect have run out.
    if (kernel.connectionStatus === "disconnected") kernel.reconnect().catch(function () {});
    set("reconnecting");
  }

  function watch(found) {
    kernel = found;
    kernel.connectionStatusChanged.connect(function () { check(); });
    kernel.statusChanged.connect(function (_, status) {
      if (["restarting", "autorestarting", "dead"].includes(status)) set("ended");
    });
    check();
  }

  function awaitKernel() {
    const manager = window.jupyterapp && window.jupyterapp.widgetManager;
    if (manager && manager.kernel) watch(manager.kernel);
    else setTimeout(awaitKernel, 50);
  }

  /* ---- is the page on the screen? ---- */

  function drawn() {
    const root = document.querySelector("#rendered_cells .v-application, #rendered_cells .jupyter-widgets");
    return root !== null && root.getBoundingClientRect().height > 0;
  }

  /* A kernel that is too busy to tell its widgets in time leaves the widget library's own words instead. */
  function partial() {
    const roots = document.querySelectorAll("#rendered_cells .jupyter-widgets");
    return Array.from(roots).some(function (root) { return root.textContent.startsWith("Error displaying widget"); });
  }

  function again() {
    try {
      const last = Number(sessionStorage.getItem("vitrine-again")) || 0;
      if (Date.now() - last < AGAIN) return false;
      sessionStorage.setItem("vitrine-again", Date.now());
    } catch (refused) { return false; }
    location.reload();
    return true;
  }

  function awaitWidgets() {
    if (shown || vitrine.state === "failed") return;
    if (partial()) {
      shown = true;
      if (!again()) vitrine.failed("partial");
      return;
    }
    if (!drawn()) { requestAnimationFrame(awaitWidgets); return; }
    shown = true;
    performance.mark("vitrine-shown");
    const skeleton = document.getElementById("vitrine-skeleton");
    if (skeleton) {
      skeleton.classList.add("leaving");
      setTimeout(function () { skeleton.remove(); }, 200);
    }
    const slow = document.getElementById("vitrine-slow");
    if (slow) slow.remove();
    check();
  }

  function neverShown() {
    if (!shown && vitrine.state === "starting") banner("slow");
  }

  /* ---- what the visitor reads ---- */

  function banner(what) {
    dismiss();
    // While somebody edits, every change restarts the server: follow it.
    if ("dev" in document.documentElement.dataset && what !== "slow") { whenAnswered(null); return; }
    const [title, words] = WORDS[what];
    const box = document.createElement("div");
    box.id = what === "slow" ? "vitrine-slow" : "vitrine-banner";
    box.className = "vitrine-banner";
    box.setAttribute("role", "alert");
    box.append(text("p", [text("b", title), text("span", words)]), reopen(what === "slow" ? "Reload" : "Reopen this view"));
    document.body.append(box);
    box.querySelector("button").focus({ preventScroll: true });
  }

  function dismiss() {
    const box = document.getElementById("vitrine-banner");
    if (box) box.remove();
  }

  function message(what) {
    const [title, words] = WORDS[what];
    const show = function () {
      const skeleton = document.getElementById("vitrine-skeleton");
      if (skeleton) skeleton.remove();
      const home = text("a", "All pages");
      home.className = "vitrine-button";
      home.href = document.documentElement.dataset.home;
      const box = text("div", [text("h1", title), text("p", words), text("nav", [reopen("Reload"), home])]);
      const card = text("main", [box]);
      card.className = "vitrine-message vitrine-overlay";
      card.setAttribute("role", "alert");
      document.body.append(card);
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
    else show();
  }

  function reopen(words) {
    const button = text("button", words);
    button.type = "button";
    button.className = "vitrine-button first";
    button.addEventListener("click", function () { button.disabled = true; whenAnswered(button); });
    return button;
  }

  /* Reload only once the server answers, so that nobody lands on the browser's own error page. */
  async function whenAnswered(button) {
    try {
      if ((await fetch(`${base}health`, { cache: "no-store" })).ok) { location.reload(); return; }
    } catch (unreachable) { /* asked again below */ }
    if (button) button.textContent = "Waiting for the server…";
    setTimeout(whenAnswered, RETRY, button);
  }

  function text(tag, content) {
    const node = document.createElement(tag);
    node.append(...(Array.isArray(content) ? content : [content]));
    return node;
  }

  /* Voilà ends the session on "beforeunload", which also fires when a link turns out to be a download.
     "pagehide" fires only when the page is really left. */
  window.addEventListener("beforeunload", function (event) {
    event.stopImmediatePropagation();
    // "pagehide" comes only when the next page answers: until then, that one need not wait for this one's seat.
    const id = kernelId();
    const tls = location.protocol === "https:" ? "; secure" : "";
    if (id) document.cookie = `vitrine-leaving=${id}; path=${base}; max-age=10; samesite=strict${tls}`;
  });
  window.addEventListener("pagehide", function () {
    const id = kernelId();
    if (!id) return;
    const form = new FormData();
    form.append("_xsrf", (document.cookie.match("\\b_xsrf=([^;]*)\\b") || ["", ""])[1]);
    navigator.sendBeacon(`${base}voila/api/shutdown/${id}`, form);
  });

  /* A page that comes back from the browser's memory has lost its kernel when it was left. */
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) check(); });
  document.addEventListener("DOMContentLoaded", awaitKernel);
  requestAnimationFrame(awaitWidgets);
})();
