// vanilla-cookieconsent 3. Its module builds leave no global behind, so the cookie is read. `cc:onConsent` fires after a refusal and on
// every load as well: only the categories in the cookie count, and none of them while the banner itself says that it has to ask again.

const COOKIE = "cc_cookie";
const EVENTS = ["cc:onFirstConsent", "cc:onConsent", "cc:onChange"];

function categories() {
  try {
    const found = document.cookie.split("; ").find((cookie) => cookie.startsWith(COOKIE + "="));
    return found && JSON.parse(decodeURIComponent(found.slice(COOKIE.length + 1))).categories;
  } catch {
    return undefined;
  }
}

export const vanilla = (category) => ({
  name: "vanilla-cookieconsent",
  detect: () => !!(categories() || window.CookieConsent || document.querySelector("#cc-main")),
  read() {
    const agreed = categories();
    const banner = window.CookieConsent;
    if (!Array.isArray(agreed) || (banner && banner.validConsent && !banner.validConsent())) return "unknown";
    return agreed.includes(category) ? "granted" : "denied";
  },
  subscribe: (changed) => EVENTS.forEach((event) => addEventListener(event, changed)),
});
