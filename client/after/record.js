// How values cross to the wasm core: records of fields, as one text (client/src/record.rs). Whatever is missing or of another shape is
// the same as empty.

const field = (value) => {
  const text = Number.isFinite(value) ? String(Math.trunc(value)) : typeof value === "string" ? value : "";
  return text.replace(/[\x1e\x1f]/g, " ") + "\x1f";
};
export const record = (values) => values.map(field).join("");
export const records = (list) => list.map(record).join("\x1e");

const list = (value) => (Array.isArray(value) ? value : []);
// GA4's names, the older ones of gtag, and ours.
const item = (one) => ["i", one.item_id || one.product || one.id, one.item_variant || one.variant, one.quantity];

// What a page pushed, or the fields of a call: everything that a signal may need.
export function said(value) {
  const { items, transaction_id: order } = value.ecommerce || value;
  const about = [...list(items), ...list(value.lines)].filter((one) => one && typeof one === "object");
  // A tag manager's push may bear an id of its own beside its items.
  if (!about.length && (value.product || value.id || value.item_id)) about.push(value);
  const { event, cart, checkout, step, steps, completed, options } = value;
  return records([
    [event, order || value.order, cart, checkout, step, steps, completed ? "1" : ""],
    ...about.map(item),
    ...Object.entries(options || {}).map((option) => ["o", ...option]),
  ]);
}
