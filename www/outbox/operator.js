// What both operator pages share: the token, the requests, the clock, and making elements.
//
// The token comes in the address's fragment and is taken out of it at once. It lives in this tab only.

const KEY = "wenk-operator";

/** One element by its data attribute: `part("subject")` is `[data-subject]`. */
export const part = (name) => document.querySelector(`[data-${name}]`);

/** Makes an element. Text goes in as text, never as markup. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== null && child !== "" && child !== false));
  return made;
}

function remembered() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (given.get("token")) {
    const session = { token: given.get("token"), shop: given.get("shop") || "spaak" };
    sessionStorage.setItem(KEY, JSON.stringify(session));
    history.replaceState(null, "", location.pathname + location.search);
    return session;
  }
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

let session = remembered();

function enter(event) {
  event.preventDefault();
  const form = event.target;
  session = { token: form.elements.token.value.trim(), shop: form.elements.shop.value.trim() };
  sessionStorage.setItem(KEY, JSON.stringify(session));
  location.reload();
}

function door(said) {
  sessionStorage.removeItem(KEY);
  const field = (name, label, value, type) => [
    el("label", { for: name }, label),
    el("input", { id: name, name, type, value, required: true, autocomplete: "off" }),
  ];
  const form = el(
    "form",
    { class: "door", onsubmit: enter },
    el("h1", {}, "Which shop?"),
    el("p", {}, said),
    ...field("shop", "Shop", (session && session.shop) || "spaak", "text"),
    ...field("token", "Admin token", "", "password"),
    el("button", {}, "Open"),
  );
  document.querySelector("main").replaceChildren(form);
  document.querySelector("main").removeAttribute("class");
}

/** Starts a page: `begin` runs again and again, so that the page is live. Its errors are shown and tried again. */
export function live(begin, everyMs) {
  if (!session) return door("These pages show addresses, so they need the shop's admin token. The command that started Wenk prints a link with it.");
  part("shop").textContent = session.shop;
  for (const link of document.querySelectorAll("[data-page]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      location.href = link.pathname + "#" + new URLSearchParams(session);
    });
  }
  const turn = async () => {
    try {
      if (!document.hidden) await begin();
      trouble("");
    } catch (why) {
      if (why.status === 401 || why.status === 403) return door("This token does not open this shop.");
      trouble(`Wenk does not answer (${why.message}). Trying again.`);
    }
    setTimeout(turn, everyMs);
  };
  turn();
}

function trouble(said) {
  part("trouble").textContent = said;
  part("trouble").hidden = !said;
}

/** Asks the admin API of the shop. */
export async function ask(path) {
  const answer = await fetch(`/v1/admin/shops/${encodeURIComponent(session.shop)}/${path}`, {
    headers: { authorization: `Bearer ${session.token}` },
    cache: "no-store",
  });
  if (!answer.ok) throw Object.assign(new Error(`status ${answer.status}`), { status: answer.status });
  const json = await answer.json();
  if (json.now) set(json.now);
  return json;
}

// Wenk's clock may run faster than the wall's; between two answers it is reckoned on.
const clock = { now: 0, read: 0, speed: 1 };

function set(now) {
  clock.now = now;
  clock.read = performance.now();
}

/** Learns how fast Wenk's clock runs, and shows it from then on. */
export async function startClock() {
  const told = await ask("clock");
  clock.speed = told.speed || 1;
  setInterval(show, 500);
  show();
}

function show() {
  const fast = clock.speed === 1 ? "" : ` · ${clock.speed} times as fast`;
  part("clock").textContent = `${day(now())} ${time(now())}${fast}`;
}

/** Wenk's present time. */
export const now = () => clock.now + (performance.now() - clock.read) * clock.speed;

let zone;
/** The time zone that times are written in: the profile's, where there is one. */
export function useZone(name) {
  zone = name || undefined;
}

const written = (at, options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(at);
/** `14:05:09`. */
export const time = (at) => written(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
/** `Tue 24 Nov`. */
export const day = (at) => written(at, { weekday: "short", day: "numeric", month: "short" });

/** How long between two moments, in one or two units: `1 h 20 min`. */
export function span(ms) {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} days`;
}
