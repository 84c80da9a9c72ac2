//! A shop's configuration: one TOML document, kept in the shop's own git.

mod document;
mod flow;
mod parse;

pub use flow::{Exit, Flow, Nature, PriceDropRule, Step, Trigger, Variant};
pub use parse::Mark;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wenk_wire::{CurrencyCode, Duration, FlowId, FormId, Millis, ShopId, Topic};

/// A shop's configuration, whole and valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Number of this version; 0 until it is applied.
    #[serde(default)]
    pub version: u64,
    /// The shop.
    pub shop: Shop,
    /// Who the mails are from.
    pub sender: Sender,
    /// What the mails look like.
    pub brand: Brand,
    /// How much mail is too much.
    pub limits: Limits,
    /// Where the links of a mail lead.
    pub links: Links,
    /// By which fields of the feed a page's product id is found (R33).
    pub product_match: Vec<Match>,
    /// The feeds to pull.
    pub feeds: Vec<Feed>,
    /// The sign-up forms.
    pub forms: Vec<Form>,
    /// Who delivers.
    pub mail: MailSettings,
    /// A page's own dataLayer events, by name, and the signal each stands for.
    pub events: BTreeMap<String, String>,
    /// The flows.
    pub flows: Vec<Flow>,
}

/// The shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shop {
    /// Its public name in the script tag.
    pub id: ShopId,
    /// Its name for people.
    pub name: String,
    /// The origins its pages are served from.
    pub origins: Vec<String>,
    /// The currency of its prices.
    pub currency: CurrencyCode,
    /// Its IANA time zone.
    pub time_zone: String,
    /// The languages it has mails in; the first is the default.
    pub languages: Vec<String>,
}

/// Who the mails are from (R28).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The name shown.
    pub name: String,
    /// The address.
    pub address: String,
    /// Where answers go.
    pub reply_to: String,
    /// The postal address in the footer.
    pub postal_address: String,
}

/// What the mails look like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The accent colour, `#c2410c`.
    pub colour: String,
    /// Address of the logo.
    pub logo: Option<String>,
}

/// How much mail is too much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Least time between two marketing mails to one person.
    pub gap: Duration,
    /// Most marketing mails to one person.
    pub caps: Vec<Cap>,
    /// When nobody is mailed, in the recipient's time zone.
    pub quiet: Option<Quiet>,
    /// A profile active on the site within this time gets no behavioural mail (R8).
    pub active: Duration,
    /// Tracking consent counts for so long after it was last proven (R21).
    pub consent: Duration,
    /// Share of profiles, in hundredths of a percent, that get no marketing at all, for comparison.
    pub holdout_basis_points: u32,
}

/// So many marketing mails within a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// Most mails.
    pub mails: u32,
    /// Within this time.
    pub within: Duration,
}

/// When nobody is mailed, in minutes after local midnight; `from` after `to` spans midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// First quiet minute.
    pub from: u16,
    /// First minute that is not quiet.
    pub to: u16,
}

/// Where the links of a mail lead; `{…}` is filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The shop's front page.
    pub home: String,
    /// Restores a cart: `{lines}` is `product:variant:quantity,…`, percent-encoded.
    pub cart: String,
    /// A product's page, `{product}`; `None` takes the feed's link.
    pub product: Option<String>,
}

/// How a page's product id relates to a row of the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Match(pub String);

/// A feed to pull.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// The language of its words.
    pub language: String,
    /// The country its prices are for.
    pub country: String,
    /// The currency of its prices.
    pub currency: CurrencyCode,
}

/// A sign-up form. Wording and topics come from here, never from the page (R18).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The id that the page names.
    pub id: FormId,
    /// What it asks permission for.
    pub topics: Vec<Topic>,
    /// Version of the wording.
    pub version: String,
    /// The wording by language.
    pub wording: BTreeMap<String, String>,
}

/// Who delivers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    /// `outbox` or `resend`.
    pub provider: String,
    /// Address of the provider's API, where it is not its own.
    pub endpoint: Option<String>,
    /// Whether the provider recognises a repeated idempotency key. A relay that speaks a provider's API may not.
    pub deduplicates: bool,
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// Every problem of the document at once, each with its line.
    pub fn parse(text: &str) -> Result<Self, Vec<Mark>> {
        document::read(text)
    }

    /// This configuration as the next version of a shop: a flow that is new starts only from what happens after `now` (R5).
    #[must_use]
    pub fn activate(mut self, previous: Option<&Self>, version: u64, now: Millis) -> Self {
        self.version = version;
        for flow in &mut self.flows {
            let known = previous.and_then(|config| config.flow(&flow.id));
            flow.active_from = known.map_or(now, |known| known.active_from);
        }
        self
    }

    /// One of the flows.
    #[must_use]
    pub fn flow(&self, id: &FlowId) -> Option<&Flow> {
        self.flows.iter().find(|flow| flow.id == *id)
    }

    /// One of the forms.
    #[must_use]
    pub fn form(&self, id: &FormId) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == *id)
    }
}

impl Form {
    /// The wording in a language, or in any.
    #[must_use]
    pub fn wording(&self, language: &str) -> &str {
        self.wording.get(language).or_else(|| self.wording.values().next()).map_or("", String::as_str)
    }
}

impl Default for Brand {
    /// A quiet slate, readable on white and on black.
    fn default() -> Self {
        Self { colour: "#334155".to_owned(), logo: None }
    }
}

impl Default for Limits {
    /// The defaults that the README documents: 20 h between mails, 3 in 7 days, 8 in 30 days, quiet from 21:00 to 08:00.
    fn default() -> Self {
        Self {
            gap: Duration::hours(20),
            caps: vec![Cap { mails: 3, within: Duration::days(7) }, Cap { mails: 8, within: Duration::days(30) }],
            quiet: Some(Quiet { from: 21 * 60, to: 8 * 60 }),
            active: Duration::minutes(30),
            consent: Duration::days(180),
            holdout_basis_points: 0,
        }
    }
}
