//! Which objects watch a product, by the id that the page used (R12).

use super::{rows, run};
use serde::Deserialize;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// Adds a watch.
pub(crate) async fn add(env: &Env, shop: &ShopId, page_id: &str, object: &str, since: Millis) -> Result<()> {
    let sql = "INSERT INTO watch (shop, page_id, object, since) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    run(env, sql, &[shop.as_str().into(), page_id.into(), object.into(), since.into()]).await.map(|_| ())
}

/// Takes a watch out.
pub(crate) async fn remove(env: &Env, shop: &ShopId, page_id: &str, object: &str) -> Result<()> {
    let sql = "DELETE FROM watch WHERE shop = ?1 AND page_id = ?2 AND object = ?3";
    run(env, sql, &[shop.as_str().into(), page_id.into(), object.into()]).await.map(|_| ())
}

/// A page of the objects that watch any of these ids, in order, after one of them.
pub(crate) async fn page(env: &Env, shop: &ShopId, page_ids: &[String], after: &str, most: i64) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Row {
        object: String,
    }
    let list = serde_json::to_string(page_ids)?;
    let sql = "SELECT DISTINCT object FROM watch WHERE shop = ?1 AND page_id IN (SELECT value FROM json_each(?2)) \
               AND object > ?3 ORDER BY object LIMIT ?4";
    let rows: Vec<Row> = rows(env, sql, &[shop.as_str().into(), (&list).into(), after.into(), most.into()]).await?;
    Ok(rows.into_iter().map(|row| row.object).collect())
}
