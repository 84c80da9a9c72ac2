//! GA4's e-commerce events, and the fields of a tracked call, as signals.
//!
//! Source of the names: Google Analytics 4, recommended e-commerce events. Changes of the cart are folded into the known cart, so
//! that a signal always bears the whole of it.

use crate::record::{Fields, number, records};
use wenk_fold::Cart;
use wenk_wire::{
    CartId, CheckoutToken, ConfigurationOption, Line, MAX_OPTIONS, OrderId, ProductId, SignalKind, VariantId,
};

/// What a page pushed, or the fields of a call: everything that a signal may need.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub(crate) event: String,
    pub(crate) items: Vec<Item>,
    pub(crate) order: String,
    pub(crate) cart: Option<String>,
    pub(crate) checkout: String,
    pub(crate) step: String,
    pub(crate) steps: String,
    pub(crate) completed: bool,
    pub(crate) options: Vec<(String, String)>,
}

/// A product, perhaps as a line of a cart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    pub(crate) product: String,
    pub(crate) variant: String,
    pub(crate) quantity: String,
}

/// The kind of signal that a GA4 event stands for; two of them are changes of the cart.
pub(crate) fn kind_of(event: &str) -> Option<&'static str> {
    Some(match event {
        "view_item" => "product_viewed",
        "add_to_wishlist" => "wish_added",
        "add_to_cart" => "cart_added",
        "remove_from_cart" => "cart_removed",
        "view_cart" => "cart_updated",
        "begin_checkout" => "checkout_started",
        "purchase" => "order_placed",
        _ => return None,
    })
}

impl Said {
    /// Reads what a page said, as `client/after/record.js` writes it: what happened, its products, and its options.
    pub(crate) fn read(text: &str) -> Self {
        let mut said = Self::default();
        for (index, mut fields) in records(text).enumerate() {
            let name = fields.next();
            if index == 0 {
                said.event = name;
                said.order = fields.next();
                said.cart = fields.some();
                said.checkout = fields.next();
                said.step = fields.next();
                said.steps = fields.next();
                said.completed = !fields.next().is_empty();
            } else if name == "i" {
                said.items.push(Item::read(&mut fields));
            } else if said.options.len() < MAX_OPTIONS {
                said.options.push((fields.next(), fields.next()));
            }
        }
        said
    }

    /// The signals that this amounts to, folding the cart on the way.
    pub(crate) fn signals(&self, kind: &str, cart: &mut Cart) -> Vec<SignalKind> {
        match kind {
            "cart_added" | "cart_removed" | "cart_updated" => vec![self.cart(kind, cart)],
            "checkout_started" => {
                let mut told = Vec::new();
                // Where nothing else told the cart, the checkout's items are all there is to know.
                if cart.is_empty() && !self.items.is_empty() {
                    told.push(self.cart("cart_updated", cart));
                }
                told.push(SignalKind::CheckoutStarted { cart: cart.id.clone(), checkout: self.checkout() });
                told
            }
            "order_placed" => self.order(cart).into_iter().collect(),
            "configuration_updated" => self.configuration().into_iter().collect(),
            _ => self.items.iter().filter_map(|item| about(kind, item.product()?, item.variant())).collect(),
        }
    }

    fn cart(&self, kind: &str, cart: &mut Cart) -> SignalKind {
        let lines: Vec<Line> = self.items.iter().filter_map(Item::line).collect();
        match kind {
            "cart_added" => lines.into_iter().for_each(|line| cart.add(line)),
            "cart_removed" => lines.iter().for_each(|line| cart.remove(line)),
            _ => {
                let told = self.cart.as_ref().and_then(|id| CartId::parse(id).ok());
                *cart = Cart::of(told.or(cart.id.take()), lines);
            }
        }
        SignalKind::CartUpdated { cart: cart.id.clone(), lines: cart.lines.clone() }
    }

    fn order(&self, cart: &mut Cart) -> Option<SignalKind> {
        let order = OrderId::parse(&self.order).ok()?;
        let placed = SignalKind::OrderPlaced { order, cart: cart.id.clone(), checkout: self.checkout() };
        *cart = Cart::default();
        Some(placed)
    }

