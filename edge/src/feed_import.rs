//! Imports: a feed becomes the catalogue, its prices become history, and who watches a price that fell is told.
//!
//! The catalogue, the prices and the list of what fell are written together, all or nothing. Telling the watchers comes after and is
//! taken up again wherever it was cut off ([`resume`]).
//!
//! A price counts as changed when it differs from the last one recorded, so that a sale which begins or ends by the clock is
//! noticed although the feed did not change.
//!
//! **Out of scope:** reading feeds and comparing them (`wenk-catalogue`), fetching them (`feed_pull`), whom a price concerns (the objects).

use crate::clock::Clock;
use crate::d1::held_import::Held;
use crate::error::{Code, Error};
use crate::{crypto, d1, feed_pull};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use wenk_catalogue::{Diff, FeedSettings, MatchRule, PricePoint, Product, diff, hold, match_keys, parse_feed};
use wenk_engine::{Config, Feed};
use wenk_wire::{Millis, Money, Problem, ProductId};
use worker::{D1PreparedStatement, Env, Result as WorkerResult};

mod fanout;

pub(crate) use fanout::{resume, resume_shop};

/// Most bytes of a feed.
pub(crate) const MOST_BYTES: usize = 50 << 20;
/// A row of D1 holds two megabytes. A held feed that is larger is fetched again when it is approved.
const MOST_HELD: usize = 1_900_000;
/// Rows written by one statement.
const PER_STATEMENT: usize = 1_000;
/// Problems named in an answer; their number is always told.
const MOST_PROBLEMS: usize = 200;

/// What an import came to.
#[derive(Debug, Serialize)]
pub(crate) struct Imported {
    /// Its id.
    pub(crate) import: String,
    /// Good rows.
    pub(crate) products: usize,
    /// Products of which anything changed.
    pub(crate) changed: usize,
    /// Products that vanished.
    pub(crate) removed: usize,
    /// Products whose price fell.
    pub(crate) fell: usize,
    /// What was wrong with the other rows, the first two hundred.
    pub(crate) problems: Vec<Problem>,
    /// How much was wrong in all.
    pub(crate) problem_count: usize,
    /// Why nothing was written yet.
    pub(crate) held: Option<Value>,
}

impl Imported {
    /// In one line, for logs.
    pub(crate) fn outcome(&self) -> String {
        let Self { products, changed, removed, fell, problem_count, held, .. } = self;
        let held = if held.is_some() { ", held" } else { "" };
        format!(
            "{products} products, {changed} changed, {removed} vanished, {fell} cheaper, {problem_count} problems{held}"
        )
    }
}

/// A feed of the configuration.
///
/// # Errors
/// 404 for a name that is not there.
pub(crate) fn feed<'a>(config: &'a Config, name: &str) -> Result<&'a Feed, Error> {
    config.feeds.iter().find(|feed| feed.name == name).ok_or(Error::new(Code::NotFound))
}

/// Imports a feed. Unless an admin approved it, one that changes too much is held and nothing is written (R32).
///
/// # Errors
/// 422 for what is no feed.
pub(crate) async fn import(
    env: &Env,
    config: &Config,
    feed: &Feed,
    body: &str,
    approved: bool,
) -> Result<Imported, Error> {
    let (shop, now) = (&config.shop.id, Clock::of(env).now());
    let read = parse_feed(body, &FeedSettings { currency: feed.currency })
        .map_err(|why| Error::field("feed", "", &why.to_string()))?;
    let known = d1::catalogue::of_feed(env, shop, &feed.name).await?;
    let diff = diff(&known, &read.products, now);
    let mut imported = Imported {
        import: id(&feed.name, now, body),
        products: read.products.len(),
        changed: diff.changed.len(),
        removed: diff.removed.len(),
        fell: 0,
        problem_count: read.problems.len(),
        problems: read.problems.into_iter().take(MOST_PROBLEMS).collect(),
        held: None,
    };
    if let Some(reason) = hold(&diff, known.len()).filter(|_| !approved) {
        let kept = if body.len() > MOST_HELD { String::new() } else { body.to_owned() };
        let held = Held { feed: feed.name.clone(), body: kept };
        let reason = reason.to_string();
        imported.import = held_id(&feed.name, body);
        d1::held_import::hold(env, shop, &imported.import, &held, &reason, now).await?;
        imported.held = Some(json!({ "reason": reason }));
        return Ok(imported);
    }
    let recorded = d1::price::latest(env, shop, now).await?;
    let news = price_news(&read.products, &known, &recorded, now);
    imported.fell = news.fell.len();
    let change = Change { config, feed, products: &read.products, diff: &diff, news: &news, import: &imported.import };
    d1::catalogue::write(env, change.statements(env)?).await?;
    Ok(imported)
}

/// Takes a held import in after all.
///
/// # Errors
/// 404 when none waits under this id, 409 when the feed had to be fetched again and has changed since.
pub(crate) async fn approve(env: &Env, config: &Config, import_id: &str) -> Result<Imported, Error> {
    let shop = &config.shop.id;
    let held = d1::held_import::one(env, shop, import_id).await?.ok_or(Error::new(Code::NotFound))?;
    let feed = feed(config, &held.feed)?;
    let body = if held.body.is_empty() { feed_pull::download(&feed.url).await? } else { held.body };
    if !import_id.ends_with(&digest(&body)) {
        return Err(Error::new(Code::Conflict));
    }
    import(env, config, feed, &body, true).await
}

/// Prices to record, and products that became cheaper.
#[derive(Debug, Default, PartialEq, Eq)]
struct PriceNews {
    record: Vec<(ProductId, PricePoint)>,
    fell: BTreeSet<ProductId>,
}

