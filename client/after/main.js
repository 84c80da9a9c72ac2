// What the loader fetches after the grant: it brings what the page says to the wasm core, and carries out what the core asks for.
import * as core from "wenk-core";
import * as attributes from "./attributes.js";
import { listen } from "./data_layer.js";
import { record, records, said } from "./record.js";
import { store } from "./store.js";
import { post } from "../loader/subscribe.js";

/* global WASM */

// The shop's own names of events are waited for so long; a page is never kept waiting by them.
const PATIENCE = 3000;

// Answers { begin, call, token, close }; throws when the wasm cannot be had. `from`: the first push of the dataLayer after the grant.
export async function open({ base, shop, consent, key, from, look: consented }) {
  const [module, events] = await Promise.all([compiled(base), settings(base, shop)]);
  core.initSync({ module });
  const kept = store(key);
  let closed = false;
  let timer;
  let running = false;

  core.start(record([shop, consent.source, zone()]), kept.read(), consent.at);
  core.events(events);

  // A trap leaves the core in no state to be trusted: from then on there is silence. Anything else came from a value of the page,
  // before the core was entered.
  const alive = (act) => {
    if (closed) return undefined;
    try {
      return act();
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) closed = true;
      return undefined;
    }
  };
  // Other tabs work on the same storage: it is read before it is written. Where one of them wiped it, consent is gone or somebody logged
  // out: this page is silent from then on.
  const held = (act) =>
    alive(() => {
      const elsewhere = kept.changed();
      if (elsewhere === null) {
        closed = true;
        return consented();
      }
      if (elsewhere) core.reload(elsewhere);
      const result = act(Date.now());
      kept.write(core.kept());
      return result;
    });
  const change = (act) => {
    held(act);
    pump();
  };

  async function pump() {
    if (running) return;
    running = true;
    for (let request; (request = held(core.next)); ) {
      const [, path, body] = /^(\S+) (.*)$/s.exec(request);
      const answer = await post(base + path, body).catch(() => ({ status: 0 }));
      const reply = answer.status === 200 ? await answer.json().catch(() => ({})) : {};
      held((now) => core.answered(answer.status, record([reply.device, reply.token, reply.person]), now));
      if (reply.token) look(true);
    }
    running = false;
    clearTimeout(timer);
    const at = alive(() => core.wake_at(Date.now()));
    if (at >= 0) timer = setTimeout(pump, Math.max(at - Date.now(), 50));
  }

  const track = (kind, fields) => change((now) => core.track(String(kind), said(fields || {}), now));
  // What the page declares about itself.
  const look = attributes.declarations(
    document,
    (cart) => change((now) => core.declared_cart(cart, now)),
    (wishes) => change((now) => core.declared_wishes(wishes, now)),
  );
  const leave = () => (look(), change(core.flush));
  const calls = {
    track,
    identify: (token) => change(() => core.identify(String(token))),
    ticket: (ticket, at) => change(() => core.ticket(ticket, at)),
    click: (token) => change(() => core.click(token)),
    forget: () => change(core.forget),
  };

  return {
    call: (name, ...given) => calls[name] && calls[name](...given),
    // Only where the storage does not have it: a token that another tab wiped was withdrawn there already.
    token: () => (kept.blocked() ? alive(core.token) : undefined),
    close() {
      closed = true;
      clearTimeout(timer);
    },
    begin() {
      listen(window, () => closed, change, (text, now) => core.pushed(text, now), look).begin(from);
      attributes.follow(document, track, look);
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") leave();
        else change(core.arrived), look();
      });
      addEventListener("pagehide", leave);
      look();
    },
  };
}

const compiled = async (base) => {
  const answer = await fetch(new URL(WASM, base + "/"), { credentials: "omit" });
  return WebAssembly.compile(await answer.arrayBuffer());
};

// The shop's own names of events and the kinds they stand for, as records.
const settings = (base, shop) =>
  Promise.race([
    fetch(`${base}/v1/shops/${encodeURIComponent(shop)}/settings`, { credentials: "omit" })
      .then((answer) => answer.json())
      .then(({ events }) => records(Object.entries(events)))
      .catch(() => ""),
    new Promise((done) => setTimeout(done, PATIENCE, "")),
  ]);

const zone = () => {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};
