// The page's dataLayer, in both shapes: GTM's objects, and gtag's arguments. The wrapper only takes note (R39); the work is done in
// slices. The array is never replaced, and a `push` that somebody else wrapped still runs.

const MOST = 1000;
// So many more before anything is dropped, so that dropping costs a push next to nothing.
const ROOM = 250;
const SLICE = 4;
const LOOKS = [0, 500, 2000, 5000, 10000];

// The event that was pushed, in GTM's shape; undefined for anything else, also for what throws when it is read.
function said(pushed) {
  try {
    const event = pushed[0] === "event" ? { event: pushed[1], ecommerce: pushed[2] } : pushed;
    return typeof event.event === "string" ? event : undefined;
  } catch {
    return undefined;
  }
}
const is = (pushed, name) => (said(pushed) || {}).event === name;

export function listen(page, closed, take, cartMoved) {
  let waiting = [];
  let scheduled = false;
  let listened;

  function work() {
    scheduled = false;
    const until = performance.now() + SLICE;
    while (waiting.length && !closed() && performance.now() < until) {
      const event = said(waiting.shift());
      if (!event) continue;
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
    if (waiting.length > MOST + ROOM) drop();
    schedule();
  }
  // Views are worth least, and the oldest of them least of all.
  function drop() {
    let many = waiting.length - MOST;
    const stays = (pushed) => many <= 0 || !is(pushed, "view_item") || !many--;
    waiting = waiting.filter(stays).slice(-MOST);
  }
  function wrap() {
    const layer = page.dataLayer;
    if (closed() || !Array.isArray(layer) || layer === listened) return;
    const push = layer.push;
    try {
      layer.push = function (...pushed) {
        try {
          note(pushed);
        } catch {
          // What cannot be read is passed over.
        }
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
        const last = layer.filter((pushed) => is(pushed, name)).pop();
        if (last) note([last]);
      }
    },
  };
}
