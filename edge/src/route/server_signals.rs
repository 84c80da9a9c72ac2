//! `POST /v1/shops/{shop}/signals`: what the shop's server tells. For now `order_placed`.
//!
//! Who may call: the shop's server, which signs time stamp and raw body with the shop's secret. Answers 202; each event id counts
//! once.
//!
//! 1. Cap the body: 413.
//! 2. The shop and the signature: 401 for either.
//! 3. Parse: 400, 422; a bad event is refused by its index.
//! 4. Per event: note the order under every identity before anything is acknowledged (R14).
//! 5. Tell the objects that it concerns: that of the address, and those that an identity leads to (R9). Then the event counts as told.

use crate::clock::Clock;
use crate::error::{Code, Error};
use crate::keys::Keys;
use crate::profile::protocol::{Ask, Told};
use crate::{address, d1, http, profile, signature};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use wenk_engine::IdentityKind;
use wenk_wire::{
    CartId, CheckoutToken, CustomerId, Duration, Fields, Line, Millis, OrderId, Problem, ShopId, WIRE_VERSION,
};
use worker::{Env, Request, Response};

const MOST_BYTES: usize = 1 << 20;
/// Most events of one request.
const MOST_EVENTS: usize = 100;
/// An event id is remembered for this time, by the wall's clock.
const REMEMBERED: Duration = Duration::days(30);

#[derive(Serialize)]
struct Taken {
    accepted: usize,
    repeated: usize,
    refused: Vec<Problem>,
}

/// Answers the route.
pub(crate) async fn answer(request: &mut Request, env: &Env, shop: &str) -> Result<Response, Error> {
    // 1. Cap.
    let raw = http::bytes(request, MOST_BYTES).await?;
    // 2. Shop and signature: the same answer, so that nobody learns which shops there are.
    let shop = ShopId::parse(shop).map_err(|_| Error::new(Code::Unauthorised))?;
    let clock = Clock::of(env);
    let secret = d1::shop::secret(env, &Keys::of(env)?, &shop).await?.ok_or(Error::new(Code::Unauthorised))?;
    let header = |name: &str| request.headers().get(name).map(Option::unwrap_or_default);
    if !signature::is_right(&secret, &header("Wenk-Timestamp")?, &raw, &header("Wenk-Signature")?, clock.wall()) {
        return Err(Error::new(Code::Unauthorised));
    }
    // 3. Parse.
    let text = String::from_utf8(raw).map_err(|_| Error::new(Code::NotJson))?;
    let document = http::parsed(&text)?;
    if document.get("version").and_then(Value::as_u64) != Some(u64::from(WIRE_VERSION)) {
        return Err(Error::field("version", "", "is not version 1"));
    }
    let events = document.get("signals").and_then(Value::as_array);
    let events = events.filter(|list| list.len() <= MOST_EVENTS);
    let events = events.ok_or_else(|| Error::field("signals", "", "is not a list of at most 100"))?;
    let mut taken = Taken { accepted: 0, repeated: 0, refused: Vec::new() };
    for (index, event) in events.iter().enumerate() {
        match Placed::parse(event) {
            Ok(placed) => match take(env, &shop, placed, clock).await? {
                true => taken.accepted += 1,
                false => taken.repeated += 1,
            },
            Err(problems) => {
                taken.refused.extend(problems.into_iter().map(|problem| problem.inside(&format!("signals[{index}]"))));
            }
        }
    }
    http::json(&taken, 202)
}

/// An order, as the shop's server tells it.
struct Placed {
    id: String,
    at: Millis,
    order: OrderId,
    address: Option<String>,
    customer: Option<CustomerId>,
    cart: Option<CartId>,
    checkout: Option<CheckoutToken>,
    lines: Vec<Line>,
}

