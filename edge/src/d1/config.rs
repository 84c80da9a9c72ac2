//! Configurations by version, each with the text it was read from.

use super::{batch, first, prepare};
use core::cell::RefCell;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::rc::Rc;
use wenk_engine::Config;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

thread_local! {
    /// Versions never change once written, so an isolate reads each but once.
    static READ: RefCell<BTreeMap<ShopId, Rc<Config>>> = const { RefCell::new(BTreeMap::new()) };
}

/// The shop's present configuration.
pub(crate) async fn active(env: &Env, shop: &ShopId) -> Result<Option<Rc<Config>>> {
    #[derive(Deserialize)]
    struct Version {
        version: u64,
    }
    #[derive(Deserialize)]
    struct Row {
        config: String,
    }
    let sql = "SELECT version FROM shop WHERE shop = ?1 AND version > 0";
    let Some(Version { version }) = first(env, sql, &[shop.as_str().into()]).await? else { return Ok(None) };
    if let Some(config) = READ.with_borrow(|read| read.get(shop).filter(|config| config.version == version).cloned()) {
        return Ok(Some(config));
    }
    let sql = "SELECT config FROM config WHERE shop = ?1 AND version = ?2";
    let number = i64::try_from(version).unwrap_or(i64::MAX);
    let Some(Row { config }) = first(env, sql, &[shop.as_str().into(), number.into()]).await? else { return Ok(None) };
    let config: Rc<Config> = Rc::new(serde_json::from_str(&config)?);
    READ.with_borrow_mut(|read| read.insert(shop.clone(), config.clone()));
    Ok(Some(config))
}

/// Stores a configuration and makes it the present one.
pub(crate) async fn apply(env: &Env, config: &Config, source: &str, now: Millis) -> Result<()> {
    let (shop, version) = (config.shop.id.as_str(), i64::try_from(config.version).unwrap_or(i64::MAX));
    let json = serde_json::to_string(config)?;
    let insert = "INSERT INTO config (shop, version, source, config, applied_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let activate = "UPDATE shop SET version = ?2 WHERE shop = ?1";
    let statements = vec![
        prepare(env, insert, &[shop.into(), version.into(), source.into(), (&json).into(), now.into()])?,
        prepare(env, activate, &[shop.into(), version.into()])?,
    ];
    batch(env, statements).await
}
