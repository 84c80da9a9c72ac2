//! What one device reported, folded; and the sum over a person's devices.

use crate::Cart;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wenk_wire::{
    CartId, CheckoutToken, ConfigurationOption, Duration, Millis, OrderId, ProductId, SignalKind, VariantId,
};

/// How far back views and comparisons are kept.
const KEPT: Duration = Duration::days(90);
/// Most views, comparisons and configurations kept per device; the oldest go first.
const MOST: usize = 30;
/// Most wishes kept per device.
const MOST_WISHES: usize = 200;

/// When something happened: the corrected time, and the device's number to tell ties apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment {
    /// By the edge's clock.
    pub at: Millis,
    /// The device's running number.
    pub n: u64,
}

/// What one device, or one person's devices together, amount to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Activity {
    /// The latest cart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cart: Option<(Moment, Cart)>,
    /// The latest checkout that was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkout: Option<(Moment, Option<CartId>, Option<CheckoutToken>)>,
    /// Wishes, also those taken back: the removal must win over an earlier addition that arrives later.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", with = "as_pairs")]
    pub wishes: BTreeMap<WishKey, Wish>,
    /// Products seen, latest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
    /// Products put into or taken out of the comparison, latest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comparisons: Vec<Comparison>,
    /// The latest configuration of each product.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub configurations: Vec<Configured>,
    /// Orders that the page reported.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Ordered>,
}

/// What a wish is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WishKey {
    /// The product, as the page names it.
    pub product: ProductId,
    /// The variant, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<VariantId>,
}

/// Whether a product is wished for, since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// When it was last put on or taken off the list.
    pub when: Moment,
    /// Whether it is on the list.
    pub wanted: bool,
}

/// A product that was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct View {
    /// When.
    pub when: Moment,
    /// Which product.
    pub product: ProductId,
}

/// A step of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Comparison {
    /// When.
    pub when: Moment,
    /// Which product.
    pub product: ProductId,
    /// Put in, or taken out.
    pub compared: bool,
}

/// A configuration as it was left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configured {
    /// When it was last changed.
    pub when: Moment,
    /// The product being configured.
    pub product: ProductId,
    /// The step reached, from 1.
    pub step: u32,
    /// How many steps there are.
    pub steps: u32,
    /// Whether the last step was finished.
    pub completed: bool,
    /// What was chosen.
    #[serde(with = "wenk_wire::as_object")]
    pub options: Vec<ConfigurationOption>,
}

/// An order that the page reported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ordered {
    /// When.
    pub when: Moment,
    /// The shop's number.
    pub order: OrderId,
}

impl Activity {
    /// Folds one signal in. Signals may come in any order; each must come once (see [`crate::Numbering`]).
    pub fn apply(&mut self, when: Moment, kind: &SignalKind) {
        match kind {
            SignalKind::ProductViewed { product } => {
                insert(&mut self.views, View { when, product: product.clone() });
            }
            SignalKind::ProductCompared { product } => self.compare(when, product, true),
            SignalKind::ComparisonRemoved { product } => self.compare(when, product, false),
            SignalKind::ConfigurationUpdated { product, step, steps, completed, options } => {
                let (step, steps, completed, options) = (*step, *steps, *completed, options.clone());
                self.configure(Configured { when, product: product.clone(), step, steps, completed, options });
            }
            SignalKind::WishAdded { product, variant } => self.wish(when, product, variant.as_ref(), true),
            SignalKind::WishRemoved { product, variant } => self.wish(when, product, variant.as_ref(), false),
            SignalKind::CartUpdated { cart, lines } => {
                if self.cart.as_ref().is_none_or(|(known, _)| *known < when) {
                    self.cart = Some((when, Cart::of(cart.clone(), lines.clone())));
                }
            }
            SignalKind::CheckoutStarted { cart, checkout } => {
                if self.checkout.as_ref().is_none_or(|(known, ..)| *known < when) {
                    self.checkout = Some((when, cart.clone(), checkout.clone()));
                }
            }
            SignalKind::OrderPlaced { order, .. } => insert(&mut self.orders, Ordered { when, order: order.clone() }),
        }
    }

    /// Forgets what is older than 90 days.
    pub fn prune(&mut self, now: Millis) {
        let oldest = now.minus(KEPT);
        self.views.retain(|view| view.when.at >= oldest);
        self.comparisons.retain(|comparison| comparison.when.at >= oldest);
        self.configurations.retain(|configured| configured.when.at >= oldest);
        self.orders.retain(|ordered| ordered.when.at >= oldest);
        self.wishes.retain(|_, wish| wish.wanted || wish.when.at >= oldest);
        if self.cart.as_ref().is_some_and(|(when, _)| when.at < oldest) {
            self.cart = None;
        }
        if self.checkout.as_ref().is_some_and(|(when, ..)| when.at < oldest) {
            self.checkout = None;
        }
    }

