// Attributes: what GA4 has no words for. Listened to at the document, so that pages may render anew as often as they like.

import { record, said } from "./record.js";

const CLICKS = { wenkCompare: "product_compared", wenkUncompare: "comparison_removed", wenkWish: "wish_added", wenkUnwish: "wish_removed" };
const SELECTOR = "[data-wenk-compare],[data-wenk-uncompare],[data-wenk-wish],[data-wenk-unwish]";

export function follow(page, track, look) {
  page.addEventListener(
    "click",
    (event) => {
      const marked = event.target.closest && event.target.closest(SELECTOR);
      if (marked) {
        const { wenkVariant: variant } = marked.dataset;
        for (const name in CLICKS) {
          if (marked.dataset[name]) track(CLICKS[name], { product: marked.dataset[name], variant });
        }
      }
      // The page's own handlers run after this one; what they changed is looked at next.
      setTimeout(() => {
        configured(event, track);
        look();
      }, 0);
    },
    true,
  );
  page.addEventListener("change", (event) => setTimeout(() => configured(event, track), 0), true);
}

function configured(event, track) {
  const root = event.target.closest && event.target.closest("[data-wenk-configure]");
  if (!root || !root.isConnected) return;
  const options = {};
  for (const chosen of root.querySelectorAll("[data-wenk-option][data-wenk-value]")) {
    options[chosen.dataset.wenkOption] = chosen.dataset.wenkValue;
  }
  const { wenkConfigure: product, wenkStep: step, wenkSteps: steps } = root.dataset;
  track("configuration_updated", { product, step, steps, completed: "wenkCompleted" in root.dataset, options });
}

// Tells the core the cart and the wish list that the page declares: `data-wenk-cart`, `data-wenk-cart-id`, `data-wenk-wishes`.
export function declared(core, now) {
  const cart = document.querySelector("[data-wenk-cart]");
  if (cart) {
    const lines = parsed(cart.dataset.wenkCart);
    if (lines) core.declared_cart(said({ cart: cart.dataset.wenkCartId, lines }), now);
  }
  const wishes = document.querySelector("[data-wenk-wishes]");
  if (wishes) {
    const products = parsed(wishes.dataset.wenkWishes);
    if (products) core.declared_wishes(record(products), now);
  }
}

function parsed(text) {
  try {
    const list = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}
