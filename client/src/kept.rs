//! What is kept in the browser's storage between pages, once tracking consent was given: written as records under one key.

use crate::ga4::Item;
use crate::journal::{Entry, Journal};
use crate::record::{Writer, records};
use wenk_fold::Cart;
use wenk_wire::{CartId, Millis, VariantId};

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
    pub(crate) fn read(text: &str) -> Self {
        let mut kept = Self::default();
        let mut lines = Vec::new();
        for (index, mut fields) in records(text).enumerate() {
            if index == 0 {
                kept.n = fields.number();
                kept.token = fields.some();
                kept.device = fields.some();
                kept.person = fields.some();
                let (ticket, at) = (fields.some(), Millis(fields.number()));
                kept.ticket = ticket.map(|ticket| Ticket { ticket, at });
                kept.cart.id = fields.some().and_then(|id| CartId::parse(&id).ok());
                kept.wishes = fields.rest();
                continue;
            }
            match fields.next().as_str() {
                "i" => lines.extend(Item::read(&mut fields).line()),
                _ => kept.signals.0.push(Entry {
                    n: fields.number(),
                    at: Millis(fields.number()),
                    key: fields.next(),
                    json: fields.next(),
                }),
            }
        }
        kept.cart.lines = lines;
        kept
    }

    /// What is to be kept; empty when there is nothing. The loader reads the token, the second field, when consent is withdrawn.
    pub(crate) fn write(&self) -> String {
        let mut writer = Writer::default();
        if *self == Self::default() {
            return writer.end();
        }
        writer.number(self.n);
        writer.may(self.token.as_deref());
        writer.may(self.device.as_deref());
        writer.may(self.person.as_deref());
        writer.may(self.ticket.as_ref().map(|ticket| ticket.ticket.as_str()));
        writer.number(self.ticket.as_ref().map_or(0, |ticket| ticket.at.0));
        writer.may(self.cart.id.as_ref().map(CartId::as_str));
        self.wishes.iter().for_each(|id| writer.text(id));
        for line in &self.cart.lines {
            writer.record();
            writer.text("i");
            writer.text(line.product.as_str());
            writer.may(line.variant.as_ref().map(VariantId::as_str));
            writer.number(i64::from(line.quantity));
        }
        for entry in &self.signals.0 {
            writer.record();
            writer.text("s");
            writer.number(entry.n);
            writer.number(entry.at.0);
            writer.text(&entry.key);
            writer.text(&entry.json);
        }
        writer.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wenk_wire::{Line, ProductId, SignalKind};

    #[test]
    fn what_is_kept_reads_back() {
        let line = |variant: &str| Line {
            product: ProductId::parse("bell \"x\"").unwrap(),
            variant: VariantId::parse(variant).ok(),
            quantity: 2,
        };
        let mut kept = Kept { n: 7, ..Kept::default() };
        assert_eq!(Kept::read(&kept.write()), kept);
        kept.cart = Cart::of(CartId::parse("c-1").ok(), vec![line(""), line("red")]);
        let lines = kept.cart.lines.clone();
        kept.signals.add(6, Millis(1), &SignalKind::CartUpdated { cart: None, lines });
        kept.wishes = vec!["a".to_owned(), "b".to_owned()];
        kept.ticket = Some(Ticket { ticket: "t".to_owned(), at: Millis(5) });
        kept.token = Some("token".to_owned());
        assert_eq!(Kept::read(&kept.write()), kept);
        assert_eq!(Kept::read(""), Kept::default());
        assert_eq!(Kept::default().write(), "");
        assert_eq!(Kept::read("{\"n\":1}").signals, Journal::default());
    }
}
