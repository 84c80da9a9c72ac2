// The shop's own script. Every form works without it; with it, pages stay where they are.
"use strict";

window.dataLayer = window.dataLayer || [];
window.wenk =
  window.wenk ||
  function () {
    (window.wenk.q = window.wenk.q || []).push(arguments);
  };

// Commerce events for whichever tag reads them, in the shape of a tag manager.
function push(events) {
  for (const event of events) {
    window.dataLayer.push({ ecommerce: null });
    window.dataLayer.push(event);
  }
}

function say(notice) {
  const place = document.querySelector("[data-notice]");
  place.textContent = notice || "";
  place.hidden = !notice;
}

// Brings the page to the state that the server answered.
function show(state) {
  const counts = { count: state.count, wishes: state.wishes.length, compared: state.compared.length };
  for (const badge of document.querySelectorAll("[data-count]")) {
    const number = counts[badge.dataset.count];
    badge.textContent = number;
    badge.hidden = number === 0;
  }
  if (state.cart) {
    document.body.dataset.wenkCart = JSON.stringify(state.cart.lines);
    document.body.dataset.wenkCartId = state.cart.id;
  }
  document.body.dataset.wenkWishes = JSON.stringify(state.wishes);
  for (const form of document.querySelectorAll("form[data-toggle]")) turn(form, state[form.dataset.toggle]);
  say(state.notice);
  push(state.events);
}

// Makes a toggle offer the opposite of what is.
function turn(form, list) {
  const id = form.elements.product.value;
  const on = list.includes(id);
  const button = form.querySelector("button");
  const data = button.dataset;
  form.action = "/" + (form.dataset.toggle === "wishes" ? "wishes" : "compare") + (on ? "/remove" : "/add");
  button.setAttribute("aria-pressed", String(on));
  delete data.wenkUnwish;
  delete data.wenkCompare;
  delete data.wenkUncompare;
  if (form.dataset.toggle === "wishes") {
    if (on) data.wenkUnwish = id;
  } else if (on) {
    data.wenkUncompare = id;
  } else {
    data.wenkCompare = id;
  }
}

async function send(action, values) {
  const answer = await fetch(action, {
    method: "POST",
    body: new URLSearchParams(values),
    headers: { accept: "application/json" },
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// Tells Wenk who is logged in, with a proof that this shop's server signs.
async function introduce() {
  const answer = await fetch("/api/identity", { cache: "no-store" });
  if (answer.status === 200) window.wenk("identify", (await answer.json()).token);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-logout]")) window.wenk("forget");
  if (!form.matches("[data-toggle], [data-enhance]")) return;
  event.preventDefault();
  send(form.action, new FormData(form)).then(show, () => form.submit());
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// A sign-up is Wenk's to send; the shop only says what happens next.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-wenk-subscribe]")) return;
  event.preventDefault();
  const answer = form.querySelector(".answer");
  answer.textContent = "Nearly there: please press the button in the mail that we just sent you.";
  answer.hidden = false;
  const wish = form.dataset.alsoWish;
  if (wish) send("/wishes/add", { product: wish }).then(show, () => {});
});

for (const name of ["cc:onFirstConsent", "cc:onChange"]) {
  window.addEventListener(name, () => {
    if ("customer" in document.body.dataset) introduce();
  });
}

const page = JSON.parse(document.getElementById("page-data").textContent);
push(page.events);
if (page.introduce) introduce();
