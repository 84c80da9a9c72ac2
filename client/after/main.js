// What the loader fetches after the grant: it brings what the page says to the wasm core, and carries out what the core asks for.
import init, * as core from "wenk-core";
import * as attributes from "./attributes.js";
import { listen } from "./data_layer.js";
import { record, records, said } from "./record.js";
import { store } from "./store.js";
import { post } from "../loader/subscribe.js";

/* global WASM */

// Answers { begin, call, token, close }; throws when the wasm cannot be had.
export async function open({ base, shop, consent, key, look: wiped }) {
  await init({ module_or_path: new URL(WASM, base + "/") });
  const kept = store(key, wiped);
  let closed = false;
  let timer;
  let running = false;

  core.start(record([shop, consent.source, zone()]), kept.read(), consent.at);

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
  // Other tabs work on the same storage: it is read before it is written. Where one of them wiped it because consent is gone,
  // this page is closed by then.
  const held = (act) =>
    alive(() => {
      const elsewhere = kept.changed();
      if (closed) return undefined;
      if (elsewhere !== undefined) core.reload(elsewhere);
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
      if (reply.token) look();
    }
    running = false;
    clearTimeout(timer);
    const at = alive(() => core.wake_at(Date.now()));
    if (at >= 0) timer = setTimeout(pump, Math.max(at - Date.now(), 50));
  }

  // What the page declares about itself: its cart and its wish list.
  const look = () => change((now) => attributes.declared(core, now));
  const leave = () => alive(() => (core.flush(), pump()));

  const calls = {
    track: (now, kind, fields) => core.track(String(kind), said(fields || {}), now),
    identify: (now, token) => core.identify(String(token)),
    ticket: (now, ticket, at) => core.ticket(ticket, at),
    click: (now, token) => core.click(token),
    forget: () => core.forget(),
  };

  return {
    call: (name, ...given) => calls[name] && change((now) => calls[name](now, ...given)),
    // Only where the storage does not have it: a token that another tab wiped was withdrawn there already.
    token: () => (kept.blocked() ? alive(core.token) : undefined),
    close() {
      closed = true;
      clearTimeout(timer);
    },
    begin() {
      fetch(`${base}/v1/shops/${shop}/settings`, { credentials: "omit" })
        .then((answer) => answer.json())
        .then((settings) => alive(() => core.events(records(Object.entries(settings.events)))))
        .catch(() => {});
      const pushed = listen(window, () => closed, (event) => change((now) => core.pushed(said(event), now)), look);
      pushed.replay(["view_item", "view_cart"]);
      attributes.follow(document, (kind, fields) => change((now) => core.track(kind, said(fields), now)), look);
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") leave();
        else change(() => core.arrived()), look();
      });
      addEventListener("pagehide", leave);
      look();
    },
  };
}

const zone = () => {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};
