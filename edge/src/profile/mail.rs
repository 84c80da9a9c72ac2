//! The mail that a send becomes: what it is about in the catalogue's words, at today's prices, with its links.
//!
//! Nothing here reads a clock or a store: the same facts give the same bytes, and they are frozen at the first attempt (R3).

use super::links;
use std::collections::BTreeMap;
use wenk_engine::{Config, Content, DropContent, Purpose, Send, State};
use wenk_mail::{Brand, DropView, Email, Envelope, LineView, Links, MAX_SHOWN, Mailbox, Model, Nature, RequestView};
use wenk_wire::{Line, Money, Pii, ProductId, VariantId};

/// A product as the page names it, with its variant.
pub(crate) type PageId = (ProductId, Option<VariantId>);

/// What the catalogue says about a product today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// The name.
    pub(crate) title: String,
    /// What sets the variant apart: `M, black`.
    pub(crate) variant: Option<String>,
    /// The effective price.
    pub(crate) price: Money,
    /// A picture.
    pub(crate) image: Option<String>,
    /// The product's page.
    pub(crate) link: String,
    /// Whether it can be bought.
    pub(crate) available: bool,
}

/// The links that act for the person. No `Debug`.
#[derive(Clone)]
pub(crate) struct Doors {
    /// Ends all marketing mail; also the header's (RFC 8058).
    pub(crate) unsubscribe: String,
    /// The preference page.
    pub(crate) preferences: String,
    /// The page that a service mail leads to.
    pub(crate) answer: Option<String>,
    /// The token in the fragment of the shop's links.
    pub(crate) click: String,
}

/// Everything a mail is made of.
pub(crate) struct Parts<'a> {
    /// The shop.
    pub(crate) config: &'a Config,
    /// The person.
    pub(crate) state: &'a State,
    /// The send.
    pub(crate) send: &'a Send,
    /// What it is about, as of now.
    pub(crate) content: &'a Content,
    /// The language of the template.
    pub(crate) language: &'a str,
    /// The catalogue's words for what it is about.
    pub(crate) words: &'a BTreeMap<PageId, Words>,
    /// The links.
    pub(crate) doors: &'a Doors,
}

/// The languages to look for a template in, best first.
pub(crate) fn languages(config: &Config, state: &State) -> Vec<String> {
    let spoken = state.language.as_ref().filter(|language| config.shop.languages.contains(language));
    let mut list: Vec<String> = spoken.into_iter().chain(&config.shop.languages).cloned().collect();
    let mut seen = std::collections::BTreeSet::new();
    list.retain(|language| seen.insert(language.clone()));
    list
}

/// Who writes to whom.
pub(crate) fn envelope(parts: &Parts<'_>) -> Envelope {
    let sender = &parts.config.sender;
    Envelope {
        send_id: parts.send.id.clone(),
        from: Mailbox { name: sender.name.clone(), address: sender.address.clone() },
        to: Pii::new(parts.state.address.expose().clone()),
        reply_to: sender.reply_to.clone(),
        nature: match parts.send.purpose {
            Purpose::Marketing => Nature::Marketing { unsubscribe: parts.doors.unsubscribe.clone() },
            Purpose::Service => Nature::Service,
        },
    }
}

