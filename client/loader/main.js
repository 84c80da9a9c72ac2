// The loader: the one file a page carries. It is silent until the banner says that the person agreed; then it fetches the rest.
//
// Out of scope: signals (client/after, client/src). Before the grant nothing is stored, nothing is sent, and no global but `wenk`
// exists. What a person asks for (signing up) works without consent, in one request, with nothing stored.
import * as banners from "./consent/index.js";
import { email, post, subscribed } from "./subscribe.js";

/* global GLUE */
const KEY = "wenk";
const VIEWS = ["product_viewed", "cart_updated"];
const MOST = 50;
const tag = document.currentScript;
const guard = (act) => (...given) => {
  try {
    return act(...given);
  } catch {
    // A guest never breaks the page.
  }
};

guard(() => {
  const base = (tag.dataset.edge || new URL(tag.src).origin).replace(/\/$/, "");
  const shop = tag.dataset.shop;
  const held = { click: fragment() };
  let state = "unknown";
  let isFirstLook = true;
  let after;

  const banner = banners.chosen(tag.dataset.consent || "auto");
  const look = guard(() => {
    const now = navigator.globalPrivacyControl === true ? "denied" : banner.read();
    if (now === state) return;
    const before = state;
    state = now;
    if (now === "granted") grant();
    else if (before === "granted" || now === "denied") withdraw();
  });

  // What was said before the grant is not ours, but for what the page itself is about. Where consent is from an earlier page, all is.
  function grant() {
    const consent = { source: banner.source(), at: Date.now() };
    const earlier = banner.earlier(isFirstLook);
    const from = earlier ? 0 : (window.dataLayer || []).length;
    if (!earlier) held.calls = calls().filter(([name, kind], at, all) => name !== "track" || (VIEWS.includes(kind) && isLast(at, all)));
    import(new URL(GLUE, base + "/").href)
      .then(async (module) => {
        const ready = await module.open({ base, shop, consent, key: KEY, from, look });
        if (state !== "granted" || after) return;
        after = ready;
        after.begin();
        for (const given of calls()) after.call(...given);
        if (held.click) after.call("click", held.click);
        held.calls = held.click = undefined;
      })
      .catch(() => {});
  }

  const calls = () => held.calls || [];
  const isLast = (at, all) => all.findLastIndex(([name, kind]) => name === "track" && kind === all[at][1]) === at;

  // R21: what is stored goes at once, in the handler; then the edge is told, once.
  function withdraw() {
    let token = after && after.token();
    if (after) after.close();
    after = held.calls = held.click = undefined;
    guard(() => {
      const kept = localStorage.getItem(KEY);
      if (kept === null) return;
      localStorage.removeItem(KEY);
      // The second field (client/src/kept.rs).
      token = kept.split("\x1f")[1];
    })();
    if (token) post(base + "/v1/withdrawals", JSON.stringify({ version: 1, shop, token })).catch(() => {});
  }

  function call(name, ...given) {
    if (name === "consent") {
      banners.call.say(given[0]);
      look();
    } else if (name === "subscribe") {
      const at = Date.now();
      subscribed(base, shop, given[0])
        .then((ticket) => ticket && pass("ticket", ticket, at))
        .catch(() => {});
    } else {
      if (name === "forget") held.calls = held.click = undefined;
      if (name === "forget" && !after) localStorage.removeItem(KEY);
      else pass(name, ...given);
    }
  }

  // What is said before the rest is there waits in memory.
  function pass(...given) {
    if (after) after.call(...given);
    else held.calls = [...calls(), given].slice(-MOST);
  }

  // R16: the click's token leaves the address before anything else reads it.
  function fragment() {
    const found = /(?:^#|&)wenk=([\w.-]+)/.exec(location.hash);
    if (!found) return undefined;
    const rest = location.hash.replace(found[0], "").replace(/^#?&?/, "");
    history.replaceState(history.state, "", location.pathname + location.search + (rest && "#" + rest));
    return found[1];
  }

  const waiting = (window.wenk && window.wenk.q) || [];
  window.wenk = guard(call);
  for (const given of waiting) window.wenk(...given);

  document.addEventListener(
    "submit",
    guard((event) => {
      const form = event.target.closest("[data-wenk-subscribe]");
      if (form) call("subscribe", { email: email(form), form_id: form.dataset.wenkSubscribe });
    }),
    true,
  );
  banner.subscribe(look);
  // Another tab may have chosen meanwhile, and the back button brings an old page back.
  addEventListener("pageshow", (event) => event.persisted && look());
  addEventListener("storage", look);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  look();
  isFirstLook = false;
})();
