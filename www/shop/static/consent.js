// The consent banner. Nothing but the necessary is on until somebody says so.
CookieConsent.run({
  hideFromBots: false,
  guiOptions: { consentModal: { layout: "box", position: "bottom left", equalWeightButtons: true } },
  categories: { necessary: { enabled: true, readOnly: true }, marketing: {} },
  language: {
    default: "en",
    translations: {
      en: {
        consentModal: {
          title: "May we remember your basket?",
          description:
            "With your permission this shop remembers on your device what you look at, so that we can write to you about a basket you left or a price that fell. Nothing is remembered before you say yes.",
          acceptAllBtn: "Yes, that is fine",
          acceptNecessaryBtn: "No, only what is necessary",
          showPreferencesBtn: "Let me choose",
          footer: '<a href="/imprint">Imprint and privacy</a>',
        },
        preferencesModal: {
          title: "Cookie settings",
          acceptAllBtn: "Allow all",
          acceptNecessaryBtn: "Only what is necessary",
          savePreferencesBtn: "Save my choice",
          closeIconLabel: "Close",
          sections: [
            { description: "You can change this at any time with the link at the foot of each page." },
            {
              title: "Necessary",
              description: "Your basket, wish list and account, kept by this shop only.",
              linkedCategory: "necessary",
            },
            {
              title: "Marketing",
              description: "Wenk remembers on this device what you looked at, for mails that you asked for.",
              linkedCategory: "marketing",
            },
          ],
        },
      },
    },
  },
});