/// What the template receives.
///
/// # Errors
/// Why there is nothing to say.
pub(crate) fn model(parts: &Parts<'_>) -> Result<Model, &'static str> {
    let mut model = empty(parts);
    match parts.content {
        Content::Cart { lines, .. } => basket(parts, lines, &mut model)?,
        Content::Drops { drops } => fallen(parts, drops, &mut model)?,
        Content::Confirmation { request } => {
            let asked = parts.state.requests.iter().find(|known| known.id == *request);
            let asked = asked.ok_or("the sign-up is no longer known")?;
            let browser = Some(asked.browser.clone()).filter(|browser| !browser.is_empty());
            let wording = Some(asked.proof.wording.clone()).filter(|wording| !wording.is_empty());
            model.request = Some(RequestView { wording, at: asked.at, browser });
            model.links.not_me.clone_from(&parts.doors.answer);
        }
        Content::Erasure | Content::Export => {
            model.request = Some(RequestView { wording: None, at: parts.send.claimed_at, browser: None });
        }
    }
    Ok(model)
}

/// The mail, complete.
///
/// # Errors
/// What of it may not stand in a mail, in words for the log.
pub(crate) fn build(parts: &Parts<'_>, rendered: wenk_mail::Rendered) -> Result<Email, String> {
    Email::build(envelope(parts), rendered).map_err(|problems| {
        let list: Vec<String> = problems.iter().map(|p| format!("{} {}", p.field, p.reason)).collect();
        list.join("; ")
    })
}

fn empty(parts: &Parts<'_>) -> Model {
    let config = parts.config;
    let marketing = parts.send.purpose == Purpose::Marketing;
    Model {
        shop: Brand {
            name: config.shop.name.clone(),
            url: config.links.home.clone(),
            logo: config.brand.logo.clone(),
            colour: config.brand.colour.clone(),
            postal_address: config.sender.postal_address.clone(),
            reply_to: config.sender.reply_to.clone(),
        },
        language: parts.language.to_owned(),
        time_zone: time_zone(config, parts.state),
        preheader: None,
        reason: None,
        links: Links {
            action: parts.doors.answer.clone().unwrap_or_else(|| config.links.home.clone()),
            unsubscribe: marketing.then(|| parts.doors.unsubscribe.clone()),
            preferences: marketing.then(|| parts.doors.preferences.clone()),
            not_me: None,
        },
        lines: Vec::new(),
        total: None,
        drops: Vec::new(),
        more: 0,
        request: None,
    }
}

/// The zone of the device used last, if its consent told; else the shop's.
pub(crate) fn time_zone(config: &Config, state: &State) -> String {
    let told = state.devices.values().filter(|device| !device.revoked && device.time_zone.is_some());
    let latest = told.max_by_key(|device| device.last_batch_at);
    latest.and_then(|device| device.time_zone.clone()).unwrap_or_else(|| config.shop.time_zone.clone())
}

fn basket(parts: &Parts<'_>, lines: &[Line], model: &mut Model) -> Result<(), &'static str> {
    let click = Some(parts.doors.click.as_str());
    let known: Vec<(&Line, &Words)> = lines
        .iter()
        .filter_map(|line| Some((line, parts.words.get(&(line.product.clone(), line.variant.clone()))?)))
        .collect();
    if known.is_empty() {
        return Err("the catalogue knows none of its lines");
    }
    let views: Vec<LineView> = known.iter().map(|(line, words)| line_view(parts, line, words)).collect();
    model.total = sum(views.iter().map(|view| view.total));
    model.more = surplus(views.len());
    model.lines = views.into_iter().take(MAX_SHOWN).collect();
    let restored: Vec<Line> = known.iter().map(|(line, _)| (*line).clone()).collect();
    model.links.action = links::cart(&parts.config.links.cart, &restored, click);
    Ok(())
}

fn line_view(parts: &Parts<'_>, line: &Line, words: &Words) -> LineView {
    let total = words.price.minor().saturating_mul(i64::from(line.quantity));
    LineView {
        title: words.title.clone(),
        variant: words.variant.clone(),
        quantity: line.quantity,
        price: words.price,
        total: Money::new(total, words.price.currency()),
        image: words.image.clone(),
        link: product_link(parts, &line.product, words),
        available: words.available,
    }
}

fn fallen(parts: &Parts<'_>, drops: &[DropContent], model: &mut Model) -> Result<(), &'static str> {
    let views: Vec<DropView> = drops
        .iter()
        .filter_map(|drop| {
            let words = parts.words.get(&(drop.product.clone(), drop.variant.clone()))?;
            let saving = drop.price.saving_over(drop.reference)?;
            Some(DropView {
                title: words.title.clone(),
                variant: words.variant.clone(),
                image: words.image.clone(),
                link: product_link(parts, &drop.product, words),
                reference: drop.reference,
                price: drop.price,
                saving,
                percent: percent(saving, drop.reference),
            })
        })
        .collect();
    let first = views.first().ok_or("the catalogue knows none of its products")?;
    model.links.action.clone_from(&first.link);
    model.more = surplus(views.len());
    model.drops = views.into_iter().take(MAX_SHOWN).collect();
    Ok(())
}

fn product_link(parts: &Parts<'_>, id: &ProductId, words: &Words) -> String {
    links::product(parts.config.links.product.as_deref(), id, &words.link, Some(&parts.doors.click))
}

fn sum(mut amounts: impl Iterator<Item = Money>) -> Option<Money> {
    let first = amounts.next()?;
    let total = amounts.try_fold(first.minor(), |total, amount| {
        (amount.currency() == first.currency()).then(|| total.saturating_add(amount.minor()))
    })?;
    Some(Money::new(total, first.currency()))
}

fn percent(saving: Money, reference: Money) -> u32 {
    let share = i128::from(saving.minor()).saturating_mul(100).checked_div(i128::from(reference.minor()));
    share.and_then(|share| u32::try_from(share).ok()).unwrap_or(0)
}

fn surplus(found: usize) -> u32 {
    u32::try_from(found.saturating_sub(MAX_SHOWN)).unwrap_or(u32::MAX)
}
