//! A made-up person's mail, so that a template can be seen and linted before anybody gets it.

use crate::model::{Brand, DropView, LineView, Links, Model, RequestView};
use wenk_wire::{CurrencyCode, Millis, Money};

/// A model with everything that a template of this name receives.
#[must_use]
pub fn sample_model(name: &str) -> Model {
    let mut model = base();
    match name {
        "confirmation" => {
            model.links.action = "https://mail.spaak.example/c/sample".to_owned();
            model.links.not_me = Some("https://mail.spaak.example/c/sample#not-me".to_owned());
            model.request = Some(RequestView {
                wording: Some("Yes, mail me when a price on my wish list drops or I leave a basket behind.".to_owned()),
                at: Millis(1_795_597_500_000),
                browser: Some("Firefox on Android".to_owned()),
            });
        }
        "erasure-confirmation" | "export-confirmation" => {
            model.links.action = "https://mail.spaak.example/e/sample".to_owned();
            model.links.not_me = Some("https://mail.spaak.example/p/sample".to_owned());
            model.request = Some(RequestView { wording: None, at: Millis(1_795_597_500_000), browser: None });
        }
        _ => marketing(&mut model),
    }
    model
}

/// The same mail with everything left out that may be missing, and one line only.
pub(crate) fn sparse_model(name: &str) -> Model {
    let mut model = sample_model(name);
    model.shop.logo = None;
    model.preheader = None;
    model.reason = None;
    model.more = 0;
    model.lines.truncate(1);
    model.drops.truncate(1);
    for line in &mut model.lines {
        (line.variant, line.image, line.available) = (None, None, false);
    }
    for drop in &mut model.drops {
        (drop.variant, drop.image) = (None, None);
    }
    if let Some(request) = &mut model.request {
        (request.wording, request.browser) = (None, None);
    }
    model
}

fn base() -> Model {
    Model {
        shop: Brand {
            name: "Spaak".to_owned(),
            url: "https://spaak.example/".to_owned(),
            logo: None,
            colour: "#0f5c4c".to_owned(),
            postal_address: "Voorbeeldstraat 1, 2000 Antwerpen, Belgium".to_owned(),
            reply_to: "hello@spaak.example".to_owned(),
        },
        language: "en".to_owned(),
        time_zone: "Europe/Brussels".to_owned(),
        preheader: None,
        reason: None,
        links: Links {
            action: "https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample".to_owned(),
            unsubscribe: None,
            preferences: None,
            not_me: None,
        },
        lines: Vec::new(),
        total: None,
        drops: Vec::new(),
        more: 0,
        request: None,
    }
}

fn marketing(model: &mut Model) {
    model.links.unsubscribe = Some("https://mail.spaak.example/u/sample".to_owned());
    model.links.preferences = Some("https://mail.spaak.example/p/sample".to_owned());
    model.lines = vec![
        line("Tour 3 city bicycle", Some("Size M, black"), 1, 129_900, "tour-3"),
        line("Pannier bag Canal", Some("Olive"), 2, 6_495, "canal"),
        line("Bell Ding", None, 1, 1_450, "ding"),
    ];
    model.total = Some(eur(144_340));
    model.drops = vec![
        drop("Gravel bicycle Steen", Some("Size L, sand"), 219_900, 175_900, "steen"),
        drop("Helmet Luik", None, 8_995, 7_495, "luik"),
    ];
    model.more = 2;
}

fn line(title: &str, variant: Option<&str>, quantity: u32, price: i64, id: &str) -> LineView {
    LineView {
        title: title.to_owned(),
        variant: variant.map(str::to_owned),
        quantity,
        price: eur(price),
        total: eur(price.saturating_mul(i64::from(quantity))),
        image: Some(format!("https://spaak.example/img/{id}.png")),
        link: format!("https://spaak.example/p/{id}#wenk=sample"),
        available: true,
    }
}

fn drop(title: &str, variant: Option<&str>, reference: i64, price: i64, id: &str) -> DropView {
    let saving = reference.saturating_sub(price);
    DropView {
        title: title.to_owned(),
        variant: variant.map(str::to_owned),
        image: Some(format!("https://spaak.example/img/{id}.png")),
        link: format!("https://spaak.example/p/{id}#wenk=sample"),
        reference: eur(reference),
        price: eur(price),
        saving: eur(saving),
        percent: u32::try_from(saving.saturating_mul(100) / reference.max(1)).unwrap_or_default(),
    }
}

#[expect(clippy::expect_used, reason = "EUR is three letters")]
fn eur(minor: i64) -> Money {
    Money::new(minor, CurrencyCode::parse("EUR").expect("EUR is three letters"))
}
