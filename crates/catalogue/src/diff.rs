//! What changed between two feeds, and whether that is credible (R32).

use crate::Product;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use wenk_wire::{Millis, Money, ProductId};

/// More than this share of products vanishing holds an import, in percent.
const VANISHED_PERCENT: usize = 20;
/// More than this share of prices changing by half holds an import, in percent …
const JUMPED_PERCENT: usize = 5;
/// … if there are at least so many.
const JUMPED_LEAST: usize = 10;

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// New products.
    pub added: Vec<ProductId>,
    /// Products that vanished.
    pub removed: Vec<ProductId>,
    /// Effective prices that changed.
    pub prices: Vec<PriceChange>,
    /// Stock or availability that changed.
    pub stock: Vec<StockChange>,
    /// Products of which anything at all changed, those added included.
    pub changed: BTreeSet<ProductId>,
}

/// An effective price that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceChange {
    /// Which product.
    pub product: ProductId,
    /// Before.
    pub before: Money,
    /// After.
    pub after: Money,
}

/// Stock or availability that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockChange {
    /// Which product.
    pub product: ProductId,
    /// How many were left.
    pub before: Option<u32>,
    /// How many are left.
    pub after: Option<u32>,
    /// Whether it could be bought.
    pub was_available: bool,
    /// Whether it can be bought.
    pub is_available: bool,
}

/// Why an import is held until an admin approves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "held", rename_all = "snake_case")]
pub enum Hold {
    /// Too many products vanished.
    Vanished {
        /// How many.
        vanished: usize,
        /// Of how many.
        of: usize,
    },
    /// Too many prices changed by more than half.
    PricesJumped {
        /// How many.
        jumped: usize,
        /// Of how many.
        of: usize,
    },
    /// The currency changed.
    CurrencyChanged {
        /// For how many products.
        products: usize,
    },
}

/// Compares a feed with what was known, at a moment.
#[must_use]
pub fn diff(old: &BTreeMap<ProductId, Product>, new: &[Product], now: Millis) -> Diff {
    let mut diff = Diff::default();
    let ids: BTreeSet<&ProductId> = new.iter().map(|product| &product.id).collect();
    diff.removed = old.keys().filter(|id| !ids.contains(id)).cloned().collect();
    for product in new {
        let Some(known) = old.get(&product.id) else {
            diff.added.push(product.id.clone());
            diff.changed.insert(product.id.clone());
            continue;
        };
        if known != product {
            diff.changed.insert(product.id.clone());
        }
        let (before, after) = (known.effective_price(now), product.effective_price(now));
        if before != after {
            diff.prices.push(PriceChange { product: product.id.clone(), before, after });
        }
        let (was_available, is_available) = (known.is_available(), product.is_available());
        if (known.stock, was_available) != (product.stock, is_available) {
            let (before, after) = (known.stock, product.stock);
            diff.stock.push(StockChange { product: product.id.clone(), before, after, was_available, is_available });
        }
    }
    diff
}

/// Whether a difference is too large to be believed without a look.
#[must_use]
pub fn hold(diff: &Diff, known: usize) -> Option<Hold> {
    let foreign = diff.prices.iter().filter(|change| change.before.currency() != change.after.currency()).count();
    if foreign > 0 {
        return Some(Hold::CurrencyChanged { products: foreign });
    }
    let vanished = diff.removed.len();
    if vanished * 100 > known * VANISHED_PERCENT {
        return Some(Hold::Vanished { vanished, of: known });
    }
    let jumped = diff.prices.iter().filter(|change| jumps(change)).count();
    if jumped >= JUMPED_LEAST && jumped * 100 > known * JUMPED_PERCENT {
        return Some(Hold::PricesJumped { jumped, of: known });
    }
    None
}

fn jumps(change: &PriceChange) -> bool {
    let (before, after) = (i128::from(change.before.minor()), i128::from(change.after.minor()));
    (after - before).abs() * 2 > before
}

impl core::fmt::Display for Hold {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Vanished { vanished, of } => write!(f, "{vanished} of {of} products vanished"),
            Self::PricesJumped { jumped, of } => write!(f, "{jumped} of {of} prices changed by more than half"),
            Self::CurrencyChanged { products: 1 } => f.write_str("the currency of one product changed"),
            Self::CurrencyChanged { products } => write!(f, "the currency of {products} products changed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Availability;

    fn products(count: usize, price: &str) -> Vec<Product> {
        let product = |n| Product {
            id: ProductId::parse(&format!("p{n}")).unwrap(),
            group: None,
            mpn: None,
            title: "Bell".to_owned(),
            link: "https://shop.example/bell".to_owned(),
            image_link: None,
            price: Money::parse_with_currency(price).unwrap(),
            sale: None,
            availability: Availability::InStock,
            stock: Some(5),
            category: None,
            brand: None,
            attributes: vec![],
        };
        (0..count).map(product).collect()
    }

    fn held(old: Vec<Product>, new: &[Product]) -> Option<String> {
        let known = old.len();
        let old = old.into_iter().map(|product| (product.id.clone(), product)).collect();
        hold(&diff(&old, new, Millis(0)), known).map(|hold| hold.to_string())
    }

    #[test]
    fn r32_a_fifth_of_the_products_vanishing_is_still_believed_and_more_is_held() {
        let all = products(40, "10.00 EUR");
        assert_eq!(held(all.clone(), &all[..32]), None);
        assert_eq!(held(all.clone(), &all[..31]).as_deref(), Some("9 of 40 products vanished"));
        assert_eq!(held(all, &[]).as_deref(), Some("40 of 40 products vanished"));
    }

    #[test]
    fn r32_ten_prices_that_change_by_more_than_half_are_held() {
        let all = products(40, "10.00 EUR");
        let jump = |count: usize, price: &str| {
            let mut new = all.clone();
            new.iter_mut().take(count).for_each(|product| product.price = Money::parse_with_currency(price).unwrap());
            held(all.clone(), &new)
        };
        assert_eq!(jump(9, "1.00 EUR"), None);
        assert_eq!(jump(10, "5.00 EUR"), None);
        assert_eq!(jump(10, "4.99 EUR").as_deref(), Some("10 of 40 prices changed by more than half"));
        assert_eq!(jump(2, "10.00 USD").as_deref(), Some("the currency of 2 products changed"));
        assert_eq!(jump(1, "10.00 USD").as_deref(), Some("the currency of one product changed"));
    }

    #[test]
    fn the_same_feed_twice_changes_nothing() {
        let all = products(3, "10.00 EUR");
        let old = all.iter().map(|product| (product.id.clone(), product.clone())).collect();
        assert_eq!(diff(&old, &all, Millis(0)), Diff::default());
    }
}
