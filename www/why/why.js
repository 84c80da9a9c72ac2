// Why somebody got a mail, or did not: what came in, what was decided, what waits.
import { ask, day, el, live, now, part, span, startClock, time, useZone } from "/outbox/operator.js";

// The words of the log, and to which side they belong.
const KINDS = {
  signal: ["Signal", "in"],
  order: ["Order", "in"],
  device: ["Device", "in"],
  permission: ["Permission", "in"],
  catalogue: ["Catalogue", "in"],
  delivery: ["Delivery", "in"],
  decision: ["Decision", "out"],
  send: ["Mail", "out"],
  postponed: ["Put off", "no"],
  refusal: ["Refused", "no"],
};
const FILTERS = { all: "Everything", in: "What came in", out: "What was decided", no: "Every no" };

let query = "";
let chosen = decodeURIComponent(location.search.slice(1));
let filter = "all";
let drawn = "";
let profile;

function row(each) {
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "row", "aria-current": each.profile === chosen ? "true" : false, onclick: () => choose(each.profile), "data-id": each.profile },
      el("b", {}, each.address || each.profile),
      el("span", { class: `status ${each.status}` }, each.status),
    ),
  );
}

async function list() {
  const found = (await ask(`profiles?q=${encodeURIComponent(query)}`)).profiles;
  part("profiles").replaceChildren(...found.map(row));
  part("empty").hidden = found.length > 0;
  part("empty").textContent = query
    ? "Nobody has this address."
    : "Nobody is known here yet. A profile begins when somebody signs up, logs in, or orders.";
  if (!chosen && found.length === 1) await choose(found[0].profile);
}

