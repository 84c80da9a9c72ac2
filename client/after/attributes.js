// Attributes: what GA4 has no words for. Listened to at the document, so that pages may render anew as often as they like.
import { record, said } from "./record.js";

// The attribute, what it says, and what a box says that is no longer ticked.
const CLICKS = [
  ["wenkCompare", "product_compared", "comparison_removed"],
  ["wenkUncompare", "comparison_removed", "product_compared"],
  ["wenkWish", "wish_added", "wish_removed"],
  ["wenkUnwish", "wish_removed", "wish_added"],
];
const SELECTOR = "[data-wenk-compare],[data-wenk-uncompare],[data-wenk-wish],[data-wenk-unwish]";
// A page's own handlers run after ours, and may ask a server first.
const LOOKS = [0, 1000];

export function follow(page, track, look) {
  let last;
  function configured(near) {
    const id = near && near.dataset.wenkConfigure;
    // What was clicked may be gone: the page rendered its configurator anew.
    const root = near && near.isConnected ? near : id && page.querySelector(`[data-wenk-configure="${CSS.escape(id)}"]`);
    const now = root && configuration(root);
    if (!now || JSON.stringify(now) === last) return;
    last = JSON.stringify(now);
    track("configuration_updated", now);
  }
  const later = (event) => {
    const root = closest(event, "[data-wenk-configure]");
    for (const wait of LOOKS) setTimeout(() => (configured(root), look()), wait);
  };
  page.addEventListener("click", (event) => (clicked(event, track), later(event)), true);
  page.addEventListener("change", later, true);
}

const closest = (event, selector) => event.target && event.target.closest && event.target.closest(selector);

function clicked(event, track) {
  const marked = closest(event, SELECTOR);
  if (!marked) return;
  // A label stands for its box, which is clicked next.
  const box = marked.control || marked;
  if (marked.control && event.target !== box) return;
  const off = box.type === "checkbox" && !box.checked;
  for (const [name, on, otherwise] of CLICKS) {
    const product = marked.dataset[name];
    if (product) track(off ? otherwise : on, { product, variant: marked.dataset.wenkVariant });
  }
}

function configuration(root) {
  const options = {};
  for (const each of root.querySelectorAll("[data-wenk-option]")) {
    const { wenkOption: option, wenkValue: value } = each.dataset;
    if (chosen(each)) options[option] = value || each.value;
  }
  const { wenkConfigure: product, wenkStep: step, wenkSteps: steps } = root.dataset;
  return { product, step, steps, completed: "wenkCompleted" in root.dataset, options };
}

// A button or box says itself whether it is chosen; everything else that is marked is.
function chosen(each) {
  if (each.type === "radio" || each.type === "checkbox") return each.checked;
  return !["pressed", "checked", "selected"].some((state) => each.getAttribute("aria-" + state) === "false");
}

// Answers a look at the cart and the wish list that the page declares: `data-wenk-cart`, `data-wenk-cart-id`, `data-wenk-wishes`. A
// declaration counts when it is new: a page that changes it only with its next load does not undo what was put in meanwhile. `again`
// takes it as new.
export function declarations(page, cart, wishes) {
  const seen = {};
  const look = (name, again, take) => {
    const element = page.querySelector(`[data-wenk-${name}]`);
    const text = element && element.getAttribute("data-wenk-" + name);
    if (!text || (text === seen[name] && !again)) return;
    seen[name] = text;
    const list = parsed(text);
    if (list) take(list, element.dataset);
  };
  return (again) => {
    look("cart", again, (lines, { wenkCartId }) => cart(said({ cart: wenkCartId, lines })));
    look("wishes", again, (products) => wishes(record(products)));
  };
}

function parsed(text) {
  try {
    const list = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}
