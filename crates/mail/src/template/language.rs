//! What differs from language to language: how money and dates are written, and the layout's words.
//!
//! **Out of scope:** words of a template, which are in the template.

/// How a language writes numbers.
pub(crate) struct Style {
    /// Between thousands.
    pub(crate) group: &'static str,
    /// Before the decimals.
    pub(crate) decimal: char,
    /// Where the currency stands.
    pub(crate) currency: Place,
    /// Before the per cent sign.
    pub(crate) percent: &'static str,
}

/// Where the currency stands.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// `€1.50`
    Before,
    /// `€ 1,50`
    BeforeSpaced,
    /// `1,50 €`
    After,
}

/// The primary subtag: `nl` of `nl-BE`.
pub(crate) fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

/// How a language writes numbers; English for one that is not known.
pub(crate) fn style(language: &str) -> Style {
    let (group, decimal, currency) = match primary(language) {
        "nl" => (".", ',', Place::BeforeSpaced),
        "fr" => ("\u{202f}", ',', Place::After),
        "de" | "es" | "it" | "da" => (".", ',', Place::After),
        "sv" | "nb" | "fi" | "pl" | "pt" => ("\u{a0}", ',', Place::After),
        _ => (",", '.', Place::Before),
    };
    let percent = if matches!(currency, Place::After) { "\u{a0}" } else { "" };
    Style { group, decimal, currency, percent }
}

/// Words of the layout: English, Dutch, French, German.
const WORDS: [(&str, [&str; 4]); 12] = [
    ("at", ["at", "om", "à", "um"]),
    ("unsubscribe", ["Unsubscribe", "Uitschrijven", "Se désabonner", "Abmelden"]),
    ("preferences", ["Preferences", "Voorkeuren", "Préférences", "Einstellungen"]),
    ("reply", ["Questions? Write to", "Vragen? Schrijf naar", "Des questions ? Écrivez à", "Fragen? Schreiben Sie an"]),
    ("sent_by", ["Sent by", "Verzonden door", "Envoyé par", "Gesendet von"]),
    (
        "reason",
        [
            "You get this mail because you asked to hear about this.",
            "Je krijgt deze mail omdat je hierover bericht wilde.",
            "Vous recevez cet e-mail parce que vous l'avez demandé.",
            "Sie erhalten diese E-Mail, weil Sie darum gebeten haben.",
        ],
    ),
    (
        "reason_service",
        [
            "This mail answers a request that was made with your address.",
            "Deze mail antwoordt op een verzoek dat met jouw adres is gedaan.",
            "Cet e-mail répond à une demande faite avec votre adresse.",
            "Diese E-Mail beantwortet eine Anfrage mit Ihrer Adresse.",
        ],
    ),
    (
        "unavailable",
        [
            "Not available at the moment",
            "Op dit moment niet verkrijgbaar",
            "Indisponible pour le moment",
            "Zurzeit nicht verfügbar",
        ],
    ),
    ("more", ["And {} more", "En nog {} andere", "Et {} autres", "Und {} weitere"]),
    ("total", ["Total", "Totaal", "Total", "Summe"]),
    ("saving", ["You save", "Je bespaart", "Vous économisez", "Sie sparen"]),
    (
        "reference",
        [
            "Lowest price of the last 30 days before the reduction",
            "Laagste prijs van de laatste 30 dagen voor de verlaging",
            "Prix le plus bas des 30 derniers jours avant la réduction",
            "Niedrigster Preis der letzten 30 Tage vor der Ermäßigung",
        ],
    ),
];

/// The name of a month, from 1; English for a language that is not known.
pub(crate) fn month(language: &str, number: i8) -> Option<&'static str> {
    let names = match primary(language) {
        "nl" => "januari februari maart april mei juni juli augustus september oktober november december",
        "fr" => "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "de" => "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        _ => "January February March April May June July August September October November December",
    };
    names.split(' ').nth(usize::try_from(number).ok()?.checked_sub(1)?)
}

/// A word of the layout, English where the language has none. `None` for a word that the layout does not know.
pub(crate) fn word(language: &str, key: &str) -> Option<&'static str> {
    let (_, [english, dutch, french, german]) = WORDS.iter().find(|(known, _)| *known == key)?;
    Some(match primary(language) {
        "nl" => dutch,
        "fr" => french,
        "de" => german,
        _ => english,
    })
}
