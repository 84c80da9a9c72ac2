/** What the script offers to a page. Calls made before the script arrived are kept by the stub:
 *  `window.wenk = window.wenk || function () { (wenk.q = wenk.q || []).push(arguments) }` */
interface Wenk {
  /** The page's own word on tracking consent, where no banner is read. */
  (call: "consent", choice: { marketing: boolean }): void;
  /** Signs an address up with one of the shop's forms. A confirmation mail follows. Needs no tracking consent. */
  (call: "subscribe", request: { email: string; form_id: string }): void;
  /** The shop's server vouches for the person who is logged in: a short-lived JWT. */
  (call: "identify", token: string): void;
  /** Logged out: the device forgets who it was, and what happened. */
  (call: "forget"): void;
  /** Something happened. Kept or sent only after tracking consent. */
  (call: "track", kind: "product_viewed" | "product_compared" | "comparison_removed", fields: { product: string }): void;
  (call: "track", kind: "wish_added" | "wish_removed", fields: { product: string; variant?: string }): void;
  (call: "track", kind: "cart_updated", fields: { cart?: string; lines: WenkLine[] }): void;
  (call: "track", kind: "configuration_updated", fields: WenkConfiguration): void;
  (call: "track", kind: "checkout_started", fields?: { checkout?: string }): void;
  (call: "track", kind: "order_placed", fields: { order: string; checkout?: string }): void;
}

interface WenkLine {
  product: string;
  variant?: string;
  quantity: number;
}

interface WenkConfiguration {
  product: string;
  /** The step reached, from 1. */
  step: number;
  steps: number;
  completed?: boolean;
  /** The shop's own ids: `{ frame: "m" }`. */
  options: Record<string, string>;
}

/* Attributes, on any element:
 *   data-wenk-subscribe="form id"            on a form with an e-mail field; read on submit only
 *   data-wenk-compare, data-wenk-uncompare, data-wenk-wish, data-wenk-unwish = "product id"   (data-wenk-variant);
 *     on a checkbox, taking the tick away says the opposite
 *   data-wenk-configure="product id" data-wenk-step data-wenk-steps [data-wenk-completed]
 *     and within it data-wenk-option="option id" data-wenk-value="value id": on radio buttons, boxes and whatever has aria-pressed,
 *     aria-checked or aria-selected it counts while chosen, on a select its value does, on anything else it says what is chosen
 *   data-wenk-cart='[{"product","variant","quantity"}]' data-wenk-cart-id     the whole cart, as it is
 *   data-wenk-wishes='["product id"]'                                         the whole wish list, as it is */
declare const wenk: Wenk;
