//! What a queue gave up on, kept where an operator sees it.

use super::{rows, run};
use serde::{Deserialize, Serialize};
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// A message that a queue gave up on.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DeadLetter {
    /// Its number.
    pub(crate) id: i64,
    /// Of which queue: `mail` or `fanout`.
    pub(crate) queue: String,
    /// The message.
    pub(crate) body: String,
    /// When.
    pub(crate) at: i64,
    /// When it was put on its queue again.
    pub(crate) replayed_at: Option<i64>,
}

/// Keeps one. A message that nobody can read belongs to no shop: its `shop` is empty.
pub(crate) async fn keep(env: &Env, queue: &str, shop: &str, body: &str, now: Millis) -> Result<()> {
    let sql = "INSERT INTO dead_letter (queue, shop, body, at) VALUES (?1, ?2, ?3, ?4)";
    run(env, sql, &[queue.into(), shop.into(), body.into(), now.into()]).await.map(|_| ())
}

/// Those of a shop, newest first.
pub(crate) async fn of(env: &Env, shop: &ShopId) -> Result<Vec<DeadLetter>> {
    let sql = "SELECT id, queue, body, at, replayed_at FROM dead_letter WHERE shop = ?1 ORDER BY id DESC LIMIT 200";
    rows(env, sql, &[shop.as_str().into()]).await
}

/// One of a shop.
pub(crate) async fn one(env: &Env, shop: &ShopId, id: i64) -> Result<Option<DeadLetter>> {
    let sql = "SELECT id, queue, body, at, replayed_at FROM dead_letter WHERE shop = ?1 AND id = ?2";
    super::first(env, sql, &[shop.as_str().into(), id.into()]).await
}

/// Notes that one was put on its queue again.
pub(crate) async fn replayed(env: &Env, shop: &ShopId, id: i64, now: Millis) -> Result<()> {
    let sql = "UPDATE dead_letter SET replayed_at = ?3 WHERE shop = ?1 AND id = ?2";
    run(env, sql, &[shop.as_str().into(), id.into(), now.into()]).await.map(|_| ())
}

/// Forgets those older than a moment.
pub(crate) async fn prune(env: &Env, oldest: Millis) -> Result<usize> {
    run(env, "DELETE FROM dead_letter WHERE at < ?1", &[oldest.into()]).await
}