async function choose(id) {
  chosen = id;
  drawn = "";
  history.replaceState(null, "", `${location.pathname}?${encodeURIComponent(id)}`);
  part("panes").classList.add("chosen");
  for (const button of document.querySelectorAll("[data-id]")) {
    if (button.dataset.id === id) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  await refresh();
}

async function refresh() {
  profile = await ask(`profiles/${encodeURIComponent(chosen)}`);
  const { now: at, ...rest } = profile;
  const same = JSON.stringify(rest);
  // Redrawn only when something changed, so that what a reader opened stays open; the waits are reckoned on.
  if (same !== drawn) draw();
  else part("profile").querySelector("[data-timers]").replaceWith(timers());
  drawn = same;
}

function draw() {
  useZone(profile.time_zone);
  part("reader").hidden = false;
  part("profile").replaceChildren(
    head(),
    el("div", { class: "boxes" }, timers(), sends(), cart(), wishes()),
    story(),
    el("div", { class: "boxes" }, permissions(), devices()),
  );
}

function head() {
  const facts = [profile.language, profile.time_zone].filter(Boolean).join(" · ");
  const blocked = profile.suppression;
  return el(
    "header",
    { class: "who" },
    el("h2", {}, profile.address || profile.profile),
    el("p", {}, el("span", { class: `status ${profile.status}` }, profile.status), ` ${facts}`),
    profile.objected && el("p", { class: "blocked" }, "Wants no mails based on behaviour."),
    blocked && el("p", { class: "blocked" }, `Must not be mailed: ${words(blocked.reason)}${blocked.at ? `, since ${moment(blocked.at)}` : ""}`),
  );
}

function box(title, items, nothing, attributes = {}) {
  const list = items.length ? el("ul", {}, ...items) : el("p", { class: "nothing" }, nothing);
  return el("section", { class: "box", ...attributes }, el("h3", {}, title), list);
}

function timers() {
  const items = profile.timers.map(({ due, what }) => {
    const left = due - now();
    const when = left > 0 ? `in ${span(left)}` : "now";
    return el("li", {}, el("b", {}, what), el("span", {}, `${when} (${moment(due)})`));
  });
  return box("Waiting", items, "Nothing is waiting.", { "data-timers": true });
}

function sends() {
  const items = profile.sends.map((send) =>
    el(
      "li",
      {},
      el("b", {}, `${send.flow} #${send.step}`),
      el("span", { class: `status ${send.state}` }, send.state),
      el("span", {}, [moment(send.at), send.reason && words(send.reason)].filter(Boolean).join(" · ")),
    ),
  );
  return box("Mails", items, "None yet.");
}

function cart() {
  const lines = (profile.cart && profile.cart.lines) || [];
  const items = lines.map((line) => el("li", {}, el("b", {}, `${line.quantity} × ${line.product}`), line.variant && el("span", {}, line.variant)));
  return box("Basket", items, "Empty.");
}

function wishes() {
  const items = profile.wishes.map((wish) =>
    el("li", {}, el("b", {}, wish.product), el("span", {}, [wish.variant, wish.since && `since ${moment(wish.since)}`].filter(Boolean).join(" · "))),
  );
  return box("Wish list", items, "Nothing wished for.");
}

function permissions() {
  const items = profile.permissions.map((each, index, all) =>
    el(
      "li",
      {},
      el("b", {}, words(each.topic)),
      el("span", { class: `status ${each.state}` }, words(each.state)),
      el("span", {}, moment(each.at)),
      each.wording && each.wording !== (all[index - 1] || {}).wording && el("q", {}, each.wording),
    ),
  );
  return box("Permissions", items, "None given.");
}

function devices() {
  const items = profile.devices.map((each) =>
    el(
      "li",
      {},
      el("b", {}, each.device.slice(0, 8)),
      el("span", { class: `status ${each.state}` }, each.state),
      el("span", {}, [each.consent_source, each.last_batch_at ? `heard of ${moment(each.last_batch_at)}` : "not heard of yet"].filter(Boolean).join(" · ")),
    ),
  );
  return box("Devices", items, "None.");
}

function story() {
  const buttons = Object.entries(FILTERS).map(([name, label]) =>
    el("button", { type: "button", "aria-pressed": String(name === filter), onclick: () => sift(name) }, label),
  );
  const wanted = profile.log.filter((line) => filter === "all" || kind(line)[1] === filter || (filter === "out" && kind(line)[1] === "no"));
  const items = [];
  let last;
  for (const line of wanted) {
    if (day(line.at) !== last) items.push(el("li", { class: "day" }, day(line.at)));
    last = day(line.at);
    items.push(entry(line));
  }
  return el(
    "section",
    { class: "story" },
    el("h3", {}, "What happened, newest first"),
    el("div", { class: "filters", role: "group", "aria-label": "Show" }, ...buttons),
    items.length ? el("ol", {}, ...items) : el("p", { class: "nothing" }, "Nothing."),
  );
}

function entry(line) {
  const [label, side] = kind(line);
  return el(
    "li",
    { class: `line ${side}`, "data-what": line.what },
    el("time", {}, time(line.at)),
    el("span", { class: "tag" }, label),
    el("div", {}, el("p", {}, line.text), el("details", {}, el("summary", {}, "details"), el("pre", {}, JSON.stringify(line.detail, null, 2)))),
  );
}

function sift(name) {
  filter = name;
  part("profile").querySelector(".story").replaceWith(story());
}

const kind = (line) => KINDS[line.what] || [line.what, "in"];
const words = (value) => (typeof value === "string" ? value : JSON.stringify(value)).replaceAll("_", " ");
const moment = (at) => `${day(at)} ${time(at)}`;

part("search").addEventListener("submit", (event) => {
  event.preventDefault();
  query = document.getElementById("q").value.trim();
  list().catch(() => {});
});
part("back").addEventListener("click", () => part("panes").classList.remove("chosen"));

let begun = false;
live(async () => {
  if (!begun) {
    await startClock();
    if (chosen) part("panes").classList.add("chosen");
  }
  begun = true;
  await list();
  if (chosen) await refresh();
}, 3_000);
