//! The mail that a send becomes: what it is about in the catalogue's words, at today's prices, with its links.
//!
//! Nothing here reads a clock or a store: the same facts give the same bytes, and they are frozen at the first attempt (R3).

use super::links;
use super::local::time_zone;
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

#[cfg(test)]
mod tests {
    use super::*;
    use wenk_engine::SendState;
    use wenk_wire::{FlowId, Millis, ProfileId, SendId, Topic};

    const CONFIG: &str = r#"
        [shop]
        id = "spaak"
        name = "Spaak"
        origins = ["https://spaak.example"]
        currency = "EUR"
        time_zone = "Europe/Brussels"
        languages = ["en", "nl"]
        [sender]
        name = "Spaak"
        address = "hello@spaak.example"
        postal_address = "Kanaalstraat 1, Gent"
        [links]
        home = "https://spaak.example"
        cart = "https://spaak.example/cart?wenk-cart={lines}"
        product = "https://spaak.example/p/{product}"
    "#;

    fn config() -> Config {
        Config::parse(CONFIG).unwrap()
    }

    fn state() -> State {
        State::new(ProfileId::parse("p1").unwrap(), Pii::new("ada@mail.example".to_owned()), Millis(1))
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, config().shop.currency)
    }

    fn page_id(product: &str) -> PageId {
        (ProductId::parse(product).unwrap(), None)
    }

    fn words(products: &[(&str, i64)]) -> BTreeMap<PageId, Words> {
        let known = products.iter().map(|(product, minor)| {
            let words = Words {
                title: product.to_uppercase(),
                variant: None,
                price: eur(*minor),
                image: None,
                link: format!("https://feed.example/{product}"),
                available: true,
            };
            (page_id(product), words)
        });
        known.collect()
    }

    fn send(content: &Content, purpose: Purpose) -> Send {
        Send {
            id: SendId::parse("p1-1").unwrap(),
            flow: FlowId::parse("abandoned-cart").unwrap(),
            step: 0,
            mail: "abandoned-cart-1".to_owned(),
            topic: Topic::Cart,
            purpose,
            content: content.clone(),
            claimed_at: Millis(2),
            first_due: Millis(2),
            attempts: 0,
            click_redeemed: false,
            state: SendState::Claimed { queue_at: Millis(3) },
        }
    }

    fn model_of(content: &Content, purpose: Purpose, words: &BTreeMap<PageId, Words>) -> Result<Model, &'static str> {
        let doors = Doors {
            unsubscribe: "https://wenk.example/u/1".to_owned(),
            preferences: "https://wenk.example/p/1".to_owned(),
            answer: None,
            click: "t0k".to_owned(),
        };
        let (config, state, send) = (config(), state(), send(content, purpose));
        let parts =
            Parts { config: &config, state: &state, send: &send, content, language: "en", words, doors: &doors };
        model(&parts)
    }

    fn cart(products: &[&str]) -> Content {
        let line = |product: &&str| Line { product: page_id(product).0, variant: None, quantity: 2 };
        Content::Cart { cart: None, active_at: Millis(1), lines: products.iter().map(line).collect() }
    }

    #[test]
    fn r33_a_line_that_the_catalogue_does_not_know_is_left_out() {
        let model = model_of(&cart(&["tour", "ghost"]), Purpose::Marketing, &words(&[("tour", 1_250)])).ok().unwrap();
        assert_eq!(model.lines.iter().map(|line| line.title.as_str()).collect::<Vec<_>>(), ["TOUR"]);
        assert_eq!(model.total, Some(eur(2_500)));
        assert_eq!(model.lines[0].link, "https://spaak.example/p/tour#wenk=t0k");
        assert_eq!(model.links.action, "https://spaak.example/cart?wenk-cart=tour%3A%3A2#wenk=t0k");
    }

    #[test]
    fn r33_a_mail_without_lines_is_refused() {
        let nothing = model_of(&cart(&["ghost"]), Purpose::Marketing, &words(&[]));
        assert_eq!(nothing.err(), Some("the catalogue knows none of its lines"));
    }

    #[test]
    fn more_lines_than_a_mail_shows_are_counted_and_paid_for() {
        let ids: Vec<String> = (0..9).map(|n| format!("p{n}")).collect();
        let products: Vec<(&str, i64)> = ids.iter().map(|id| (id.as_str(), 100)).collect();
        let content = cart(&ids.iter().map(String::as_str).collect::<Vec<_>>());
        let model = model_of(&content, Purpose::Marketing, &words(&products)).ok().unwrap();
        assert_eq!((model.lines.len(), model.more, model.total), (MAX_SHOWN, 3, Some(eur(1_800))));
    }

    #[test]
    fn r31_a_price_drop_shows_the_reference_price_and_the_saving() {
        let drop = DropContent {
            product: page_id("city").0,
            variant: None,
            reference: eur(12_900),
            price: eur(9_900),
            at: Millis(1),
        };
        let content = Content::Drops { drops: vec![drop] };
        let model = model_of(&content, Purpose::Marketing, &words(&[("city", 9_900)])).ok().unwrap();
        let shown = &model.drops[0];
        assert_eq!(
            (shown.reference, shown.price, shown.saving, shown.percent),
            (eur(12_900), eur(9_900), eur(3_000), 23)
        );
        assert_eq!(model.links.action, "https://spaak.example/p/city#wenk=t0k");
        assert_eq!(model.links.unsubscribe.as_deref(), Some("https://wenk.example/u/1"));
    }

    #[test]
    fn a_service_mail_has_nothing_to_unsubscribe_from() {
        let model = model_of(&Content::Erasure, Purpose::Service, &words(&[])).ok().unwrap();
        assert_eq!((model.links.unsubscribe, model.links.preferences), (None, None));
        assert_eq!(model.request.unwrap().at, Millis(2));
    }
}
