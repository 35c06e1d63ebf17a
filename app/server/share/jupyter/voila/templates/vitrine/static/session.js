/* Watches the session of this page: says how it is, and what to do when it cannot go on.

States: starting, live, reconnecting, ended (the kernel is gone or was replaced by an empty one),
gone (the server does not answer), failed (the page could not be built). Every change is dispatched on
window as the event "vitrine-session" with detail {state}; window.vitrine.state holds the latest. */
"use strict";

(function () {
  const base = document.currentScript.dataset.base;
  const POLL = 10000, RETRY = 2000, GIVE_UP = 6000, NEVER_SHOWN = 20000, NEVER_CONNECTED = 5000, COUNTED = 3;
  const WORDS = {
    ended: ["This session has ended",
      "It was idle for long, or the server was restarted. Your view is kept in the address."],
    memory: ["This session took too much memory",
      "The server ended it, so that others can go on. Your view is kept in the address: reopen it, and take fewer rows "
      + "or a smaller network."],
    foreign: ["This page was opened in another browser",
      "A session belongs to the browser that opened it, known by a cookie. Reload, and if this comes again, let your "
      + "browser keep cookies of this site."],
    gone: ["The server does not answer",
      "It may be restarting, or the connection is lost. Your view is kept in the address."],
    cell: ["This page could not be built",
      "An error stopped it on the server. Reload it; if that happens again, tell whoever runs the server."],
    kernel: ["This page could not be started",
      "The server could not start a session for it. Wait a moment, then reload."],
    partial: ["This page did not arrive whole", "A part of it was lost on its way. Reload it."],
    sockets: ["Live connections do not get through",
      "The server answers, but no WebSocket to it opens, so your clicks do not reach it. If this lasts, ask whoever "
      + "runs the proxy in between to let WebSockets through: it must pass on the headers “Upgrade” and “Connection”."],
    slow: ["This page takes unusually long to appear",
      "Some of its parts may not have reached your browser. You can wait or reload."],
  };
  let kernel = null, shown = false, lostAt = 0, timer = 0, arriving = false, triedAt = 0, opened = 0, refused = 0;
  let doing = "starting";

  const vitrine = window.vitrine = {
    state: "starting",
    failed(what) { set("failed"); message(what); },
    computing() { progress("computing"); },
    rendered() { progress("loading"); window.cellLoaded = true; setTimeout(neverShown, NEVER_SHOWN); },
    check,
  };
  /* JupyterLab's client offers its protocol with the first attempt to connect only: where that fails, it would
     speak the older one with every other, which the server refuses (see docs/security.md). */
  const PROTOCOL = "v1.kernel.websocket.jupyter.org", CHANNELS = /\/api\/kernels\/[^/]+\/channels/;
  window.WebSocket = class extends window.WebSocket {
    constructor(url, protocols) {
      const none = protocols === undefined || (Array.isArray(protocols) && !protocols.length);
      if (none && CHANNELS.test(url)) super(url, PROTOCOL);
      else if (none) super(url);
      else super(url, protocols);
    }
  };

  // Voilà's own script calls these while it renders.
  window.voila_heartbeat = function () { progress("still computing"); };
  window.voila_finish = window.display_cells = window.voila_process = function () {};

  function set(state, why) {
    if (vitrine.state === state || vitrine.state === "failed" || vitrine.state === "ended") return;
    vitrine.state = state;
    document.documentElement.dataset.session = state;
    window.dispatchEvent(new CustomEvent("vitrine-session", { detail: { state } }));
    if (state === "ended" || state === "gone") banner(WORDS[why] ? why : state);
    else dismiss();
  }

  /* What the page waits for, and for how long already once that is long. */
  function progress(words) {
    const line = document.getElementById("vitrine-progress"), waited = Math.floor(performance.now() / 1000);
    doing = words;
    if (line) line.textContent = waited < COUNTED ? words : `${words}, ${waited} s`;
  }

  function count() {
    if (shown || vitrine.state === "failed") return;
    progress(doing);
    setTimeout(count, 1000);
  }

  /* `arrival.js` tells how many of the page's widgets are made, and when the session has told what is new. */
  window.addEventListener("vitrine-arrival", function (event) {
    const { made, of, done } = event.detail;
    arriving = !done;
    if (done) check();
    else if (of) progress(`drawing ${made} of ${of}`);
  });

  /* ---- is the kernel still there? ---- */

  function kernelId() {
    if (kernel) return kernel.id;
    const config = document.getElementById("jupyter-config-data");
    return config ? JSON.parse(config.textContent).kernelId : null;
  }

  /* What shows that a request comes from a page of this server; it may change while the page is open. */
  function token() { return (document.cookie.match(/(?:^|;\s*)_xsrf=([^;]*)/) || ["", ""])[1]; }

  async function check() {
    clearTimeout(timer);
    const id = kernelId();
    if (id && !document.hidden && vitrine.state !== "ended" && vitrine.state !== "failed") {
      try {
        // A Hub asks for the token even of what only reads, and says 403 without it.
        const asked = { cache: "no-store", credentials: "same-origin", headers: { "X-XSRFToken": token() } };
        const answer = await fetch(`${base}api/kernels/${id}`, asked);
        if (answer.status === 404) set("ended");
        else if (answer.status === 410) set("ended", answer.headers.get("Vitrine-Why"));
        else if (answer.status === 403 && answer.headers.get("Vitrine-Why") === "foreign") vitrine.failed("foreign");
        else if (answer.status >= 500) lost();
        else found();
      } catch (unreachable) { lost(); }
    }
    const waiting = vitrine.state === "reconnecting" || vitrine.state === "gone" || (kernel && !opened);
    if (vitrine.state !== "ended") timer = setTimeout(check, waiting ? RETRY : POLL);
  }

  function lost() {
    lostAt = lostAt || Date.now();
    set(Date.now() - lostAt < GIVE_UP ? "reconnecting" : "gone");
  }

  function found() {
    lostAt = 0;
    if (!kernel) return;
    if (kernel.connectionStatus === "connected") { if (shown && !arriving) set("live"); return; }
    // After a long loss the page's own attempts to reconnect have run out.
    if (kernel.connectionStatus === "disconnected") kernel.reconnect().catch(function () {});
    if (opened) set("reconnecting");
    else if (withoutSockets() && !document.getElementById("vitrine-banner")) banner("sockets");
  }

  /* A proxy may refuse WebSockets, or let them wait for ever, while everything else passes. */
  function withoutSockets() {
    return !opened && (refused > 1 || Date.now() - triedAt > NEVER_CONNECTED);
  }

  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("open", function () { opened += 1; });
      this.addEventListener("close", function () { refused += 1; });
    }
  };

  function watch(found) {
    kernel = found;
    triedAt = Date.now();
    setTimeout(check, NEVER_CONNECTED + 500);
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

  /* Of what was never made, the widget library says in its own words that it cannot be shown. */
  function partial() {
    const roots = document.querySelectorAll("#rendered_cells .jupyter-widgets");
    return Array.from(roots).some(function (root) { return root.textContent.startsWith("Error displaying widget"); });
  }

  function awaitWidgets() {
    if (shown || vitrine.state === "failed") return;
    if (partial()) {
      shown = true;
      vitrine.failed("partial");
      return;
    }
    if (!drawn()) { setTimeout(awaitWidgets, 50); return; }
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
    const again = reopen(what === "slow" ? "Reload" : "Reopen this view");
    box.append(text("p", [text("b", title), text("span", words)]), again);
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
    form.append("_xsrf", token());
    navigator.sendBeacon(`${base}voila/api/shutdown/${id}`, form);
  });

  /* A page that comes back from the browser's memory has lost its kernel when it was left. */
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) check(); });
  document.addEventListener("DOMContentLoaded", awaitKernel);
  setTimeout(count, 1000);
  awaitWidgets();
})();
