//! What is kept in the browser's storage between pages, once tracking consent was given: written as JSON under one key.

use crate::ga4::Item;
use crate::journal::{Entry, Journal, line};
use crate::page::{get, items, number_of, some_text_of, text, text_of};
use crate::writer::{Object, list, quoted};
use wasm_bindgen::JsValue;
use wenk_fold::Cart;
use wenk_wire::{CartId, Millis};

/// Everything that is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The number of the last signal.
    pub(crate) n: i64,
    /// The device's id, once a token came.
    pub(crate) device: Option<String>,
    /// The device token.
    pub(crate) token: Option<String>,
    /// Whose token it is, opaque.
    pub(crate) person: Option<String>,
    /// The ticket of a sign-up that waits for its confirmation.
    pub(crate) ticket: Option<Ticket>,
    /// The cart as it is known.
    pub(crate) cart: Cart,
    /// The wishes as they are known: product ids.
    pub(crate) wishes: Vec<String>,
    /// The signals that have not been sent.
    pub(crate) signals: Journal,
}

/// The ticket of a sign-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// The ticket.
    pub(crate) ticket: String,
    /// When the sign-up was sent: nothing from before travels with it (R15).
    pub(crate) at: Millis,
}

impl Kept {
    /// Reads what was kept.
    pub(crate) fn read(value: &JsValue) -> Self {
        let ticket = get(value, "ticket");
        let entry = |entry: &JsValue| Entry {
            n: number_of(entry, "n"),
            at: Millis(number_of(entry, "at")),
            key: text_of(entry, "key"),
            json: text_of(entry, "json"),
        };
        Self {
            n: number_of(value, "n"),
            device: some_text_of(value, "device"),
            token: some_text_of(value, "token"),
            person: some_text_of(value, "person"),
            ticket: some_text_of(&ticket, "ticket")
                .map(|text| Ticket { ticket: text, at: Millis(number_of(&ticket, "at")) }),
            cart: cart(some_text_of(value, "cart_id").as_deref(), &get(value, "cart")),
            wishes: items(&get(value, "wishes")).iter().map(text).collect(),
            signals: Journal(items(&get(value, "signals")).iter().map(entry).collect()),
        }
    }

    /// What is to be kept; empty when there is nothing.
    pub(crate) fn write(&self) -> String {
        if *self == Self::default() {
            return String::new();
        }
        let entry = |entry: &Entry| {
            Object::new()
                .number("n", entry.n)
                .number("at", entry.at.0)
                .text("key", &entry.key)
                .text("json", &entry.json)
                .end()
        };
        let mut object = Object::new()
            .number("n", self.n)
            .may("device", self.device.as_deref())
            .may("token", self.token.as_deref())
            .may("person", self.person.as_deref())
            .may("cart_id", self.cart.id.as_ref().map(CartId::as_str))
            .raw("cart", &list(self.cart.lines.iter().map(line)))
            .raw("wishes", &list(self.wishes.iter().map(|id| quoted(id))))
            .raw("signals", &list(self.signals.0.iter().map(entry)));
        if let Some(ticket) = &self.ticket {
            object =
                object.raw("ticket", &Object::new().text("ticket", &ticket.ticket).number("at", ticket.at.0).end());
        }
        object.end()
    }
}

/// A cart as a page declares it.
pub(crate) fn cart(id: Option<&str>, lines: &JsValue) -> Cart {
    let lines = items(lines).iter().map(Item::read).filter_map(|item| item.line()).collect();
    Cart::of(id.and_then(|id| CartId::parse(id).ok()), lines)
}
