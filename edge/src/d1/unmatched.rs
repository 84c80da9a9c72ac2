//! Product ids of pages that the catalogue does not know: counted, with the ids as examples (R33).

use super::{rows, run};
use serde::{Deserialize, Serialize};
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// An id that no row of the feed answers to.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Unmatched {
    /// The page's id.
    pub(crate) page_id: String,
    /// How often it came.
    pub(crate) count: i64,
    /// When it came last.
    pub(crate) last_at: i64,
}

/// Counts ids, each as often as it came.
pub(crate) async fn count(env: &Env, shop: &ShopId, ids: &[(String, i64)], now: Millis) -> Result<()> {
    let list = serde_json::to_string(ids)?;
    let sql = "INSERT INTO unmatched (shop, page_id, count, last_at) SELECT ?1, value->>0, value->>1, ?3 FROM json_each(?2) WHERE true \
               ON CONFLICT DO UPDATE SET count = count + excluded.count, last_at = excluded.last_at";
    run(env, sql, &[shop.as_str().into(), (&list).into(), now.into()]).await.map(|_| ())
}

/// Forgets those that came last before a moment.
pub(crate) async fn prune(env: &Env, oldest: Millis) -> Result<usize> {
    run(env, "DELETE FROM unmatched WHERE last_at < ?1", &[oldest.into()]).await
}

/// The most frequent ones.
pub(crate) async fn most(env: &Env, shop: &ShopId) -> Result<Vec<Unmatched>> {
    let sql = "SELECT page_id, count, last_at FROM unmatched WHERE shop = ?1 ORDER BY count DESC LIMIT 50";
    rows(env, sql, &[shop.as_str().into()]).await
}
