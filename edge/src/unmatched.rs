//! Product ids of pages that the catalogue does not know (R33): counted after the answer, without a look into D1 for every batch.
//!
//! An isolate remembers what it looked up. A known id is not looked up again for ten minutes; an unknown one is counted in memory and
//! written once a minute. What an isolate had not written when it ended is not counted: the numbers say which ids matter, not more.
//!
//! **Out of scope:** what an unknown id means for a mail: its line is left out when the mail is rendered.

use crate::clock::Clock;
use crate::d1;
use core::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use wenk_wire::{Duration, Millis, ShopId};
use worker::{Env, Result};

/// What was looked up is forgotten after this time, by the wall's clock: products vanish.
const REMEMBERED: Duration = Duration::minutes(10);
/// An unknown id is looked up and counted again after this time, by the wall's clock.
const COUNTED_EVERY: Duration = Duration::minutes(1);
/// Most ids remembered of one shop: pages may name anything.
const MOST: usize = 10_000;

thread_local! {
    /// Plain data: nothing of another request's is awaited.
    static SEEN: RefCell<BTreeMap<ShopId, Seen>> = const { RefCell::new(BTreeMap::new()) };
}

/// Counts those of some ids that the catalogue does not know.
pub(crate) async fn count(env: &Env, shop: &ShopId, ids: BTreeSet<String>) -> Result<()> {
    let clock = Clock::of(env);
    let wanted = with(shop, |seen| seen.wanted(ids, clock.wall()));
    if wanted.is_empty() {
        return Ok(());
    }
    let known = d1::catalogue::known(env, shop, &wanted.iter().map(String::as_str).collect()).await?;
    let unknown = with(shop, |seen| seen.learned(wanted, &known, clock.wall()));
    if unknown.is_empty() {
        return Ok(());
    }
    d1::unmatched::count(env, shop, &unknown, clock.now()).await
}

fn with<T>(shop: &ShopId, work: impl FnOnce(&mut Seen) -> T) -> T {
    SEEN.with_borrow_mut(|seen| work(seen.entry(shop.clone()).or_default()))
}

/// What an isolate remembers of a shop's ids.
#[derive(Debug, Default)]
struct Seen {
    since: Millis,
    known: BTreeSet<String>,
    unknown: BTreeMap<String, Unknown>,
}

#[derive(Debug)]
struct Unknown {
    counted_at: Millis,
    /// How often it came since.
    waiting: i64,
}

impl Seen {
    /// Which of some ids must be looked up.
    fn wanted(&mut self, ids: BTreeSet<String>, wall: Millis) -> BTreeSet<String> {
        if wall.since(self.since) >= REMEMBERED || self.known.len().saturating_add(self.unknown.len()) > MOST {
            *self = Self { since: wall, ..Self::default() };
        }
        ids.into_iter().filter(|id| self.is_wanted(id, wall)).collect()
    }

    fn is_wanted(&mut self, id: &str, wall: Millis) -> bool {
        match self.unknown.get_mut(id) {
            Some(unknown) if wall.since(unknown.counted_at) < COUNTED_EVERY => {
                unknown.waiting = unknown.waiting.saturating_add(1);
                false
            }
            Some(_) => true,
            None => !self.known.contains(id),
        }
    }

    /// Takes in what was looked up; answers what is to be counted, and how often it came.
    fn learned(&mut self, wanted: BTreeSet<String>, known: &BTreeSet<String>, wall: Millis) -> Vec<(String, i64)> {
        let mut counted = Vec::new();
        for id in wanted {
            let before = self.unknown.remove(&id).map_or(0, |unknown| unknown.waiting);
            if known.contains(&id) {
                self.known.insert(id);
            } else {
                self.unknown.insert(id.clone(), Unknown { counted_at: wall, waiting: 0 });
                counted.push((id, before.saturating_add(1)));
            }
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(list: &[&str]) -> BTreeSet<String> {
        list.iter().map(|id| (*id).to_owned()).collect()
    }

    /// One batch; answers what was looked up, and what was counted. The catalogue knows `bell`.
    fn batch(seen: &mut Seen, list: &[&str], seconds: i64) -> (BTreeSet<String>, Vec<(String, i64)>) {
        let wall = Millis(1_000_000_000).plus(Duration::seconds(seconds));
        let wanted = seen.wanted(ids(list), wall);
        let counted = seen.learned(wanted.clone(), &ids(&["bell"]), wall);
        (wanted, counted)
    }

    #[test]
    fn a_known_id_is_looked_up_once_in_ten_minutes() {
        let mut seen = Seen::default();
        assert_eq!(batch(&mut seen, &["bell"], 0), (ids(&["bell"]), vec![]));
        assert_eq!(batch(&mut seen, &["bell"], 599), (ids(&[]), vec![]));
        assert_eq!(batch(&mut seen, &["bell"], 600), (ids(&["bell"]), vec![]));
    }

    #[test]
    fn r33_an_unknown_id_is_counted_as_often_as_it_came_with_one_look_a_minute() {
        let mut seen = Seen::default();
        let moon = |count| vec![("moon".to_owned(), count)];
        assert_eq!(batch(&mut seen, &["bell", "moon"], 0), (ids(&["bell", "moon"]), moon(1)));
        assert_eq!(batch(&mut seen, &["bell", "moon"], 1), (ids(&[]), vec![]));
        assert_eq!(batch(&mut seen, &["moon"], 59), (ids(&[]), vec![]));
        assert_eq!(batch(&mut seen, &["moon"], 60), (ids(&["moon"]), moon(3)));
    }

    #[test]
    fn however_many_ids_pages_make_up_no_more_than_a_few_are_remembered() {
        let mut seen = Seen::default();
        for page in 0..300 {
            let made_up: Vec<String> = (0..100).map(|n| format!("x{page}-{n}")).collect();
            batch(&mut seen, &made_up.iter().map(String::as_str).collect::<Vec<_>>(), 0);
        }
        assert!(seen.unknown.len() <= MOST + 100, "{}", seen.unknown.len());
    }
}
