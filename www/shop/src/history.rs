//! Sixty days of price history for the demo, since a reference price needs thirty (EU 98/6/EC Art. 6a).
//!
//! Every product has its present price for at least the last 35 days, and a slightly different one before that. So
//! nothing is on sale when the demo starts, and the first reduction is measured against the present price.
//!
//! ```
//! let points = wenk_shop::price_history(wenk_shop::feed_file::SOURCE, 1_764_000_000_000).unwrap();
//! assert_eq!(points.len(), 80);
//! ```

use crate::feed_file::{self, FeedError};
use crate::product::Shelf;
use serde::Serialize;

const DAY_MS: u64 = 86_400_000;

/// One price that a product had from a moment on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PricePoint {
    /// Which product.
    pub product: String,
    /// From when, in Unix milliseconds.
    pub at: u64,
    /// The price, with its currency.
    pub price: String,
}

/// The prices of every product in the 60 days before `now` (Unix milliseconds), oldest first for each product: the body
/// of `POST /v1/admin/shops/{shop}/prices`.
///
/// # Errors
/// When the feed cannot be read.
pub fn price_history(feed: &str, now: u64) -> Result<Vec<PricePoint>, FeedError> {
    let shelf = Shelf::read(feed)?;
    let points = shelf.all().flat_map(|product| {
        let lot = lot(&product.id);
        let changed_days_ago = 35 + lot % 15;
        let before = earlier(product.cents, lot);
        let point = |days: u64, cents: u64| PricePoint {
            product: product.id.clone(),
            at: now.saturating_sub(days * DAY_MS),
            price: format!("{} EUR", feed_file::decimal(cents)),
        };
        [point(60, before), point(changed_days_ago, product.cents)]
    });
    Ok(points.collect())
}

/// A price 3 to 7 percent below or above, on the same round ending.
fn earlier(cents: u64, lot: u64) -> u64 {
    let change = cents * (3 + lot % 5) / 100;
    let step = if cents >= 30_000 { 1_000 } else { 100 };
    let change = (change / step).max(1) * step;
    if (lot / 16).is_multiple_of(2) { cents + change } else { cents.saturating_sub(change) }
}

/// A number that is always the same for the same id.
fn lot(id: &str) -> u64 {
    id.bytes().fold(7, |sum, byte| (sum * 31 + u64::from(byte)) % 1_000_003)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn r31_every_product_has_thirty_days_at_its_present_price() {
        let now = 1_764_000_000_000;
        let shelf = Shelf::read(feed_file::SOURCE).unwrap();
        let mut by_product: BTreeMap<String, Vec<PricePoint>> = BTreeMap::new();
        for point in price_history(feed_file::SOURCE, now).unwrap() {
            by_product.entry(point.product.clone()).or_default().push(point);
        }
        assert_eq!(by_product.len(), 40);
        for (id, points) in by_product {
            let (first, last) = (points.first().unwrap(), points.last().unwrap());
            assert_eq!(first.at, now - 60 * DAY_MS);
            assert!(last.at <= now - 35 * DAY_MS, "{id} changed too lately");
            assert_eq!(last.price, format!("{} EUR", shelf.find(&id).unwrap().price()));
            assert_ne!(first.price, last.price, "{id} never changed");
        }
    }
}
