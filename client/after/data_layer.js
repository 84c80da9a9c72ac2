// The page's dataLayer, in both shapes: GTM's objects, and gtag's arguments. The wrapper only takes note (R39); the work is done in
// slices. The array is never replaced, and a `push` that somebody else wrapped still runs.
import { said } from "./record.js";

const MOST = 1000;
// So many more before anything is dropped, so that dropping costs a push next to nothing.
const ROOM = 250;
const SLICE = 4;
const LOOKS = [500, 2000, 5000, 10000];
const VIEWS = ["view_item", "view_cart"];

// The event that was pushed, in GTM's shape; undefined for anything else, also for what throws when it is read.
function told(pushed) {
  try {
    const event = pushed[0] === "event" ? { event: pushed[1], ecommerce: pushed[2] } : pushed;
    return typeof event.event === "string" ? event : undefined;
  } catch {
    return undefined;
  }
}
const is = (pushed, name) => (told(pushed) || {}).event === name;

// `slice` runs a piece of work on the core, which `take` belongs into.
export function listen(page, closed, slice, take, cartMoved) {
  let waiting = [];
  let scheduled = false;
  let listened;

  function work() {
    scheduled = false;
    const until = performance.now() + SLICE;
    let moved = false;
    slice((now) => {
      while (waiting.length && performance.now() < until) {
        const event = told(waiting.shift());
        const text = event && read(event);
        if (!text) continue;
        take(text, now);
        moved = moved || /cart|purchase/.test(event.event);
      }
    });
    if (moved) cartMoved();
    if (waiting.length) schedule();
  }
  function schedule() {
    if (!scheduled && !closed()) setTimeout(work, 0);
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
    waiting = waiting.filter((pushed) => many <= 0 || !is(pushed, "view_item") || !many--).slice(-MOST);
  }
  function wrap() {
    const layer = page.dataLayer;
    if (closed() || !Array.isArray(layer) || layer === listened) return undefined;
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
    return layer;
  }
  return {
    // Begins with what was pushed from `from` on. What came before the grant is not ours, but for what the page itself is about.
    begin(from) {
      const layer = wrap() || [];
      for (const view of VIEWS) note(layer.slice(0, from).filter((pushed) => is(pushed, view)).slice(-1));
      note(layer.slice(from));
      // A page may make its dataLayer after us: then all of it is new.
      for (const wait of LOOKS) setTimeout(() => listened || note(wrap() || []), wait);
    },
  };
}

function read(event) {
  try {
    return said(event);
  } catch {
    return undefined;
  }
}
