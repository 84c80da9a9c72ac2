// Which banner says what. Each source has one small shape: detect() -> boolean, read() -> "unknown" | "granted" | "denied", never
// throwing, subscribe(changed), where `changed` carries nothing: an event's name is never a grant, so the state is read again, and
// earlier(isFirstLook) -> boolean: whether the grant is from before this page.
import * as call from "./call.js";
import { vanilla } from "./vanilla_cookieconsent.js";

export { call };

// Reads `data-consent`: `auto`, `call`, or a banner's name and the category that means marketing.
export function chosen(text) {
  const [name, category] = text.split(":");
  const sources = name === "call" ? [call] : [vanilla(category || "marketing"), call];
  const said = () => sources.filter((source) => source.detect());
  return {
    // R23: any denial denies; a grant needs every banner that is there; everything else is silence.
    read() {
      const states = said().map((source) => source.read());
      if (states.includes("denied")) return "denied";
      return states.length && states.every((state) => state === "granted") ? "granted" : "unknown";
    },
    earlier: (isFirstLook) => said().every((source) => source.earlier(isFirstLook)),
    source: () => said().map((source) => source.name).join("+"),
    subscribe: (changed) => sources.forEach((source) => source.subscribe(changed)),
  };
}