    fn compare(&mut self, when: Moment, product: &ProductId, compared: bool) {
        insert(&mut self.comparisons, Comparison { when, product: product.clone(), compared });
    }

    fn wish(&mut self, when: Moment, product: &ProductId, variant: Option<&VariantId>, wanted: bool) {
        let key = WishKey { product: product.clone(), variant: variant.cloned() };
        if self.wishes.get(&key).is_none_or(|known| known.when < when) {
            self.wishes.insert(key, Wish { when, wanted });
        }
        while self.wishes.len() > MOST_WISHES {
            let oldest =
                self.wishes.iter().min_by_key(|(_, wish)| (wish.wanted, wish.when)).map(|(key, _)| key.clone());
            let Some(oldest) = oldest else { break };
            self.wishes.remove(&oldest);
        }
    }

    fn configure(&mut self, configured: Configured) {
        match self.configurations.iter_mut().find(|known| known.product == configured.product) {
            Some(known) if known.when < configured.when => *known = configured,
            Some(_) => {}
            None => self.configurations.push(configured),
        }
        self.configurations.sort_by_key(|known| known.when);
        if self.configurations.len() > MOST {
            self.configurations.remove(0);
        }
    }
}

/// The sum over several devices: the latest cart and checkout, all wishes with the latest word on each, and the rest
/// side by side in order of time.
#[must_use]
pub fn merge<'a>(devices: impl Iterator<Item = &'a Activity>) -> Activity {
    let mut sum = Activity::default();
    for device in devices {
        if let Some((when, cart)) = &device.cart
            && sum.cart.as_ref().is_none_or(|(known, _)| known < when)
        {
            sum.cart = Some((*when, cart.clone()));
        }
        if let Some(checkout) = &device.checkout
            && sum.checkout.as_ref().is_none_or(|known| known.0 < checkout.0)
        {
            sum.checkout = Some(checkout.clone());
        }
        for (key, wish) in &device.wishes {
            if sum.wishes.get(key).is_none_or(|known| known.when < wish.when) {
                sum.wishes.insert(key.clone(), *wish);
            }
        }
        sum.views.extend(device.views.iter().cloned());
        sum.comparisons.extend(device.comparisons.iter().cloned());
        sum.orders.extend(device.orders.iter().cloned());
        device.configurations.iter().for_each(|configured| sum.configure(configured.clone()));
    }
    sum.views.sort();
    sum.comparisons.sort();
    sum.orders.sort();
    sum
}

fn insert<T: Ord>(list: &mut Vec<T>, item: T) {
    let place = list.binary_search(&item).unwrap_or_else(|place| place);
    list.insert(place, item);
    if list.len() > MOST {
        list.remove(0);
    }
}

/// JSON has no maps with structured keys, so the map is stored as a list of pairs.
mod as_pairs {
    use super::{BTreeMap, Deserialize, Wish, WishKey};
    use serde::{Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(map: &BTreeMap<WishKey, Wish>, to: S) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<WishKey, Wish>, D::Error> {
        Vec::<(WishKey, Wish)>::deserialize(from).map(|pairs| pairs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use wenk_wire::Line;

    fn kinds() -> impl Strategy<Value = SignalKind> {
        let product = || "[abc]".prop_map(|id| ProductId::parse(&id).unwrap());
        prop_oneof![
            product().prop_map(|product| SignalKind::ProductViewed { product }),
            product().prop_map(|product| SignalKind::ProductCompared { product }),
            product().prop_map(|product| SignalKind::WishAdded { product, variant: None }),
            product().prop_map(|product| SignalKind::WishRemoved { product, variant: None }),
            (product(), 1_u32..3).prop_map(|(product, quantity)| SignalKind::CartUpdated {
                cart: None,
                lines: vec![Line { product, variant: None, quantity }],
            }),
            (product(), 1_u32..5).prop_map(|(product, step)| SignalKind::ConfigurationUpdated {
                product,
                step,
                steps: 4,
                completed: false,
                options: vec![],
            }),
        ]
    }

    proptest! {
        #[test]
        fn r9_the_order_in_which_signals_arrive_does_not_matter(
            list in prop::collection::vec(kinds(), 0..25), seed in any::<u64>()
        ) {
            let numbered: Vec<_> = (1_u64..).zip(&list).map(|(n, kind)| (Moment { at: Millis(1_000), n }, kind)).collect();
            let mut shuffled = numbered.clone();
            shuffled.sort_by_key(|(when, _)| when.n.wrapping_mul(seed | 1).rotate_left(17));
            let (mut a, mut b) = (Activity::default(), Activity::default());
            numbered.iter().for_each(|(when, kind)| a.apply(*when, kind));
            shuffled.iter().for_each(|(when, kind)| b.apply(*when, kind));
            prop_assert_eq!(a, b);
        }
    }
}
