//! The doors to JavaScript. Whatever comes in is read leniently, and nothing ever throws.

use crate::core::{Bound, Core};
use crate::ga4::{Item, Said};
use crate::kept::Kept;
use crate::record::{Fields, records};
use crate::writer::joined;
use std::sync::Mutex;
use wasm_bindgen::prelude::wasm_bindgen;
use wenk_fold::Cart;
use wenk_wire::{CartId, Millis};

static CORE: Mutex<Option<Core>> = Mutex::new(None);

/// Begins on a page: shop, source of the consent and time zone; and what was kept.
#[wasm_bindgen]
pub fn start(page: &str, kept: &str, now: f64) {
    let mut page = Fields::of(page);
    let begun = Core::new(page.next(), page.next(), at(now), page.some(), Kept::read(kept));
    if let Ok(mut core) = CORE.try_lock() {
        *core = Some(begun);
    }
}

/// Another tab changed what is kept.
#[wasm_bindgen]
pub fn reload(kept: &str) {
    with(|core| core.kept = Kept::read(kept));
}

/// What is to be kept; empty when there is nothing.
#[wasm_bindgen]
pub fn kept() -> String {
    with(|core| core.kept.write())
}

/// The device token; empty when there is none.
#[wasm_bindgen]
pub fn token() -> String {
    with(|core| core.kept.token.clone().unwrap_or_default())
}

/// The shop's own names of events: records of name and kind.
#[wasm_bindgen]
pub fn events(pairs: &str) {
    with(|core| core.events = records(pairs).map(|mut pair| (pair.next(), pair.next())).collect());
}

/// A dataLayer push.
#[wasm_bindgen]
pub fn pushed(said: &str, now: f64) {
    with(|core| core.pushed(&Said::read(said), at(now)));
}

/// A call or an attribute.
#[wasm_bindgen]
pub fn track(kind: &str, said: &str, now: f64) {
    with(|core| core.track(kind, &Said::read(said), at(now)));
}

/// The page's whole cart.
#[wasm_bindgen]
pub fn declared_cart(said: &str, now: f64) {
    let said = Said::read(said);
    let id = said.cart.as_deref().and_then(|id| CartId::parse(id).ok());
    let cart = Cart::of(id, said.items.iter().filter_map(Item::line).collect());
    with(|core| core.declared_cart(cart, at(now)));
}

/// The page's whole wish list: product ids.
#[wasm_bindgen]
pub fn declared_wishes(products: &str, now: f64) {
    with(|core| core.declared_wishes(Fields::of(products).rest(), at(now)));
}

/// A ticket, from the moment its sign-up was sent.
#[wasm_bindgen]
pub fn ticket(ticket: String, sent_at: f64) {
    with(|core| core.ticket(ticket, at(sent_at)));
}

/// A click's token.
#[wasm_bindgen]
pub fn click(token: String) {
    with(|core| core.click(token));
}

/// The shop's JWT.
#[wasm_bindgen]
pub fn identify(token: String) {
    with(|core| core.identify(token));
}

/// Logged out.
#[wasm_bindgen]
pub fn forget() {
    with(Core::forget);
}

/// The page came back.
#[wasm_bindgen]
pub fn arrived() {
    with(Core::arrived);
}

/// Send what there is.
#[wasm_bindgen]
pub fn flush() {
    with(Core::flush);
}

/// The next request: its path, a space, and its body; empty when none is due.
#[wasm_bindgen]
pub fn next(now: f64) -> String {
    with(|core| core.next(at(now))).map(|request| joined(request.path, " ", &request.body)).unwrap_or_default()
}

/// The answer to it: device, token and person. Status 0 is no answer.
#[wasm_bindgen]
pub fn answered(status: u16, reply: &str, now: f64) {
    let mut reply = Fields::of(reply);
    let bound = Bound { device: reply.next(), token: reply.next(), person: reply.next() };
    with(|core| core.answered(status, bound, at(now)));
}

/// When to ask for the next request, in milliseconds since 1970; negative for never.
#[wasm_bindgen]
pub fn wake_at(now: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "times lie below 2^53")]
    with(|core| core.wake_at(at(now))).map_or(-1.0, |moment| moment.0 as f64)
}

/// One copy of the way to the core, however many doors there are.
#[inline(never)]
fn reach(act: &mut dyn FnMut(&mut Core)) {
    // There is one thread, and no door is opened from within another: the lock is always free.
    if let Ok(mut core) = CORE.try_lock()
        && let Some(core) = core.as_mut()
    {
        act(core);
    }
}

fn with<T: Default>(act: impl FnOnce(&mut Core) -> T) -> T {
    let (mut act, mut result) = (Some(act), T::default());
    reach(&mut |core| {
        if let Some(act) = act.take() {
            result = act(core);
        }
    });
    result
}

const fn at(now: f64) -> Millis {
    #[expect(clippy::cast_possible_truncation, reason = "times lie below 2^53")]
    Millis(now as i64)
}
