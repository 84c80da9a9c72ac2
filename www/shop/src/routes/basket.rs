//! The basket, and the link that brings one back.

use crate::cart::{Line, MOST, Priced};
use crate::product::Shelf;
use crate::session::Session;
use crate::state::{Shop, Visit};
use crate::view::{Failure, act, page, page_with_events};
use crate::{cart_link, events};
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

/// The link's parameter.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(rename = "wenk-cart")]
    lines: Option<String>,
}

/// A line as the forms send it.
#[derive(Deserialize)]
pub(super) struct Posted {
    product: String,
    variant: Option<String>,
    quantity: Option<u32>,
    back: Option<String>,
}

/// The answer to "you have a basket already".
#[derive(Deserialize)]
pub(super) struct Choice {
    lines: String,
    choice: String,
}

pub(super) async fn show(
    State(shop): State<Shop>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let mine: &[Line] = visit.session.cart.as_ref().map_or(&[], |cart| &cart.lines);
    if let Some(text) = asked.lines {
        return from_link(&shop, &visit, &shelf, mine, &text);
    }
    let lines = Priced::all(mine, &shelf);
    let own = if lines.is_empty() { Vec::new() } else { vec![events::view_cart(&lines)] };
    let total = Priced::total(&lines);
    page_with_events(&shop, &visit, "cart.html", json!({"title": "Your basket", "lines": lines, "total": total}), own)
}

/// An empty basket is filled, the same basket stays, and before another one is replaced the visitor is asked.
fn from_link(shop: &Shop, visit: &Visit, shelf: &Shelf, mine: &[Line], text: &str) -> Result<Response, Failure> {
    let offered: Vec<Line> = sold(&cart_link::parse(text), shelf);
    if offered.is_empty() || offered == mine {
        return Ok(crate::view::go("/cart"));
    }
    if mine.is_empty() {
        return act(shop, visit, "/cart", |session| fill(session, offered, shelf));
    }
    let (mine, theirs) = (Priced::all(mine, shelf), Priced::all(&offered, shelf));
    let lines = cart_link::write(&offered);
    page(shop, visit, "restore.html", json!({"title": "Two baskets", "mine": mine, "theirs": theirs, "lines": lines}))
}

pub(super) async fn restore(
    State(shop): State<Shop>,
    visit: Visit,
    Form(choice): Form<Choice>,
) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let offered = sold(&cart_link::parse(&choice.lines), &shelf);
    act(&shop, &visit, "/cart", |session| match choice.choice.as_str() {
        "replace" => fill(session, offered, &shelf),
        "both" => {
            let mut lines = session.cart.as_ref().map(|cart| cart.lines.clone()).unwrap_or_default();
            lines.extend(offered);
            fill(session, lines, &shelf)
        }
        _ => Ok(()),
    })
}

pub(super) async fn add(
    State(shop): State<Shop>,
    visit: Visit,
    Form(posted): Form<Posted>,
) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let quantity = posted.quantity.unwrap_or(1).clamp(1, MOST);
    let variant = posted.variant.filter(|variant| !variant.is_empty());
    let line = Line { product: posted.product, variant, quantity };
    let priced = Priced::of(&line, &shelf).ok_or(Failure::NotFound)?;
    act(&shop, &visit, posted.back.as_deref().unwrap_or("/cart"), |session| {
        if !priced.product.in_stock {
            session.notice = Some(format!("{} is sold out.", priced.product.name));
            return Ok(());
        }
        session.basket()?.add(line);
        session.events.push(events::add_to_cart(&priced, quantity));
        session.notice = Some(format!("{} is in your basket.", priced.product.name));
        Ok(())
    })
}

pub(super) async fn change(
    State(shop): State<Shop>,
    visit: Visit,
    Form(posted): Form<Posted>,
) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let variant = posted.variant.filter(|variant| !variant.is_empty());
    let now = posted.quantity.unwrap_or(0).min(MOST);
    act(&shop, &visit, posted.back.as_deref().unwrap_or("/cart"), |session| {
        let Some(cart) = session.cart.as_mut() else { return Ok(()) };
        let before = cart.set(&posted.product, variant.as_deref(), now);
        let line = Line { product: posted.product, variant, quantity: now.abs_diff(before) };
        if let Some(priced) = Priced::of(&line, &shelf).filter(|priced| priced.quantity > 0) {
            let event = if now > before { events::add_to_cart } else { events::remove_from_cart };
            session.events.push(event(&priced, priced.quantity));
        }
        Ok(())
    })
}

/// The lines that the shop sells.
fn sold(lines: &[Line], shelf: &Shelf) -> Vec<Line> {
    lines.iter().filter(|line| Priced::of(line, shelf).is_some()).cloned().collect()
}

/// Makes these the lines of the basket, and says what came in and what went.
fn fill(session: &mut Session, lines: Vec<Line>, shelf: &Shelf) -> anyhow::Result<()> {
    let cart = session.basket()?;
    let before = std::mem::take(&mut cart.lines);
    lines.into_iter().for_each(|line| cart.add(line));
    let after = cart.lines.clone();
    let missing = |from: &[Line], line: &Line| {
        let known = from.iter().find(|known| known.product == line.product && known.variant == line.variant);
        line.quantity.saturating_sub(known.map_or(0, |known| known.quantity))
    };
    for priced in Priced::all(&before, shelf).iter().zip(&before) {
        let gone = missing(&after, priced.1);
        if gone > 0 {
            session.events.push(events::remove_from_cart(priced.0, gone));
        }
    }
    for priced in Priced::all(&after, shelf).iter().zip(&after) {
        let come = missing(&before, priced.1);
        if come > 0 {
            session.events.push(events::add_to_cart(priced.0, come));
        }
    }
    session.notice = Some("Your basket is back.".to_owned());
    Ok(())
}
