//! What templates receive. The edge fills it from the profile and the catalogue; nothing in it comes from a browser
//! but ids that the catalogue resolved.
//!
//! Every field is always there, `null` when it has no value: a template that asks for something else is wrong, and the
//! strict renderer says so.
//!
//! **Out of scope:** wording. Words are in the template's language and in the layout's dictionary.

use serde::{Deserialize, Serialize};
use wenk_wire::{Millis, Money};

/// How many lines or drops a mail shows at most; the rest is counted in [`Model::more`].
pub const MAX_SHOWN: usize = 6;

/// Everything a template may say. No `Debug`: it holds links that act for a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// The shop, as sender.
    pub shop: Brand,
    /// The person's language: `en`, `nl`.
    pub language: String,
    /// IANA time zone in which dates are shown: `Europe/Brussels`.
    pub time_zone: String,
    /// The line shown after the subject in a list of mails. Without it, the template's own is used.
    pub preheader: Option<String>,
    /// Why this person gets this mail, as a sentence in their language. Stands in the footer. Without it, the
    /// footer's own sentence is used.
    pub reason: Option<String>,
    /// Where the mail's links lead.
    pub links: Links,
    /// Lines of the basket, most [`MAX_SHOWN`].
    pub lines: Vec<LineView>,
    /// What the basket costs, all lines of it.
    pub total: Option<Money>,
    /// Prices that fell, best saving first, most [`MAX_SHOWN`].
    pub drops: Vec<DropView>,
    /// How many lines or drops are not shown.
    pub more: u32,
    /// The request that a service mail answers: a subscription, an export, an erasure.
    pub request: Option<RequestView>,
}

/// The shop, as sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// Its name, as people know it.
    pub name: String,
    /// Its home page.
    pub url: String,
    /// Its logo as an https picture, at most 40 pixels high in the mail. Without it, the name is written.
    pub logo: Option<String>,
    /// Colour of the button, `#rrggbb`; its text is white or black, whichever can be read.
    pub colour: String,
    /// Its postal address on one line; the law of most countries asks for it.
    pub postal_address: String,
    /// Where an answer arrives.
    pub reply_to: String,
}

/// Where the mail's links lead. No `Debug`: whoever has them acts for the person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The one thing to do: restore the basket, confirm, see the product.
    pub action: String,
    /// Ends mails like this one. Always there in marketing mail.
    pub unsubscribe: Option<String>,
    /// The preference page.
    pub preferences: Option<String>,
    /// "That was not me", in a confirmation mail.
    pub not_me: Option<String>,
}

/// One line of a basket, in the catalogue's words and at today's price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    /// Name of the product.
    pub title: String,
    /// Name of the variant: `Size M, black`.
    pub variant: Option<String>,
    /// How many.
    pub quantity: u32,
    /// Price of one.
    pub price: Money,
    /// Price of the line.
    pub total: Money,
    /// Picture, https.
    pub image: Option<String>,
    /// Product page.
    pub link: String,
    /// Whether it can be bought today.
    pub available: bool,
}

/// One price that fell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropView {
    /// Name of the product.
    pub title: String,
    /// Name of the variant.
    pub variant: Option<String>,
    /// Picture, https.
    pub image: Option<String>,
    /// Product page.
    pub link: String,
    /// The lowest price of the 30 days before this reduction (R31).
    pub reference: Money,
    /// Today's price.
    pub price: Money,
    /// The reference less the price.
    pub saving: Money,
    /// The saving in per cent of the reference, rounded down.
    pub percent: u32,
}

/// The request that a service mail answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    /// The wording agreed to, exactly as the form showed it.
    pub wording: Option<String>,
    /// When it was asked.
    pub at: Millis,
    /// Kind of browser: `Firefox on Android`.
    pub browser: Option<String>,
}

impl Model {
    /// The model as templates see it.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}
