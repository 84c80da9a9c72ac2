// The browser's own storage, one key. Where it throws (private modes, blocked storage), things are kept for the page only.

export function store(key, wiped) {
  let last;
  let blocked = false;
  const text = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return undefined;
    }
  };
  return {
    blocked: () => blocked,
    read() {
      last = text();
      return last || "";
    },
    // What another tab wrote since; undefined when none did. Where it wiped all, consent may be gone: `wiped` looks.
    changed() {
      const now = text();
      if (blocked || now === undefined || now === last) return undefined;
      last = now;
      if (now === null) wiped();
      return now || "";
    },
    write(next) {
      if (blocked || next === (last || "")) return;
      try {
        if (next) localStorage.setItem(key, next);
        else localStorage.removeItem(key);
        last = next || null;
      } catch {
        blocked = true;
      }
    },
  };
}
