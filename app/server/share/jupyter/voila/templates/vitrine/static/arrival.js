/* Draws a page from the states of its widgets that came with it, while it still connects to its session.

Left to itself, the widget library asks the session for its widgets once it is connected, and gives it four
seconds; under load whole pages were thrown away. Here its manager makes the widgets from the page, whatever
the session sends meanwhile is held, and once connected the session tells what became different since it sent
the page (see app/shell/arrival.py). Nothing has a time limit. On the way, window dispatches "vitrine-arrival"
with detail {made, of}, and at its end {done: true}. */
"use strict";

(function () {
  const MANAGER = "@jupyter-widgets/jupyterlab-manager", VOILA = "@voila-dashboards/widgets-manager8";
  const TARGET = "vitrine.arrival", TOGETHER = "vitrine.together", LONGEST = 1000;
  const COMMS = ["comm_open", "comm_msg", "comm_close"];

  /* Voilà's widget extension is a module federation container. Before it gives its plugin, the class of the
     widget library that it is about to use learns to load as described. */
  let container = null, shared = null;
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  Object.defineProperty(window._JUPYTERLAB, VOILA, {
    get() { return container && ours; },
    set(theirs) { container = theirs; },
  });
  const ours = {
    init(scope) { shared = scope; return container.init(scope); },
    async get(module) {
      teach((await used(shared[MANAGER]).get())());
      return container.get(module);
    },
  };

  /* Of the versions on offer, the one that module federation takes for what there is once: one that is loaded
     already, else the highest. */
  function used(offered) {
    const parts = (version) => version.split(/[.+-]/).map((part) => Number(part) || 0);
    const below = function (one, other) {
      const [a, b] = [parts(one), parts(other)], place = a.findIndex((part, i) => part !== (b[i] || 0));
      return place >= 0 && a[place] < (b[place] || 0);
    };
    const versions = Object.keys(offered);
    return offered[versions.reduce((one, other) => (!offered[one].loaded && below(one, other) ? other : one))];
  }

  /* What our widgets are drawn by are files of the server (app/charts/component.py). ipyvue imports modules by a
     library that makes blobs of them, which browsers compile anew each time; these the browser imports itself. */
  const OURS = /^[.][.][/]components[/]/;
  let importing = null;
  Object.defineProperty(window, "importShim", {
    configurable: true,
    get() { return importing; },
    set(theirs) {
      importing = Object.setPrototypeOf(function (url, ...more) {
        return OURS.test(url) ? import(new URL(url, document.baseURI)) : theirs(url, ...more);
      }, theirs);
    },
  });

  /* The libraries of widgets register with the manager while Voilà starts, which it says by setting this. */
  const started = new Promise(function (resolve) {
    let app = null;
    Object.defineProperty(window, "jupyterapp", {
      get() { return app; },
      set(theirs) { app = theirs; setTimeout(resolve); },
    });
  });

  const arrivals = new WeakMap();

  function teach({ KernelWidgetManager, WidgetRenderer }) {
    const theirs = KernelWidgetManager.prototype._loadFromKernel;
    KernelWidgetManager.prototype._loadFromKernel = function () {
      const before = arrivals.get(this);
      if (before && before.done) return update(this, "nothing", theirs);
      if (!before) arrivals.set(this, arrive(this, theirs));
      return arrivals.get(this).built;
    };
    // A view is asked for while its model is still to be made; it does not try its luck before.
    const render = WidgetRenderer.prototype.renderModel;
    WidgetRenderer.prototype.renderModel = async function (output) {
      const arrival = arrivals.get(await this._manager.promise);
      if (arrival) await arrival.built;
      return render.call(this, output);
    };
  }

  function arrive(manager, theirs) {
    const arrival = { done: false, built: null };
    const states = statesOfPage();
    const release = hold(manager.kernel);
    tell({ made: 0, of: states ? Object.keys(states).length : 0 });
    const caughtUp = states && onceConnected(manager.kernel, function () { return ask(manager, "page"); });
    arrival.built = started.then(function () {
      return states ? build(manager, states, tell) : update(manager, "nothing", theirs);
    });
    arrival.built.then(async function () {
      if (caughtUp) await build(manager, await caughtUp);
      await release();
      takeTogether(manager.kernel);
      arrival.done = true;
      tell({ done: true });
    }).catch(console.error);
    return arrival;
  }

  /* Ask as often as the connection is lost before the answer is there. */
  function onceConnected(kernel, asking) {
    return new Promise(function (resolve) {
      const look = function () { if (kernel.connectionStatus === "connected") asking().then(resolve, console.error); };
      kernel.connectionStatusChanged.connect(look);
      look();
    });
  }

  function statesOfPage() {
    const script = document.getElementById("vitrine-states");
    if (!script) return null;
    const states = JSON.parse(script.textContent);
    script.remove();
    return states;
  }

  function tell(detail) { window.dispatchEvent(new CustomEvent("vitrine-arrival", { detail })); }

  /* Ask the session for what is not as it is known here: "page" as the page told, "nothing" for everything. */
  function ask(manager, knows) {
    const comm = manager.kernel.createComm(TARGET);
    return new Promise(function (resolve, reject) {
      comm.onMsg = function (message) { resolve(message.content.data.states); };
      comm.onClose = function () { reject(new Error("the session told no states")); };
      comm.open({ knows });
    });
  }

  async function update(manager, knows, theirs) {
    let states = null;
    try { states = await ask(manager, knows); } catch (unknown) { return theirs.call(manager); }
    return build(manager, states);
  }

  /* Make the widgets that are not there yet, then change those that are. A widget that names another finds it
     only once that is registered, which `new_model` does at once and everything before it does not: so all are
     registered in one go, before any of them reads its state. */
  async function build(manager, states, onMade) {
    const all = Object.entries(states);
    let made = 0;
    const count = function () { made += 1; if (onMade) onMade({ made, of: all.length }); };
    const known = all.filter(([id]) => manager.has_model(id));
    const fresh = all.filter(([id]) => !manager.has_model(id));
    const comms = await Promise.all(fresh.map(([id]) => manager._create_comm(manager.comm_target_name, id)));
    await Promise.all(fresh.map(function ([id, widget], place) {
      const { model_name, model_module, model_module_version } = widget;
      const options = { model_name, model_module, model_module_version, model_id: id, comm: comms[place] };
      return manager.new_model(options, whole(widget)).catch(console.error).then(count);
    }));
    await Promise.all(known.map(async function ([id, widget]) {
      try {
        const model = await manager.get_model(id);
        await model._handle_comm_msg({ content: { comm_id: id, data: { method: "update", state: whole(widget) } } });
      } catch (failed) { console.error(failed); }
      count();
    }));
  }

  function whole({ state, buffers }) {
    for (const { path, data } of buffers || []) {
      const place = path.slice(0, -1).reduce(function (inner, key) { return inner[key]; }, state);
      place[path[path.length - 1]] = new DataView(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)).buffer);
    }
    return state;
  }

  /* Keep back what the session says to widgets, and let it go in order when asked to. */
  function hold(kernel) {
    const handle = kernel._handleMessage, held = [];
    kernel._handleMessage = async function (message) {
      const ofWidgets = message.channel === "iopub" && COMMS.includes(message.header.msg_type);
      const ofAnswer = ofWidgets && kernel.hasComm(message.content.comm_id)
        && kernel._comms.get(message.content.comm_id).targetName === TARGET;
      if (ofWidgets && !ofAnswer) held.push(message);
      else await handle.call(kernel, message);
    };
    return async function () {
      while (held.length) {
        const message = held.shift();
        const known = message.header.msg_type === "comm_open" && kernel.hasComm(message.content.comm_id);
        if (!known) await handle.call(kernel, message).catch(console.error);
      }
      delete kernel._handleMessage;
    };
  }

  /* What the session changed in one go (app/charts/together.py) is taken in one go, and so laid out and painted
     once; the session hears when that is done. Should the end of it be lost, it is taken all the same. */
  function onceDrawn(then) { requestAnimationFrame(function () { setTimeout(then); }); }

  /* The messages to single widgets that one message stands for. */
  function apart(message) {
    let first = 0;
    return (message.content.data.told || []).map(function ({ comm_id, data, buffers }) {
      const own = (message.buffers || []).slice(first, first + buffers);
      first += buffers;
      return { ...message, content: { comm_id, data }, buffers: own };
    });
  }

  function takeTogether(kernel) {
    const handle = kernel._handleMessage, held = [], comm = kernel.createComm(TOGETHER, TOGETHER);
    let holding = false, timer = 0;
    async function take() {
      clearTimeout(timer);
      holding = false;
      for (const message of held.splice(0)) await handle.call(kernel, message).catch(console.error);
    }
    kernel._handleMessage = async function (message) {
      const ofWidgets = message.channel === "iopub" && COMMS.includes(message.header.msg_type);
      if (ofWidgets && message.content.comm_id === TOGETHER) {
        await take();
        for (const one of apart(message)) await handle.call(kernel, one).catch(console.error);
        holding = message.content.data.holding;
        if (holding) timer = setTimeout(take, LONGEST);
        else onceDrawn(function () { comm.send({ method: "custom", content: { drawn: message.content.data.turn } }); });
      } else if (ofWidgets && holding) {
        held.push(message);
      } else {
        await handle.call(kernel, message);
      }
    };
  }
})();
