//! The doors to JavaScript. Whatever comes in is read leniently, and nothing ever throws.

use crate::core::{Bound, Core};
use crate::ga4::Said;
use crate::kept::{self, Kept};
use crate::page::{get, items, some_text_of, text, text_of, whole};
use core::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wenk_wire::Millis;

thread_local! {
    static CORE: RefCell<Core> = RefCell::new(Core::default());
}

/// Begins on a page: `{ shop, source, time_zone, kept }`.
#[wasm_bindgen]
pub fn start(value: &JsValue, now: f64) {
    let kept = Kept::read(&get(value, "kept"));
    let (shop, source) = (text_of(value, "shop"), text_of(value, "source"));
    CORE.set(Core::new(shop, source, at(now), some_text_of(value, "time_zone"), kept));
}

/// Another tab changed what is kept.
#[wasm_bindgen]
pub fn reload(kept: &JsValue) {
    with(|core| core.kept = Kept::read(kept));
}

/// What is to be kept, as JSON; empty when there is nothing.
#[wasm_bindgen]
pub fn kept() -> String {
    with(|core| core.kept.write())
}

/// The device token, if there is one.
#[wasm_bindgen]
pub fn token() -> Option<String> {
    with(|core| core.kept.token.clone())
}

/// The shop's own names of events: `[[name, kind]]`.
#[wasm_bindgen]
pub fn events(pairs: &JsValue) {
    let pair = |pair: &JsValue| (text_of(pair, "0"), text_of(pair, "1"));
    with(|core| core.events = items(pairs).iter().map(pair).collect());
}

/// A dataLayer push.
#[wasm_bindgen]
pub fn pushed(value: &JsValue, now: f64) {
    with(|core| core.pushed(&Said::read(value), at(now)));
}

/// A call or an attribute.
#[wasm_bindgen]
pub fn track(kind: &str, fields: &JsValue, now: f64) {
    with(|core| core.track(kind, &Said::read(fields), at(now)));
}

/// The page's whole cart: its id, and lines of product, variant and quantity.
#[wasm_bindgen]
pub fn declared_cart(id: Option<String>, lines: &JsValue, now: f64) {
    with(|core| core.declared_cart(kept::cart(id.as_deref(), lines), at(now)));
}

/// The page's whole wish list: product ids.
#[wasm_bindgen]
pub fn declared_wishes(products: &JsValue, now: f64) {
    with(|core| core.declared_wishes(items(products).iter().map(text).collect(), at(now)));
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

/// The next request: its path, a space, and its body; or undefined.
#[wasm_bindgen]
pub fn next(now: f64) -> Option<String> {
    with(|core| core.next(at(now))).map(|request| [request.path, " ", &request.body].concat())
}

/// The answer to it; status 0 is no answer.
#[wasm_bindgen]
pub fn answered(status: u16, reply: &JsValue, now: f64) {
    let bound =
        Bound { device: text_of(reply, "device"), token: text_of(reply, "token"), person: text_of(reply, "person") };
    with(|core| core.answered(status, bound, at(now)));
}

/// When to ask for the next request, in milliseconds since 1970; negative for never.
#[wasm_bindgen]
pub fn wake_at(now: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "times lie below 2^53")]
    with(|core| core.wake_at(at(now))).map_or(-1.0, |moment| moment.0 as f64)
}

fn with<T>(act: impl FnOnce(&mut Core) -> T) -> T {
    CORE.with_borrow_mut(act)
}

const fn at(now: f64) -> Millis {
    Millis(whole(now))
}
