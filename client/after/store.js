// The browser's own storage, one key. Where it throws (private modes, blocked storage), things are kept for the page only.

export function store(key) {
  let last = null;
  let blocked = false;
  const text = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      blocked = true;
      return null;
    }
  };
  return {
    blocked: () => blocked,
    read: () => (last = text()) || "",
    // What another tab wrote since: undefined where none did, null where it wiped all.
    changed() {
      const now = blocked ? last : text();
      if (blocked || now === last) return undefined;
      return (last = now);
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
