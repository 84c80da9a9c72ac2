// vanilla-cookieconsent 3. Its module builds leave no global behind, so the cookie is read. `cc:onConsent` fires after a refusal and on
// every load as well: only the categories in the cookie count, and none of them while the banner itself says that it has to ask again.

const COOKIE = "cc_cookie";
const EVENTS = ["cc:onFirstConsent", "cc:onConsent", "cc:onChange"];

function cookie() {
  try {
    const found = document.cookie.split("; ").find((each) => each.startsWith(COOKIE + "="));
    return JSON.parse(decodeURIComponent(found.slice(COOKIE.length + 1)));
  } catch {
    return {};
  }
}

export const vanilla = (category) => ({
  name: "vanilla-cookieconsent",
  detect: () => !!(cookie().categories || window.CookieConsent || document.querySelector("#cc-main")),
  read() {
    const { categories } = cookie();
    const banner = window.CookieConsent;
    if (!Array.isArray(categories) || (banner && banner.validConsent && !banner.validConsent())) return "unknown";
    return categories.includes(category) ? "granted" : "denied";
  },
  earlier: () => Date.parse(cookie().lastConsentTimestamp) < performance.timeOrigin,
  subscribe: (changed) => EVENTS.forEach((event) => addEventListener(event, changed)),
});
