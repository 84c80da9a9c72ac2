//! Price history, and the reference price of a reduction.
//!
//! Source: Directive 98/6/EC, Article 6a: an announced reduction must show the lowest price of at least the 30 days
//! *before* it. CJEU C-330/23 (Aldi Süd): the percentage and the "reduced" must rest on that price, too.

use serde::{Deserialize, Serialize};
use wenk_wire::{Duration, Millis, Money, ProductId};

/// How far a reference price looks back from the reduction.
const LOOK_BACK: Duration = Duration::days(30);
/// How long prices are kept; the one in force at that moment is kept as well.
const KEPT: Duration = Duration::days(400);

/// From a moment on, this is the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PricePoint {
    /// From when.
    pub at: Millis,
    /// The price.
    pub price: Money,
}

/// Why there is no lawful reference price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoReference {
    /// No price is known from before the reduction.
    NoHistory,
    /// The first known price is younger than 30 days before the reduction.
    LessThanThirtyDays,
    /// The currency changed within the 30 days.
    CurrencyChanged,
}

/// A price below its reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceDrop {
    /// Which product.
    pub product: ProductId,
    /// The lowest price of the 30 days before the reduction.
    pub reference: Money,
    /// The new price.
    pub price: Money,
    /// When it came into force.
    pub at: Millis,
}

/// Why there is no drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoDrop {
    /// No price is known.
    NoHistory,
    /// The last change was no reduction, or not below the reference price.
    NotReduced,
    /// A reduction without a lawful reference price.
    NoReference(NoReference),
}

/// The lowest price in force during the 30 days before a reduction. The price that was in force when those days began
/// counts; the reduced price itself does not. `history` is ordered by time.
///
/// # Errors
/// Why there is none.
pub fn reference_price(history: &[PricePoint], reduction_at: Millis) -> Result<Money, NoReference> {
    let from = reduction_at.minus(LOOK_BACK);
    let before: Vec<&PricePoint> = history.iter().filter(|point| point.at < reduction_at).collect();
    let first = before.first().ok_or(NoReference::NoHistory)?;
    if first.at > from {
        return Err(NoReference::LessThanThirtyDays);
    }
    let in_force = before.iter().rev().find(|point| point.at <= from);
    let within = before.iter().filter(|point| point.at > from);
    let prices: Vec<Money> = in_force.into_iter().chain(within).map(|point| point.price).collect();
    let lowest = prices.iter().min_by_key(|price| price.minor()).copied().ok_or(NoReference::NoHistory)?;
    if prices.iter().any(|price| price.currency() != lowest.currency()) {
        return Err(NoReference::CurrencyChanged);
    }
    Ok(lowest)
}

/// The drop that the last change of price up to `now` was, if it was one.
///
/// # Errors
/// Why it was none.
pub fn find_drop(product: &ProductId, history: &[PricePoint], now: Millis) -> Result<PriceDrop, NoDrop> {
    let mut known: Vec<&PricePoint> = history.iter().filter(|point| point.at <= now).collect();
    known.dedup_by_key(|point| point.price);
    let last = known.last().ok_or(NoDrop::NoHistory)?;
    let before = known.len().checked_sub(2).and_then(|index| known.get(index));
    if before.is_some_and(|before| last.price.saving_over(before.price).is_none()) {
        return Err(NoDrop::NotReduced);
    }
    let reference = reference_price(history, last.at).map_err(NoDrop::NoReference)?;
    if last.price.saving_over(reference).is_none() {
        return Err(NoDrop::NotReduced);
    }
    Ok(PriceDrop { product: product.clone(), reference, price: last.price, at: last.at })
}

/// The price in force at a moment.
#[must_use]
pub fn price_at(history: &[PricePoint], at: Millis) -> Option<Money> {
    history.iter().rev().find(|point| point.at <= at).map(|point| point.price)
}

/// Takes a price in, wherever it belongs in time. One that repeats the price before it is kept as well: a price that
/// arrives late may still come between the two.
pub fn record(history: &mut Vec<PricePoint>, point: PricePoint) {
    history.retain(|known| known.at != point.at);
    let place = history.partition_point(|known| known.at < point.at);
    history.insert(place, point);
}

/// Forgets prices that no rule looks back to: older than 400 days, but for the one in force then.
pub fn prune(history: &mut Vec<PricePoint>, now: Millis) {
    let oldest = now.minus(KEPT);
    let needless = history.partition_point(|point| point.at <= oldest).saturating_sub(1);
    history.drain(..needless);
}

impl PriceDrop {
    /// The money saved.
    #[must_use]
    pub fn saving(&self) -> Money {
        self.price.saving_over(self.reference).unwrap_or(Money::new(0, self.price.currency()))
    }