/// Compares what products cost now with what was recorded last. A product that the feed did not have before tells nobody.
fn price_news(
    products: &[Product],
    known: &BTreeMap<ProductId, Product>,
    recorded: &BTreeMap<ProductId, Money>,
    now: Millis,
) -> PriceNews {
    let mut news = PriceNews::default();
    for product in products {
        let price = product.effective_price(now);
        let before = recorded.get(&product.id);
        if before == Some(&price) {
            continue;
        }
        news.record.push((product.id.clone(), PricePoint { at: now, price }));
        let cheaper = before.is_some_and(|before| price.saving_over(*before).is_some());
        if cheaper && known.contains_key(&product.id) {
            news.fell.insert(product.id.clone());
        }
    }
    news
}

/// All that one import writes.
struct Change<'a> {
    config: &'a Config,
    feed: &'a Feed,
    products: &'a [Product],
    diff: &'a Diff,
    news: &'a PriceNews,
    import: &'a str,
}

impl Change<'_> {
    fn statements(&self, env: &Env) -> WorkerResult<Vec<D1PreparedStatement>> {
        let shop = &self.config.shop.id;
        let rules: Vec<MatchRule> =
            self.config.product_match.iter().filter_map(|rule| MatchRule::parse(&rule.0).ok()).collect();
        let keys = match_keys(&rules, self.products, &self.feed.country);
        let changed: Vec<&Product> =
            self.products.iter().filter(|product| self.diff.changed.contains(&product.id)).collect();
        let mut statements = d1::catalogue::update(env, shop, &self.feed.name, &changed, &self.diff.removed, &keys)?;
        for page in self.news.record.chunks(PER_STATEMENT) {
            statements.push(d1::price::add(env, shop, page)?);
        }
        for (group, products) in fanout::groups(self.import, &self.news.fell, &keys) {
            statements.push(d1::fanout::add(env, shop, &group, &products)?);
        }
        statements.push(d1::held_import::let_go(env, shop, &self.feed.name)?);
        Ok(statements)
    }
}

/// Names an import so that it can stand in an address, and the same feed at the same moment is the same import.
fn id(feed: &str, now: Millis, body: &str) -> String {
    format!("{}-{}-{}", plain(feed), now.0, digest(body))
}

/// A held import keeps its name however often the same feed is pulled again: that is the name an admin approves.
fn held_id(feed: &str, body: &str) -> String {
    format!("{}-held-{}", plain(feed), digest(body))
}

fn plain(feed: &str) -> String {
    feed.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

fn digest(body: &str) -> String {
    crypto::sha256_hex(body.as_bytes()).chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wenk_wire::CurrencyCode;

    fn products(rows: &[(&str, &str)]) -> Vec<Product> {
        let head = "id\ttitle\tlink\tprice\tavailability\tsale_price\tsale_price_effective_date\n".to_owned();
        let table = rows.iter().fold(head, |table, (id, prices)| {
            format!("{table}{id}\tBell\thttps://s.example/b\t{}\n", prices.replace('|', "\t"))
        });
        parse_feed(&table, &FeedSettings { currency: CurrencyCode::parse("EUR").unwrap() }).unwrap().products
    }

    fn news(rows: &[(&str, &str)], known: bool, recorded: &[(&str, &str)], now: Millis) -> (usize, Vec<String>) {
        let products = products(rows);
        let before =
            if known { products.iter().map(|one| (one.id.clone(), one.clone())).collect() } else { BTreeMap::new() };
        let money = |text: &str| Money::parse_with_currency(text).unwrap();
        let recorded = recorded
            .iter()
            .map(|(id, price)| (ProductId::parse(id).unwrap(), money(price)))
            .collect::<BTreeMap<_, _>>();
        let news = price_news(&products, &before, &recorded, now);
        (news.record.len(), news.fell.iter().map(ProductId::to_string).collect())
    }

    #[test]
    fn an_unchanged_feed_records_nothing_and_tells_nobody() {
        assert_eq!(news(&[("bel", "10 EUR|in_stock")], true, &[("bel", "10 EUR")], Millis(0)), (0, vec![]));
    }

    #[test]
    fn a_price_that_fell_is_recorded_and_told_one_that_rose_is_only_recorded() {
        let rows = [("bel", "9 EUR|in_stock"), ("lock", "12 EUR|in_stock")];
        let recorded = [("bel", "10 EUR"), ("lock", "10 EUR")];
        assert_eq!(news(&rows, true, &recorded, Millis(0)), (2, vec!["bel".to_owned()]));
        assert_eq!(news(&rows, false, &recorded, Millis(0)), (2, vec![]), "a product that is new tells nobody");
        assert_eq!(news(&rows, true, &[("bel", "10 USD"), ("lock", "12 EUR")], Millis(0)), (1, vec![]));
    }

    #[test]
    fn r31_a_sale_that_begins_by_the_clock_is_noticed_in_an_unchanged_feed() {
        let rows = [("bel", "10 EUR|in_stock|8 EUR|2026-11-24T00:00:00Z/2026-11-30T00:00:00Z")];
        let (before, within) = (Millis(1_795_478_399_000), Millis(1_795_478_401_000));
        assert_eq!(news(&rows, true, &[("bel", "10 EUR")], before), (0, vec![]));
        assert_eq!(news(&rows, true, &[("bel", "10 EUR")], within), (1, vec!["bel".to_owned()]));
    }

    #[test]
    fn an_import_s_id_can_stand_in_an_address() {
        assert_eq!(id("main/be", Millis(5), "abc"), "main-be-5-ba7816bf");
        assert!(held_id("main", "abc").ends_with(&digest("abc")));
    }
}
