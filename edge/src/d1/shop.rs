//! Shops, with the secret they share with their server.

use super::{first, run};
use crate::keys::Keys;
use serde::Deserialize;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// What the secret is sealed for.
const SEALED_FOR: &str = "shop secret";

/// Makes a shop; `false` when it exists.
pub(crate) async fn create(env: &Env, keys: &Keys, shop: &ShopId, secret: &str, now: Millis) -> Result<bool> {
    let sealed = keys.seal(SEALED_FOR, secret.as_bytes())?;
    let sql = "INSERT INTO shop (shop, secret, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    Ok(run(env, sql, &[shop.as_str().into(), (&sealed).into(), now.into()]).await? > 0)
}

/// The secret shared with the shop's server.
pub(crate) async fn secret(env: &Env, keys: &Keys, shop: &ShopId) -> Result<Option<Vec<u8>>> {
    #[derive(Deserialize)]
    struct Row {
        secret: String,
    }
    let row: Option<Row> = first(env, "SELECT secret FROM shop WHERE shop = ?1", &[shop.as_str().into()]).await?;
    Ok(row.and_then(|row| keys.open(SEALED_FOR, &row.secret)))
}

/// Every shop that has a configuration.
pub(crate) async fn all(env: &Env) -> Result<Vec<ShopId>> {
    #[derive(Deserialize)]
    struct Row {
        shop: ShopId,
    }
    let rows: Vec<Row> = super::rows(env, "SELECT shop FROM shop WHERE version > 0 ORDER BY shop", &[]).await?;
    Ok(rows.into_iter().map(|row| row.shop).collect())
}
