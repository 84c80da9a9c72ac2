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

/// A product in the catalogue's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductView {
    /// Name of the product.
    pub title: String,
    /// Name of the variant.
    pub variant: Option<String>,
    /// Picture, https.
    pub image: Option<String>,
    /// Product page.
    pub link: String,
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
    /// Shows a basket: the first [`MAX_SHOWN`] lines, the rest counted, and what everything that can be bought costs.
    pub fn show_lines(&mut self, mut lines: Vec<LineView>) {
        let mut costs = lines.iter().filter(|line| line.available).map(|line| line.total);
        let first = costs.next();
        self.total = first.and_then(|first| {
            costs.try_fold(first, |sum, next| {
                let minor = sum.minor().checked_add(next.minor())?;
                (sum.currency() == next.currency()).then(|| Money::new(minor, sum.currency()))
            })
        });
        self.more = beyond(lines.len());
        lines.truncate(MAX_SHOWN);
        self.lines = lines;
    }

    /// Shows prices that fell: best saving first, the first [`MAX_SHOWN`], the rest counted.
    pub fn show_drops(&mut self, mut drops: Vec<DropView>) {
        drops.sort_by(|a, b| b.saving.minor().cmp(&a.saving.minor()).then_with(|| a.title.cmp(&b.title)));
        self.more = beyond(drops.len());
        drops.truncate(MAX_SHOWN);
        self.drops = drops;
    }

    /// The model as templates see it.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl DropView {
    /// A drop with its saving. `None` when the price did not fall below the reference (R31).
    #[must_use]
    pub fn of(product: ProductView, reference: Money, price: Money) -> Option<Self> {
        let saving = price.saving_over(reference)?;
        let percent = i128::from(saving.minor()) * 100 / i128::from(reference.minor()).max(1);
        let ProductView { title, variant, image, link } = product;
        let percent = u32::try_from(percent).unwrap_or_default();
        Some(Self { title, variant, image, link, reference, price, saving, percent })
    }
}

fn beyond(count: usize) -> u32 {
    u32::try_from(count.saturating_sub(MAX_SHOWN)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_model;
    use wenk_wire::CurrencyCode;

    fn eur(minor: i64) -> Money {
        Money::new(minor, CurrencyCode::parse("EUR").unwrap())
    }

    fn drop(title: &str, reference: i64, price: i64) -> Option<DropView> {
        let product = ProductView {
            title: title.to_owned(),
            variant: None,
            image: None,
            link: "https://shop.example".to_owned(),
        };
        DropView::of(product, eur(reference), eur(price))
    }

    #[test]
    fn a_long_basket_is_cut_and_counted() {
        let mut model = sample_model("abandoned-cart-1");
        let mut lines: Vec<_> = model.lines.iter().cycle().take(9).cloned().collect();
        lines[8].available = false;
        let can_be_bought: i64 = lines[..8].iter().map(|line| line.total.minor()).sum();
        model.show_lines(lines);
        assert_eq!((model.lines.len(), model.more, model.total), (MAX_SHOWN, 3, Some(eur(can_be_bought))));
        model.show_lines(Vec::new());
        assert_eq!((model.more, model.total), (0, None));
    }

    #[test]
    fn the_best_saving_comes_first() {
        let mut model = sample_model("wishlist-price-drop");
        model.show_drops([drop("bell", 2_000, 1_500), drop("bicycle", 90_000, 80_000)].into_iter().flatten().collect());
        let titles: Vec<_> = model.drops.iter().map(|drop| drop.title.as_str()).collect();
        assert_eq!((titles, model.more), (vec!["bicycle", "bell"], 0));
    }

    #[test]
    fn r31_saving_and_percentage_come_from_the_reference() {
        let bell = drop("bell", 2_999, 1_999).unwrap();
        assert_eq!((bell.saving, bell.percent), (eur(1_000), 33));
        assert_eq!(drop("bell", 1_999, 1_999), None);
        assert_eq!(drop("bell", i64::MAX, 0).map(|bell| bell.percent), Some(100));
    }
}