impl Placed {
    fn parse(event: &Value) -> Result<Self, Vec<Problem>> {
        let text = |value: &Value| {
            value.as_str().map(str::to_owned).filter(|text| text.len() <= 200).ok_or("is not a short text")
        };
        let mut f = Fields::of(event).map_err(|problem| vec![problem])?;
        let id = f.required("id", text);
        let at = f.required("at", |value| {
            value.as_i64().filter(|ms| *ms >= 0).map(Millis).ok_or("is not a time in milliseconds since 1970")
        });
        f.required("kind", |value| match value.as_str() {
            Some("order_placed") => Ok(()),
            _ => Err("is not a kind of server signal that is known here"),
        });
        let order = f.required("order", |value| OrderId::parse(value.as_str().ok_or("is not text")?));
        let email = f.optional("email", |value| {
            address::parse(value.as_str().unwrap_or_default()).ok_or("is not an e-mail address")
        });
        let customer = f.optional("customer", |value| CustomerId::parse(value.as_str().ok_or("is not text")?));
        let cart = f.optional("cart", |value| CartId::parse(value.as_str().ok_or("is not text")?));
        let checkout = f.optional("checkout", |value| CheckoutToken::parse(value.as_str().ok_or("is not text")?));
        let lines = match f.raw("lines").map(Line::parse_list) {
            None => Vec::new(),
            Some(Ok(lines)) => lines,
            Some(Err(problems)) => {
                problems.into_iter().for_each(|problem| f.problem(problem));
                Vec::new()
            }
        };
        let (mut problems, _) = f.finish();
        // An address is personal: a problem with it does not repeat it.
        problems.iter_mut().filter(|problem| problem.field == "email").for_each(|problem| problem.value.clear());
        match (id, at, order) {
            (Some(id), Some(at), Some(order)) if problems.is_empty() => {
                Ok(Self { id, at, order, address: email, customer, cart, checkout, lines })
            }
            _ => Err(problems),
        }
    }

    fn identities(&self) -> BTreeSet<(IdentityKind, String)> {
        let mut known = BTreeSet::from([(IdentityKind::Order, self.order.to_string())]);
        known.extend(self.customer.iter().map(|id| (IdentityKind::Customer, id.to_string())));
        known.extend(self.cart.iter().map(|id| (IdentityKind::Cart, id.to_string())));
        known.extend(self.checkout.iter().map(|id| (IdentityKind::Checkout, id.to_string())));
        known
    }
}

/// Takes one order in; `false` when it was told before.
async fn take(env: &Env, shop: &ShopId, placed: Placed, clock: Clock) -> Result<bool, Error> {
    // The shop dates an order by the world's clock; when it was placed, by ours, is as long ago.
    let at = clock.told_by_device(clock.wall(), placed.at);
    // 4. Note, before anything is acknowledged. Noting twice changes nothing, so a request that was cut off may come again.
    let identities = placed.identities();
    d1::ordered::note_all(env, shop, &identities, at).await?;
    if d1::used_id::is_noted(env, shop, "event", &placed.id).await? {
        return Ok(false);
    }
    // 5. Tell. An object knows an order by its number, so telling twice changes nothing; not telling would.
    let keys = Keys::of(env)?;
    let own = placed.address.as_deref().map(|address| keys.object_name(shop, address));
    let mut objects = d1::identity::objects(env, shop, &identities).await?;
    objects.extend(own.clone());
    for object in &objects {
        let ask = Ask::Order {
            order: placed.order.clone(),
            at,
            customer: placed.customer.clone(),
            cart: placed.cart.clone(),
            checkout: placed.checkout.clone(),
            lines: placed.lines.clone(),
        };
        let told = profile::ask(env, shop, object, ask).await?;
        // A later order of this customer, under whatever address, leads here too.
        if let (Some(customer), Told::Done) = (&placed.customer, told)
            && own.as_ref() == Some(object)
        {
            let (kind, key) = (IdentityKind::Customer, customer.as_str());
            d1::identity::lead_new(env, shop, kind, key, object, clock.now()).await?;
        }
    }
    d1::used_id::note(env, shop, "event", &placed.id, clock.wall().plus(REMEMBERED)).await?;
    Ok(true)
}
