//! The device's ordered, bounded list of plain signals (R24): superseded ones are replaced, never aggregated.

use crate::writer::{Object, joined, list};
use wenk_wire::{CartId, CheckoutToken, Duration, Line, Millis, SignalKind, VariantId};

/// Most signals kept.
const MOST: usize = 500;
/// Most bytes kept.
const MOST_BYTES: usize = 48 * 1024;
/// How long a signal is kept.
const KEPT: Duration = Duration::days(90);
/// The key of carts.
pub(crate) const CART: &str = "cart";
/// The key of views.
const VIEW: &str = "view";

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Journal(pub(crate) Vec<Entry>);

/// A signal as it waits: written already, with what decides its fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its number.
    pub(crate) n: i64,
    /// When it happened.
    pub(crate) at: Millis,
    /// A later signal of the same key says all that this one says; empty for those that nothing supersedes.
    pub(crate) key: String,
    /// The signal as it travels.
    pub(crate) json: String,
}

impl Journal {
    /// Adds a signal; an older one that it makes pointless goes, and so does what is too much or too old.
    pub(crate) fn add(&mut self, n: i64, at: Millis, kind: &SignalKind) {
        let key = key(kind);
        self.0.retain(|known| known.at >= at.minus(KEPT) && (key.is_empty() || key == VIEW || known.key != key));
        self.0.push(Entry { n, at, key, json: json(n, at, kind) });
        let mut bytes: usize = self.0.iter().map(|known| known.json.len()).sum();
        while self.0.len() > MOST || bytes > MOST_BYTES {
            // Views are worth least, so the oldest of them goes first.
            let Some(gone) = self.0.iter().find(|known| known.key == VIEW).or(self.0.first()) else { break };
            let (n, length) = (gone.n, gone.json.len());
            self.0.retain(|known| known.n != n);
            bytes = bytes.saturating_sub(length);
        }
    }
}

/// What a signal is about, if a later one about the same supersedes it.
fn key(kind: &SignalKind) -> String {
    match kind {
        SignalKind::ProductViewed { .. } => VIEW.to_owned(),
        SignalKind::CartUpdated { .. } => CART.to_owned(),
        SignalKind::ConfigurationUpdated { product, .. } => joined("configuration ", product.as_str(), ""),
        SignalKind::WishAdded { product, variant } | SignalKind::WishRemoved { product, variant } => {
            joined(&joined("wish ", product.as_str(), " "), variant.as_ref().map_or("", VariantId::as_str), "")
        }
        SignalKind::ProductCompared { .. }
        | SignalKind::ComparisonRemoved { .. }
        | SignalKind::CheckoutStarted { .. }
        | SignalKind::OrderPlaced { .. } => String::new(),
    }
}

/// A signal as it travels (`wenk-wire`).
fn json(n: i64, at: Millis, kind: &SignalKind) -> String {
    let signal = Object::new().number("n", n).number("at", at.0).text("kind", kind.name());
    match kind {
        SignalKind::ProductViewed { product }
        | SignalKind::ProductCompared { product }
        | SignalKind::ComparisonRemoved { product } => signal.text("product", product.as_str()),
        SignalKind::WishAdded { product, variant } | SignalKind::WishRemoved { product, variant } => {
            signal.text("product", product.as_str()).may("variant", variant.as_ref().map(VariantId::as_str))
        }
        SignalKind::ConfigurationUpdated { product, step, steps, completed, options } => {
            let chosen =
                options.iter().fold(Object::new(), |object, chosen| object.text(&chosen.option, &chosen.value));
            signal
                .text("product", product.as_str())
                .number("step", i64::from(*step))
                .number("steps", i64::from(*steps))
                .raw("completed", if *completed { "true" } else { "false" })
                .raw("options", &chosen.end())
        }
        SignalKind::CartUpdated { cart, lines } => {
            signal.may("cart", cart.as_ref().map(CartId::as_str)).raw("lines", &list(lines.iter().map(line)))
        }
        SignalKind::CheckoutStarted { cart, checkout } => signal
            .may("cart", cart.as_ref().map(CartId::as_str))
            .may("checkout", checkout.as_ref().map(CheckoutToken::as_str)),
        SignalKind::OrderPlaced { order, cart, checkout } => signal
            .text("order", order.as_str())
            .may("cart", cart.as_ref().map(CartId::as_str))
            .may("checkout", checkout.as_ref().map(CheckoutToken::as_str)),
    }
    .end()
}

