//! What a decision or a mail wants from D1 (R6).

use super::mail::{PageId, Words};
use crate::clock::Clock;
use crate::d1;
use core::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use wenk_engine::{Config, Content, Facts, Needs, ProductFact};
use wenk_mail::Compiled;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Error, Result};

/// A configuration is asked for again after this time, by the wall clock: a batch of signals costs no look into D1.
const CONFIG_FRESH: i64 = 2_000;

thread_local! {
    /// The configurations seen lately, with the time. Plain data: nothing of another request's is awaited.
    static CONFIGS: RefCell<BTreeMap<ShopId, (i64, Rc<Config>)>> = const { RefCell::new(BTreeMap::new()) };
}

/// The shop's configuration.
pub(crate) async fn config(env: &Env, shop: &ShopId) -> Result<Rc<Config>> {
    let wall = Clock::of(env).wall().0;
    let fresh = |(at, config): &(i64, Rc<Config>)| (wall.saturating_sub(*at) < CONFIG_FRESH).then(|| Rc::clone(config));
    if let Some(config) = CONFIGS.with_borrow(|seen| seen.get(shop).and_then(fresh)) {
        return Ok(config);
    }
    let config = d1::config::active(env, shop).await?;
    let config = config.ok_or_else(|| Error::RustError(format!("shop {shop} has no configuration")))?;
    CONFIGS.with_borrow_mut(|seen| seen.insert(shop.clone(), (wall, Rc::clone(&config))));
    Ok(config)
}

/// The facts that a decision wants. Nothing is asked that was not named.
pub(crate) async fn gather(env: &Env, config: &Config, object: &str, needs: &Needs, now: Millis) -> Result<Facts> {
    let shop = &config.shop.id;
    let mut facts = Facts::default();
    if needs.is_empty() {
        return Ok(facts);
    }
    for (id, found) in d1::catalogue::find(env, config, &needs.products, now).await? {
        let fact = ProductFact { product: found.id, price: found.price, available: found.available };
        facts.products.insert(id, fact);
    }
    if needs.suppression {
        facts.suppression = d1::suppression::of(env, shop, object).await?;
    }
    if !needs.ordered.is_empty() {
        facts.ordered_at = d1::ordered::latest(env, shop, &needs.ordered).await?;
    }
    if needs.pause {
        facts.pause = d1::pause::of(env, shop).await?;
    }
    Ok(facts)
}

/// The template in the first of the languages that has it.
pub(crate) async fn template(
    env: &Env,
    shop: &ShopId,
    name: &str,
    languages: &[String],
) -> Result<Option<(String, Compiled)>> {
    for language in languages {
        if let Some(template) = d1::template::load(env, shop, name, language).await? {
            return Ok(Some((language.clone(), template)));
        }
    }
    Ok(None)
}

/// The catalogue's words for what a mail is about.
pub(crate) async fn words(
    env: &Env,
    config: &Config,
    content: &Content,
    now: Millis,
) -> Result<BTreeMap<PageId, Words>> {
    let ids: BTreeSet<PageId> = match content {
        Content::Cart { lines, .. } => lines.iter().map(|line| (line.product.clone(), line.variant.clone())).collect(),
        Content::Drops { drops } => drops.iter().map(|drop| (drop.product.clone(), drop.variant.clone())).collect(),
        Content::Confirmation { .. } | Content::Erasure | Content::Export => BTreeSet::new(),
    };
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = d1::catalogue::find(env, config, &ids, now).await?;
    Ok(found.into_iter().map(|(id, product)| (id, product.into())).collect())
}

impl From<d1::catalogue::Found> for Words {
    fn from(found: d1::catalogue::Found) -> Self {
        let d1::catalogue::Found { id: _, title, variant, price, image, link, available } = found;
        Self { title, variant, price, image, link, available }
    }
}
