//! Imports that wait for an admin's approval (R32).

use super::{batch, first, prepare, rows};
use serde::{Deserialize, Serialize};
use wenk_wire::{Millis, ShopId};
use worker::{D1PreparedStatement, Env, Result};

/// A feed that was not believed.
#[derive(Debug, Deserialize)]
pub(crate) struct Held {
    /// Which feed.
    pub(crate) feed: String,
    /// The feed itself.
    pub(crate) body: String,
}

/// Holds an import; a later one of the same feed replaces it.
pub(crate) async fn hold(env: &Env, shop: &ShopId, import: &str, held: &Held, reason: &str, now: Millis) -> Result<()> {
    let sql = "INSERT INTO held_import (shop, import, feed, body, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values =
        [shop.as_str().into(), import.into(), (&held.feed).into(), (&held.body).into(), reason.into(), now.into()];
    batch(env, vec![let_go(env, shop, &held.feed)?, prepare(env, sql, &values)?]).await
}

/// The statement that lets go what a feed has waiting: an import that was taken in, approved or not, is newer than it.
pub(crate) fn let_go(env: &Env, shop: &ShopId, feed: &str) -> Result<D1PreparedStatement> {
    let sql = "DELETE FROM held_import WHERE shop = ?1 AND feed = ?2";
    prepare(env, sql, &[shop.as_str().into(), feed.into()])
}

/// A held import.
pub(crate) async fn one(env: &Env, shop: &ShopId, import: &str) -> Result<Option<Held>> {
    let sql = "SELECT feed, body FROM held_import WHERE shop = ?1 AND import = ?2";
    first(env, sql, &[shop.as_str().into(), import.into()]).await
}

/// One that waits, without its body.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Waiting {
    /// Its id.
    pub(crate) import: String,
    /// Which feed.
    pub(crate) feed: String,
    /// Why it was not believed.
    pub(crate) reason: String,
    /// Since when.
    pub(crate) at: i64,
}

/// Those that wait, newest first.
pub(crate) async fn waiting(env: &Env, shop: &ShopId) -> Result<Vec<Waiting>> {
    let sql = "SELECT import, feed, reason, at FROM held_import WHERE shop = ?1 ORDER BY at DESC";
    rows(env, sql, &[shop.as_str().into()]).await
}
