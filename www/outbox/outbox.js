// The outbox: every mail that the embedded provider kept, newest first, as a mail client would show it.
import { ask, day, el, live, part, span, now, startClock, time } from "/outbox/operator.js";

const PARTS = ["HTML", "Text", "Headers", "Raw"];
const mails = [];
let chosen;
let shown = "HTML";
let width = "desktop";

function row(mail) {
  const open = () => choose(mail);
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "row", "aria-current": mail === chosen ? "true" : false, onclick: open, "data-send": mail.send_id },
      el("b", {}, mail.subject),
      el("span", {}, mail.to),
      el("time", { title: `${day(mail.at)} ${time(mail.at)}` }, `${span(now() - mail.at)} ago`),
    ),
  );
}

function list() {
  part("mails").replaceChildren(...mails.map(row));
  part("empty").hidden = mails.length > 0;
  part("total").textContent = mails.length ? String(mails.length) : "";
}

function choose(mail) {
  chosen = mail;
  part("panes").classList.add("chosen");
  part("reader").hidden = false;
  part("subject").textContent = mail.subject;
  part("from").textContent = mail.from;
  part("to").textContent = mail.to;
  part("at").textContent = `${day(mail.at)} ${time(mail.at)}`;
  list();
  draw();
}

// A mail's links open beside this page; nothing in a mail may run.
function html(mail) {
  const frame = el("iframe", {
    title: `The mail: ${mail.subject}`,
    sandbox: "allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    class: width,
    srcdoc: mail.html,
  });
  frame.addEventListener("load", () => {
    const inside = frame.contentDocument;
    for (const link of inside.links) Object.assign(link, { target: "_blank", rel: "noopener" });
    const fit = () => (frame.style.height = `${inside.documentElement.scrollHeight + 2}px`);
    fit();
    for (const image of inside.images) image.addEventListener("load", fit);
  });
  return frame;
}

function draw() {
  part("tabs").replaceChildren(
    ...PARTS.map((name) =>
      el(
        "button",
        {
          type: "button",
          role: "tab",
          "aria-selected": String(name === shown),
          "aria-controls": "part",
          tabindex: name === shown ? "0" : "-1",
          onclick: () => turn(name),
        },
        name,
      ),
    ),
  );
  for (const button of part("widths").children) {
    button.setAttribute("aria-pressed", String(button.dataset.width === width));
  }
  part("widths").hidden = shown !== "HTML";
  part("part").replaceChildren(body());
}

function body() {
  if (shown === "HTML") return html(chosen);
  if (shown === "Text") return el("pre", { class: width }, chosen.text);
  if (shown === "Raw") return el("pre", { class: "raw" }, chosen.raw);
  return el("dl", { class: "headers" }, ...chosen.headers.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

function turn(name) {
  shown = name;
  draw();
}

part("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: PARTS.length - 1 }[event.key];
  if (!step) return;
  turn(PARTS[(PARTS.indexOf(shown) + step) % PARTS.length]);
  part("tabs").querySelector("[aria-selected=true]").focus();
});
part("widths").addEventListener("click", (event) => {
  width = event.target.dataset.width || width;
  draw();
});
part("back").addEventListener("click", () => part("panes").classList.remove("chosen"));

let begun = false;
live(async () => {
  if (!begun) await startClock();
  begun = true;
  const newest = mails.length ? mails[0].seq : 0;
  const fresh = (await ask(`outbox?after=${newest}`)).mails;
  mails.unshift(...fresh);
  list();
  if (!chosen && mails.length && matchMedia("(min-width: 60rem)").matches) choose(mails[0]);
}, 2_000);