    /// The share saved, in hundredths of a percent, rounded down.
    #[must_use]
    pub fn saving_basis_points(&self) -> u32 {
        let (saving, reference) = (i128::from(self.saving().minor()), i128::from(self.reference.minor().max(1)));
        u32::try_from(saving * 10_000 / reference).unwrap_or(10_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(minor: i64) -> Money {
        Money::parse_with_currency(&format!("{}.{:02} EUR", minor / 100, minor % 100)).unwrap()
    }

    fn day(n: i64) -> Millis {
        Millis(0).plus(Duration::days(n))
    }

    fn history(points: &[(i64, i64)]) -> Vec<PricePoint> {
        points.iter().map(|(n, minor)| PricePoint { at: day(*n), price: eur(*minor) }).collect()
    }

    fn check(points: &[(i64, i64)], now: i64, expected: Result<(i64, i64), NoDrop>) {
        let drop = find_drop(&ProductId::parse("p").unwrap(), &history(points), day(now));
        assert_eq!(drop.map(|drop| (drop.reference.minor(), drop.price.minor())), expected, "{points:?} on day {now}");
    }

    #[test]
    fn r31_the_reference_is_the_lowest_price_of_the_thirty_days_before_this_reduction() {
        check(&[(0, 10_000), (60, 8_000)], 60, Ok((10_000, 8_000)));
        check(&[(0, 10_000), (40, 7_500), (45, 10_000), (60, 7_000)], 60, Ok((7_500, 7_000)));
        check(&[(0, 7_000), (20, 10_000), (60, 8_000)], 60, Ok((10_000, 8_000)));
        check(&[(0, 7_000), (30, 10_000), (60, 8_000)], 60, Ok((10_000, 8_000)));
        check(&[(0, 7_000), (31, 10_000), (60, 6_000)], 60, Ok((7_000, 6_000)));
    }

    #[test]
    fn r31_a_price_raised_before_it_is_reduced_is_no_drop() {
        check(&[(0, 10_000), (50, 13_000), (60, 10_000)], 60, Err(NoDrop::NotReduced));
        check(&[(0, 10_000), (60, 12_000)], 60, Err(NoDrop::NotReduced));
    }

    #[test]
    fn r31_each_of_two_reductions_in_a_row_has_its_own_reference() {
        check(&[(0, 10_000), (50, 9_000), (60, 8_000)], 60, Ok((9_000, 8_000)));
    }

    #[test]
    fn r31_less_than_thirty_days_of_history_is_a_refusal() {
        check(&[(40, 10_000), (60, 8_000)], 60, Err(NoDrop::NoReference(NoReference::LessThanThirtyDays)));
        check(&[(60, 8_000)], 60, Err(NoDrop::NoReference(NoReference::NoHistory)));
        check(&[], 60, Err(NoDrop::NoHistory));
    }

    #[test]
    fn r31_a_change_of_currency_gives_no_reference() {
        let usd = |n| PricePoint { at: day(n), price: Money::parse_with_currency("50.00 USD").unwrap() };
        let mut mixed = history(&[(0, 10_000), (60, 8_000)]);
        record(&mut mixed, usd(40));
        assert_eq!(reference_price(&mixed, day(60)), Err(NoReference::CurrencyChanged));
        assert_eq!(reference_price(&mixed, day(40)), Ok(eur(10_000)));
    }

    #[test]
    fn a_drop_says_what_is_saved() {
        let drop = find_drop(&ProductId::parse("p").unwrap(), &history(&[(0, 9_999), (60, 6_666)]), day(60)).unwrap();
        assert_eq!((drop.saving().minor(), drop.saving_basis_points()), (3_333, 3_333));
    }

    proptest! {
        #[test]
        fn r31_the_reference_is_never_above_a_price_in_force_in_the_window(
            points in prop::collection::vec((0_i64..100, 1_i64..20_000), 1..20), at in 30_i64..120
        ) {
            let mut known = Vec::new();
            history(&points).into_iter().for_each(|point| record(&mut known, point));
            if let Ok(reference) = reference_price(&known, day(at)) {
                for n in (at - 30)..at {
                    prop_assert!(reference.minor() <= price_at(&known, day(n)).unwrap().minor());
                }
            }
        }

        #[test]
        fn r31_prices_outside_the_window_do_not_matter(
            points in prop::collection::btree_map(0_i64..100, 1_i64..20_000, 1..20), at in 30_i64..100, other in 1_i64..20_000
        ) {
            let known = history(&points.into_iter().collect::<Vec<_>>());
            let in_force = known.iter().rposition(|point| point.at <= day(at - 30));
            let mut changed = known.clone();
            for (index, point) in changed.iter_mut().enumerate() {
                if point.at >= day(at) || in_force.is_some_and(|in_force| index < in_force) {
                    point.price = eur(other);
                }
            }
            prop_assert_eq!(reference_price(&known, day(at)), reference_price(&changed, day(at)));
        }

        #[test]
        fn what_is_forgotten_changes_no_reference_price_of_the_last_year(
            points in prop::collection::btree_map(0_i64..800, 1_i64..20_000, 1..30), back in 0_i64..365
        ) {
            let known = history(&points.into_iter().collect::<Vec<_>>());
            let mut kept = known.clone();
            prune(&mut kept, day(800));
            prop_assert!(kept.len() <= known.len() && kept.iter().filter(|point| point.at <= day(400)).count() <= 1);
            prop_assert_eq!(reference_price(&known, day(800 - back)), reference_price(&kept, day(800 - back)));
        }

        #[test]
        fn the_order_in_which_prices_are_recorded_does_not_matter(
            points in prop::collection::btree_map(0_i64..100, 1_i64..5, 1..12), seed in any::<u64>()
        ) {
            let ordered = history(&points.into_iter().collect::<Vec<_>>());
            let mut shuffled = ordered.clone();
            shuffled.sort_by_key(|point| u64::try_from(point.at.0).unwrap().wrapping_mul(seed | 1).rotate_left(11));
            let (mut a, mut b) = (Vec::new(), Vec::new());
            ordered.into_iter().for_each(|point| record(&mut a, point));
            shuffled.into_iter().for_each(|point| record(&mut b, point));
            for n in 0..110 {
                prop_assert_eq!(price_at(&a, day(n)), price_at(&b, day(n)));
            }
        }
    }
}
