//! How many confirmation mails were asked for, per IP prefix and per shop, in a window of an hour (R18). Per address, the
//! profile's own state counts.

use super::{first, run};
use crate::keys::Keys;
use serde::Deserialize;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// Most per IP prefix and hour.
const PER_PREFIX: i64 = 20;
/// Most per shop and hour.
const PER_SHOP: i64 = 2_000;
const HOUR: i64 = 3_600_000;

/// Whether one more may be asked for; it is counted.
pub(crate) async fn allowed(env: &Env, keys: &Keys, shop: &ShopId, ip_prefix: &str, now: Millis) -> Result<bool> {
    let prefix = count(env, shop, &keys.key_hash(shop, "ip", ip_prefix), now).await?;
    let all = count(env, shop, "all", now).await?;
    Ok(prefix <= PER_PREFIX && all <= PER_SHOP)
}

/// Forgets windows that are over.
pub(crate) async fn prune(env: &Env, now: Millis) -> Result<usize> {
    run(env, "DELETE FROM asked WHERE window < ?1", &[(now.0 / HOUR).into()]).await
}

async fn count(env: &Env, shop: &ShopId, key: &str, now: Millis) -> Result<i64> {
    #[derive(Deserialize)]
    struct Row {
        count: i64,
    }
    let sql = "INSERT INTO asked (shop, key_hash, window, count) VALUES (?1, ?2, ?3, 1) \
               ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count";
    let row: Option<Row> = first(env, sql, &[shop.as_str().into(), key.into(), (now.0 / HOUR).into()]).await?;
    Ok(row.map_or(1, |row| row.count))
}