/// A line of a cart as it travels and as it is kept.
pub(crate) fn line(line: &Line) -> String {
    Object::new()
        .text("product", line.product.as_str())
        .may("variant", line.variant.as_ref().map(VariantId::as_str))
        .number("quantity", i64::from(line.quantity))
        .end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wenk_wire::{ConfigurationOption, OrderId, ProductId, Signal};

    fn product(id: &str) -> ProductId {
        ProductId::parse(id).unwrap()
    }

    fn journal(kinds: &[SignalKind]) -> Journal {
        let mut journal = Journal::default();
        for (n, kind) in (1..).zip(kinds) {
            journal.add(n, Millis(1_000_000), kind);
        }
        journal
    }

    fn cart(quantity: u32) -> SignalKind {
        let lines = vec![Line { product: product("a"), variant: VariantId::parse("red \"x\"").ok(), quantity }];
        SignalKind::CartUpdated { cart: CartId::parse("c").ok(), lines }
    }

    #[test]
    fn r24_a_later_cart_configuration_or_wish_replaces_the_earlier() {
        let wish = |id| SignalKind::WishAdded { product: product(id), variant: None };
        let unwish = |id| SignalKind::WishRemoved { product: product(id), variant: None };
        let kept = journal(&[cart(1), wish("a"), wish("b"), cart(2), unwish("a")]);
        assert_eq!(kept.0.iter().map(|signal| signal.n).collect::<Vec<_>>(), [3, 4, 5]);
    }

    #[test]
    fn r24_views_are_plain_signals_and_the_oldest_go_first() {
        let mut kinds: Vec<_> =
            (0..600).map(|n| SignalKind::ProductViewed { product: product(&format!("p{n}")) }).collect();
        kinds.insert(0, SignalKind::ProductCompared { product: product("kept") });
        let kept = journal(&kinds);
        assert!(kept.0.len() <= 500 && kept.0.iter().map(|entry| entry.json.len()).sum::<usize>() <= 48 * 1024);
        assert!(kept.0.first().unwrap().json.contains("product_compared"));
        assert_eq!(kept.0.last().unwrap().n, 601);
    }

    #[test]
    fn every_kind_travels_as_the_edge_reads_it() {
        let options = vec![ConfigurationOption { option: "frame".to_owned(), value: "m".to_owned() }];
        let kinds = [
            SignalKind::ProductViewed { product: product("a") },
            SignalKind::ProductCompared { product: product("a") },
            SignalKind::ComparisonRemoved { product: product("a") },
            SignalKind::ConfigurationUpdated { product: product("a"), step: 2, steps: 4, completed: true, options },
            SignalKind::WishAdded { product: product("a"), variant: VariantId::parse("v").ok() },
            SignalKind::WishRemoved { product: product("a"), variant: None },
            cart(3),
            SignalKind::CheckoutStarted { cart: None, checkout: CheckoutToken::parse("t").ok() },
            SignalKind::OrderPlaced {
                order: OrderId::parse("o").unwrap(),
                cart: CartId::parse("c").ok(),
                checkout: None,
            },
        ];
        for kind in kinds {
            let value = serde_json::from_str(&json(7, Millis(8), &kind)).unwrap();
            assert_eq!(Signal::parse(&value), Ok((Signal { n: 7, at: Millis(8), kind }, vec![])));
        }
    }
}
