//! The hosted pages: how they look, in which language, and the headers they all bear.
//!
//! A template's words stand in it in English and Dutch, `{{ say("Save", "Bewaren") }}`. No page has a script or a picture; its one
//! style sheet is a static file.
//!
//! **Out of scope:** who may see a page and what a button does (`route::hosted`).

use crate::error::Error;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::{Environment, Value, context};
use wenk_engine::Config;
use wenk_wire::{Millis, Topic};
use worker::{Headers, Response};

const TEMPLATES: [(&str, &str); 7] = [
    ("base.html", include_str!("../../www/pages/base.html")),
    ("message.html", include_str!("../../www/pages/message.html")),
    ("confirm.html", include_str!("../../www/pages/confirm.html")),
    ("unsubscribe.html", include_str!("../../www/pages/unsubscribe.html")),
    ("preferences.html", include_str!("../../www/pages/preferences.html")),
    ("erase.html", include_str!("../../www/pages/erase.html")),
    ("export.html", include_str!("../../www/pages/export.html")),
];

/// What every page bears: it loads nothing but its style sheet, stands in no frame, is kept nowhere, and tells no address.
const HEADERS: [(&str, &str); 6] = [
    ("Content-Type", "text/html; charset=utf-8"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("X-Robots-Tag", "noindex"),
    ("X-Content-Type-Options", "nosniff"),
];

/// The language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// English.
    English,
    /// Dutch.
    Dutch,
}

impl Language {
    /// The profile's language, else the browser's first that there is, else the shop's first, else English.
    pub(crate) fn of(profile: Option<&str>, accepted: &str, config: Option<&Config>) -> Self {
        let profile = profile.and_then(Self::known);
        let browser = || accepted.split(',').find_map(Self::known);
        let shop = || config.and_then(|config| config.shop.languages.iter().find_map(|code| Self::known(code)));
        profile.or_else(browser).or_else(shop).unwrap_or(Self::English)
    }

    fn known(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_', ';']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "nl" => Some(Self::Dutch),
            _ => None,
        }
    }

    /// Its code.
    pub(crate) const fn code(self) -> &'static str {
        self.say("en", "nl")
    }

    /// One of two texts.
    pub(crate) const fn say(self, english: &'static str, dutch: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Dutch => dutch,
        }
    }

    /// What a topic's mails are, for the person.
    pub(crate) const fn topic(self, topic: Topic) -> &'static str {
        match topic {
            Topic::Cart => self.say("Reminders of a basket you left", "Herinneringen aan een achtergelaten mandje"),
            Topic::PriceAlerts => {
                self.say("Price and stock of what you wished for", "Prijs en voorraad van wat je wenste")
            }
            Topic::Tips => self.say("Help and suggestions", "Hulp en suggesties"),
            Topic::Newsletter => self.say("The newsletter", "De nieuwsbrief"),
            Topic::Orders => self.say("Orders and shipments", "Bestellingen en zendingen"),
        }
    }

    /// The name of a language, in itself.
    pub(crate) fn name(code: &str) -> &str {
        match code {
            "en" => "English",
            "nl" => "Nederlands",
            "fr" => "Français",
            "de" => "Deutsch",
            _ => code,
        }
    }
}

/// A moment as the shop's clock on the wall shows it.
pub(crate) fn moment(at: Millis, config: &Config) -> String {
    let zone = TimeZone::get(&config.shop.time_zone).unwrap_or(TimeZone::UTC);
    let written = |at: Timestamp| at.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M").to_string();
    Timestamp::from_millisecond(at.0).map(written).unwrap_or_default()
}

/// A page from a template.
///
/// # Errors
/// When the template is wrong.
pub(crate) fn page(
    name: &str,
    language: Language,
    config: Option<&Config>,
    title: &str,
    values: Value,
    status: u16,
) -> Result<Response, Error> {
    let html = html(name, language, config, title, values).map_err(|why| worker::Error::RustError(why.to_string()))?;
    let headers = Headers::new();
    for (name, value) in HEADERS {
        headers.set(name, value)?;
    }
    headers.set("Content-Language", language.code())?;
    Ok(Response::from_bytes(html.into_bytes())?.with_status(status).with_headers(headers))
}

/// A page that only says something.
///
/// # Errors
/// When the template is wrong.
pub(crate) fn message(
    language: Language,
    config: Option<&Config>,
    title: &str,
    paragraphs: &[&str],
    status: u16,
) -> Result<Response, Error> {
    page(
        "message.html",
        language,
        config,
        title,
        context! { paragraphs => paragraphs.iter().copied().map(Value::from).collect::<Vec<_>>() },
        status,
    )
}

fn html(
    name: &str,
    language: Language,
    config: Option<&Config>,
    title: &str,
    values: Value,
) -> Result<String, minijinja::Error> {
    // Templates named *.html are escaped.
    let mut environment = Environment::new();
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    let dutch = language == Language::Dutch;
    environment.add_function("say", move |english: String, in_dutch: String| if dutch { in_dutch } else { english });
    let shop = config.map(|config| {
        context! {
            name => &config.shop.name, sender => &config.sender.name,
            postal_address => &config.sender.postal_address, reply_to => &config.sender.reply_to,
        }
    });
    let common = context! { language => language.code(), title, shop };
    environment.get_template(name)?.render(context! { ..values, ..common })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_speaks_the_profile_s_language_then_the_browser_s() {
        assert_eq!(Language::of(Some("nl-BE"), "en", None), Language::Dutch);
        assert_eq!(Language::of(Some("fr"), "de-DE,nl;q=0.8,en;q=0.5", None), Language::Dutch);
        assert_eq!(Language::of(None, "en-GB,en;q=0.9", None), Language::English);
        assert_eq!(Language::of(None, "", None), Language::English);
    }

    #[test]
    fn every_page_renders_in_both_languages_without_a_script_or_an_inline_style() {
        let topic = context! { id => "cart", name => "Reminders", on => true };
        let values = context! {
            paragraphs => ["One."], wording => "Send me <b>mail</b>", browser => "Firefox on Linux", at => "2026-11-24 10:00",
            topics => [topic], devices => [context! { id => "d1", since => "2026-11-24 10:00" }],
            languages => [context! { id => "en", name => "English", on => true }, context! { id => "nl", name => "Nederlands" }],
        };
        for (name, _) in TEMPLATES {
            for language in [Language::English, Language::Dutch] {
                let page = html(name, language, None, "A page", values.clone()).unwrap();
                assert!(
                    page.contains("<h1>A page</h1>") && page.contains(&format!("lang=\"{}\"", language.code())),
                    "{page}"
                );
                assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("<b>"), "{page}");
            }
        }
    }

    #[test]
    fn r15_the_confirmation_page_has_three_buttons() {
        let values = context! { topics => ["Newsletter"] };
        let page = html("confirm.html", Language::English, None, "Confirm", values).unwrap();
        for words in ["Confirm, that was my browser", "Confirm, but not my browser", "Not me"] {
            assert!(page.contains(words), "{page}");
        }
    }
}
