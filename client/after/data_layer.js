// The page's dataLayer, in both shapes: GTM's objects, and gtag's arguments. The wrapper only takes note (R39); the work is done in
// slices. The array is never replaced, and a `push` that somebody else wrapped still runs.

const MOST = 1000;
const SLICE = 4;
const LOOKS = [0, 500, 2000, 5000, 10000];

const said = (pushed) => (pushed && pushed[0] === "event" ? { event: pushed[1], ecommerce: pushed[2] } : pushed);

export function listen(page, closed, take, cartMoved) {
  const waiting = [];
  let scheduled = false;
  let listened;

  function work() {
    scheduled = false;
    const until = performance.now() + SLICE;
    while (waiting.length && !closed() && performance.now() < until) {
      const event = said(waiting.shift());
      if (!event || typeof event !== "object" || typeof event.event !== "string") continue;
      take(event);
      if (/cart|purchase/.test(event.event)) cartMoved();
    }
    if (waiting.length && !closed()) schedule();
  }
  function schedule() {
    if (!scheduled) setTimeout(work, 0);
    scheduled = true;
  }
  function note(list) {
    if (closed()) return;
    for (const pushed of list) waiting.push(pushed);
    // Views are worth least, and the oldest of them least of all.
    while (waiting.length > MOST) {
      const view = waiting.findIndex((pushed) => (said(pushed) || {}).event === "view_item");
      waiting.splice(Math.max(view, 0), 1);
    }
    schedule();
  }
  function wrap() {
    const layer = page.dataLayer;
    if (closed() || !Array.isArray(layer) || layer === listened) return;
    const push = layer.push;
    try {
      layer.push = function (...pushed) {
        note(pushed);
        return push.apply(this, pushed);
      };
      listened = layer;
    } catch {
      // A frozen dataLayer tells nothing; calls and attributes still do.
    }
  }
  // A page may make its dataLayer after us.
  for (const wait of LOOKS) setTimeout(wrap, wait);
  wrap();
  return {
    // What was pushed before the grant is not ours, but for what the page itself is about.
    replay(events) {
      const layer = Array.isArray(page.dataLayer) ? page.dataLayer : [];
      for (const name of events) {
        const last = layer.filter((pushed) => (said(pushed) || {}).event === name).pop();
        if (last) note([last]);
      }
    },
  };
}
