//! The checkout, which takes no money, and the order it places.

use crate::account;
use crate::cart::{Line, Priced};
use crate::report::OrderPlaced;
use crate::session::Session;
use crate::state::{Order, Shop, Visit};
use crate::view::{Failure, act, go, page, page_with_events};
use crate::{clock, events, feed_file};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Number of the first order of a day's trading.
const FIRST_ORDER: usize = 1001;

/// What the checkout form sends.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(super) struct Address {
    email: String,
    name: String,
    street: String,
    postcode: String,
    city: String,
    #[serde(default)]
    payment: String,
}

impl Address {
    /// What is missing, as a sentence for the customer.
    fn problem(&self) -> Option<&'static str> {
        let missing = [&self.name, &self.street, &self.postcode, &self.city].iter().any(|text| text.trim().is_empty());
        if account::address(&self.email).is_none() {
            Some("We need a valid e-mail address for the confirmation.")
        } else if missing {
            Some("We need a name and a full address to deliver to.")
        } else {
            None
        }
    }
}

pub(super) async fn form(State(shop): State<Shop>, visit: Visit) -> Result<Response, Failure> {
    let lines = basket(&shop, &visit.session)?;
    if lines.is_empty() {
        return Ok(go("/cart"));
    }
    let token: String = clock::secret_id()?.chars().take(12).collect();
    shop.change(&visit, |session| session.checkout.get_or_insert_with(|| format!("t-{token}")).clone())?;
    let known = visit.session.customer.as_deref().and_then(|email| shop.accounts().find(email).cloned());
    let address = known.map_or_else(Address::default, |customer| Address {
        email: customer.email,
        name: customer.name,
        ..Address::default()
    });
    let own = vec![events::begin_checkout(&lines)];
    let total = Priced::total(&lines);
    page_with_events(
        &shop,
        &visit,
        "checkout.html",
        json!({"title": "Checkout", "lines": lines, "total": total, "address": address}),
        own,
    )
}

pub(super) async fn place(
    State(shop): State<Shop>,
    visit: Visit,
    Form(address): Form<Address>,
) -> Result<Response, Failure> {
    let lines = basket(&shop, &visit.session)?;
    let Some(cart) = visit.session.cart.clone().filter(|_| !lines.is_empty()) else { return Ok(go("/cart")) };
    if let Some(problem) = address.problem() {
        let total = Priced::total(&lines);
        let values =
            json!({"title": "Checkout", "lines": lines, "total": total, "address": address, "problem": problem});
        return page(&shop, &visit, "checkout.html", values);
    }
    let order = keep(&shop, &address, lines);
    shop.reporter().tell(signal(&shop, &visit.session, &order, cart.id, cart.lines));
    act(&shop, &visit, &format!("/thanks/{}", order.number), |session| {
        session.cart = None;
        session.checkout = None;
        session.orders.push(order.number.clone());
        session.events.push(events::purchase(&order.number, &order.lines));
        Ok(())
    })
}

/// The thank-you page, for the visitor who placed the order.
pub(super) async fn thanks(
    State(shop): State<Shop>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Failure> {
    let mine = visit.session.orders.contains(&number);
    let order = shop.orders().iter().find(|order| mine && order.number == number).cloned().ok_or(Failure::NotFound)?;
    let values = json!({"title": "Thank you", "number": order.number, "email": order.email, "lines": order.lines, "total": order.total});
    page(&shop, &visit, "thanks.html", values)
}

fn basket(shop: &Shop, session: &Session) -> Result<Vec<Priced>, Failure> {
    let lines = session.cart.as_ref().map_or(&[][..], |cart| &cart.lines);
    Ok(Priced::all(lines, &shop.shelf()?))
}

fn keep(shop: &Shop, address: &Address, lines: Vec<Priced>) -> Order {
    let mut orders = shop.orders();
    let order = Order {
        number: (FIRST_ORDER + orders.len()).to_string(),
        email: address.email.trim().to_owned(),
        total: Priced::total(&lines),
        lines,
    };
    orders.push(order.clone());
    order
}

fn signal(shop: &Shop, session: &Session, order: &Order, cart: String, lines: Vec<Line>) -> OrderPlaced {
    let customer =
        session.customer.as_deref().and_then(|email| shop.accounts().find(email).map(|known| known.id.clone()));
    let at = clock::now_ms();
    OrderPlaced {
        // Order numbers start anew with the process, signal ids must not.
        id: format!("order-{}-{at}", order.number),
        at,
        kind: "order_placed",
        order: order.number.clone(),
        email: order.email.clone(),
        customer,
        cart,
        checkout: session.checkout.clone(),
        lines,
        total: format!("{} EUR", feed_file::decimal(order.total)),
    }
}
