// The configurator: picture and price follow the choice, and each choice is kept.
"use strict";

const form = document.querySelector("[data-builder]");
const option = form.elements.option.value;

function code() {
  return [...document.querySelectorAll("[data-chosen]")].map((each) => each.dataset.value).join(".");
}

function priced(cents) {
  const euros = new Intl.NumberFormat("en-IE", { minimumFractionDigits: 2 }).format(cents / 100);
  return "€\u00a0" + euros;
}

// The price before this step's choice, taken from the page that the server wrote.
const before = Number(form.dataset.sum) - Number(form.querySelector("[name=value]:checked").dataset.extra);

form.addEventListener("change", (event) => {
  const input = event.target;
  if (input.name !== "value") return;
  for (const each of form.querySelectorAll("[name=value]")) {
    delete each.dataset.wenkOption;
    delete each.dataset.wenkValue;
  }
  input.dataset.wenkOption = option;
  input.dataset.wenkValue = input.value;
  const chosen = document.querySelector(`[data-chosen="${option}"]`);
  chosen.textContent = input.dataset.name;
  chosen.dataset.value = input.value;
  document.querySelector("[data-picture]").src = "/pictures/built.svg?code=" + code();
  document.querySelector("[data-total]").textContent = priced(before + Number(input.dataset.extra));
  const variant = document.querySelector("[data-code]");
  if (variant) variant.value = code();
  const step = form.closest("[data-wenk-configure]").dataset.wenkStep;
  send(form.action, { option, value: input.value, step }).catch(() => {});
});