    fn configuration(&self) -> Option<SignalKind> {
        let chosen = self.options.iter().filter(|(_, value)| !value.is_empty());
        let options =
            chosen.map(|(option, value)| ConfigurationOption { option: option.clone(), value: value.clone() });
        Some(SignalKind::ConfigurationUpdated {
            product: self.items.first()?.product()?,
            step: positive(&self.step)?,
            steps: positive(&self.steps)?,
            completed: self.completed,
            options: options.collect(),
        })
    }

    fn checkout(&self) -> Option<CheckoutToken> {
        CheckoutToken::parse(&self.checkout).ok()
    }
}

impl Item {
    /// Reads product, variant and quantity.
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        Self { product: fields.next(), variant: fields.next(), quantity: fields.next() }
    }

    fn product(&self) -> Option<ProductId> {
        ProductId::parse(&self.product).ok()
    }

    fn variant(&self) -> Option<VariantId> {
        VariantId::parse(&self.variant).ok()
    }

    pub(crate) fn line(&self) -> Option<Line> {
        let quantity = if self.quantity.is_empty() { 1 } else { positive(&self.quantity)? };
        let line = Line { product: self.product()?, variant: self.variant(), quantity };
        (1..=10_000).contains(&quantity).then_some(line)
    }
}

fn positive(text: &str) -> Option<u32> {
    u32::try_from(number(text)).ok().filter(|number| *number > 0)
}

fn about(kind: &str, product: ProductId, variant: Option<VariantId>) -> Option<SignalKind> {
    Some(match kind {
        "product_viewed" => SignalKind::ProductViewed { product },
        "product_compared" => SignalKind::ProductCompared { product },
        "comparison_removed" => SignalKind::ComparisonRemoved { product },
        "wish_added" => SignalKind::WishAdded { product, variant },
        "wish_removed" => SignalKind::WishRemoved { product, variant },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(list: &[(&str, &str)]) -> Said {
        let item = |(product, quantity): &(&str, &str)| Item {
            product: (*product).to_owned(),
            variant: String::new(),
            quantity: (*quantity).to_owned(),
        };
        Said { items: list.iter().map(item).collect(), ..Said::default() }
    }

    fn quantities(cart: &Cart) -> Vec<(String, u32)> {
        cart.lines.iter().map(|line| (line.product.to_string(), line.quantity)).collect()
    }

    #[test]
    fn a_cart_is_folded_from_what_is_put_in_and_taken_out() {
        let mut cart = Cart::default();
        items(&[("bell", "2"), ("77", "")]).signals("cart_added", &mut cart);
        assert_eq!(quantities(&cart), [("bell".to_owned(), 2), ("77".to_owned(), 1)]);
        items(&[("bell", "1"), ("x", "-4"), ("", "1")]).signals("cart_removed", &mut cart);
        assert_eq!(quantities(&cart), [("bell".to_owned(), 1), ("77".to_owned(), 1)]);
        items(&[("lock", "")]).signals("cart_updated", &mut cart);
        assert_eq!(quantities(&cart), [("lock".to_owned(), 1)]);
        let bought = Said { order: "T-1".to_owned(), ..Said::default() }.signals("order_placed", &mut cart);
        assert!(matches!(bought.as_slice(), [SignalKind::OrderPlaced { order, .. }] if order.as_str() == "T-1"));
        assert!(cart.is_empty());
    }

    #[test]
    fn a_checkout_tells_the_cart_only_where_nothing_else_did() {
        let mut cart = Cart::default();
        let told = items(&[("bell", "2")]).signals("checkout_started", &mut cart);
        assert!(matches!(told.as_slice(), [SignalKind::CartUpdated { .. }, SignalKind::CheckoutStarted { .. }]));
        let at_once = items(&[("lock", "1")]).signals("checkout_started", &mut cart);
        assert!(matches!(at_once.as_slice(), [SignalKind::CheckoutStarted { .. }]));
        assert_eq!(quantities(&cart), [("bell".to_owned(), 2)]);
    }

    #[test]
    fn what_makes_no_sense_is_no_signal() {
        let mut cart = Cart::default();
        assert_eq!(Said::default().signals("product_viewed", &mut cart), []);
        assert_eq!(items(&[("a", "")]).signals("teleported", &mut cart), []);
        assert_eq!(
            Said { step: "x".to_owned(), ..items(&[("a", "")]) }.signals("configuration_updated", &mut cart),
            []
        );
        assert_eq!(Said::default().signals("order_placed", &mut cart), []);
    }
}
