// The browser's own storage, one key. Where it throws (private modes, blocked storage), things are kept for the page only.

export function store(key) {
  let last;
  const text = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return undefined;
    }
  };
  const parsed = (found) => {
    try {
      return JSON.parse(found) || {};
    } catch {
      return {};
    }
  };
  return {
    read() {
      last = text();
      return last ? parsed(last) : {};
    },
    // What another tab wrote since; undefined when none did.
    changed() {
      const now = text();
      if (now === undefined || now === last) return undefined;
      last = now;
      return now === null ? {} : parsed(now);
    },
    write(next) {
      if (next === last) return;
      last = next;
      try {
        localStorage.setItem(key, next);
      } catch {
        last = undefined;
      }
    },
  };
}
