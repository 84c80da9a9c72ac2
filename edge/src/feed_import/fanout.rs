//! Telling who watches: from rows in D1 to pages of objects on the `fanout` queue.
//!
//! Products that fell with one import are told together, in groups small enough for a message of the queue; an object remembers
//! each group and takes it once. A group's rows go when all its pages are queued, so a crash in between only queues some pages twice.

use crate::d1;
use crate::d1::fanout::Pending;
use crate::fanout_queue::{self, FanoutMessage};
use std::collections::{BTreeMap, BTreeSet};
use wenk_catalogue::{PricePoint, Product};
use wenk_engine::PriceNews;
use wenk_wire::{ProductId, ShopId};
use worker::{Env, Result, console_error};

/// A product, and the ids under which pages know it.
type Fallen = (ProductId, Vec<String>);

/// Products in one message: with their prices they stay below the queue's 128 KB.
const PER_GROUP: usize = 10;
/// Prices of one product in a message, the latest.
const MOST_PRICES: usize = 200;
/// Objects in one message.
const PER_PAGE: usize = 100;
/// Rows that [`d1::fanout::pending`] reads at most.
const MOST_PENDING: usize = 500;

/// Tells who was not told yet, in every shop. One shop that fails keeps no other waiting.
pub(crate) async fn resume(env: &Env) -> Result<()> {
    for shop in d1::shop::all(env).await? {
        if let Err(error) = resume_shop(env, &shop).await {
            console_error!("fan-out of {shop}: {error}");
        }
    }
    Ok(())
}

/// Tells who was not told yet, in one shop.
pub(crate) async fn resume_shop(env: &Env, shop: &ShopId) -> Result<()> {
    loop {
        let pending = d1::fanout::pending(env, shop).await?;
        if pending.is_empty() {
            return Ok(());
        }
        for (import, products) in whole(pending) {
            tell(env, shop, &import, &products).await?;
        }
    }
}

/// Products that fell, with the ids under which pages know them, in groups with a name each.
pub(super) fn groups(
    import: &str,
    fell: &BTreeSet<ProductId>,
    keys: &BTreeMap<String, &Product>,
) -> Vec<(String, Vec<Fallen>)> {
    let mut known: BTreeMap<&ProductId, Vec<String>> = fell.iter().map(|id| (id, Vec::new())).collect();
    for (key, product) in keys {
        if let Some(list) = known.get_mut(&product.id) {
            list.push(key.clone());
        }
    }
    let all: Vec<Fallen> = known.into_iter().map(|(id, keys)| (id.clone(), keys)).collect();
    let name = |number: usize| if number == 0 { import.to_owned() } else { format!("{import}.{number}") };
    all.chunks(PER_GROUP).enumerate().map(|(number, group)| (name(number), group.to_vec())).collect()
}

/// The groups of a page of rows. The last one may be cut off when the page is full; it comes with the next page.
fn whole(pending: Vec<Pending>) -> BTreeMap<String, Vec<Fallen>> {
    let full = pending.len() >= MOST_PENDING;
    let mut groups: BTreeMap<String, Vec<Fallen>> = BTreeMap::new();
    for row in pending {
        // What we wrote ourselves; a row that does not read back is told under the product's own id alone.
        let keys = serde_json::from_str(&row.keys).unwrap_or_default();
        groups.entry(row.import).or_default().push((row.product, keys));
    }
    if full && groups.len() > 1 {
        groups.pop_last();
    }
    groups
}

async fn tell(env: &Env, shop: &ShopId, import: &str, products: &[Fallen]) -> Result<()> {
    let news = news(env, shop, products).await?;
    let keys: Vec<String> = products.iter().flat_map(|(_, keys)| keys.clone()).collect();
    let (mut after, most) = (String::new(), i64::try_from(PER_PAGE).unwrap_or(i64::MAX));
    loop {
        let objects = d1::watch::page(env, shop, &keys, &after, most).await?;
        let Some(last) = objects.last() else { break };
        after.clone_from(last);
        let is_last = objects.len() < PER_PAGE;
        let message = FanoutMessage { shop: shop.clone(), import: import.to_owned(), objects, news: news.clone() };
        fanout_queue::post(env, &[message]).await?;
        if is_last {
            break;
        }
    }
    for (product, _) in products {
        d1::fanout::done(env, shop, import, product).await?;
    }
    Ok(())
}

async fn news(env: &Env, shop: &ShopId, products: &[Fallen]) -> Result<Vec<PriceNews>> {
    let ids: Vec<ProductId> = products.iter().map(|(id, _)| id.clone()).collect();
    let mut prices = d1::price::history(env, shop, &ids).await?;
    let one = |(id, keys): &Fallen| PriceNews {
        product: id.clone(),
        keys: keys.clone(),
        history: latest(prices.remove(id).unwrap_or_default()),
    };
    Ok(products.iter().map(one).collect())
}

fn latest(mut history: Vec<PricePoint>) -> Vec<PricePoint> {
    history.drain(..history.len().saturating_sub(MOST_PRICES));
    history
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(import: &str, product: usize) -> Pending {
        let product = ProductId::parse(&format!("p{product:03}")).unwrap();
        Pending { import: import.to_owned(), keys: format!("[\"{product}\"]"), product }
    }

    #[test]
    fn r35_what_fell_with_one_import_is_told_together() {
        let fell: BTreeSet<ProductId> = (0..23).map(|n| row("", n).product).collect();
        let sizes: Vec<(String, usize)> =
            groups("main-5", &fell, &BTreeMap::new()).into_iter().map(|(name, list)| (name, list.len())).collect();
        let expected = [("main-5", 10), ("main-5.1", 10), ("main-5.2", 3)];
        assert_eq!(sizes, expected.map(|(name, count)| (name.to_owned(), count)));
        assert!(groups("main-5", &BTreeSet::new(), &BTreeMap::new()).is_empty());
    }

    #[test]
    fn a_group_that_a_page_of_rows_cuts_off_waits_for_the_next_page() {
        let mut rows: Vec<Pending> = (0..495).map(|n| row("a", n)).collect();
        rows.extend((0..5).map(|n| row("b", n)));
        assert_eq!(whole(rows).into_keys().collect::<Vec<_>>(), ["a"]);
        assert_eq!(whole(vec![row("a", 1), row("b", 2)]).len(), 2);
        assert_eq!(whole(vec![row("a", 1)])["a"][0].1, ["p001"]);
    }
}
