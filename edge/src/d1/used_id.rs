//! Ids that count once: events of servers and webhooks, JWTs.
//!
//! A JWT opens something, so its id is used up before ([`once`]). An event tells something that its object takes only once anyhow, so its
//! id is noted after the object was told ([`is_noted`], [`note`]): work that was cut off is done when the event comes again.

use super::{first, run};
use serde::Deserialize;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// Whether an id is used for the first time; it is remembered until then.
pub(crate) async fn once(env: &Env, shop: &ShopId, kind: &str, id: &str, until: Millis) -> Result<bool> {
    let sql = "INSERT INTO used_id (shop, kind, id, until) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    Ok(run(env, sql, &[shop.as_str().into(), kind.into(), id.into(), until.into()]).await? > 0)
}

/// Whether an event was told before.
pub(crate) async fn is_noted(env: &Env, shop: &ShopId, kind: &str, id: &str) -> Result<bool> {
    #[derive(Deserialize)]
    struct Row {}
    let sql = "SELECT 1 AS noted FROM used_id WHERE shop = ?1 AND kind = ?2 AND id = ?3";
    Ok(first::<Row>(env, sql, &[shop.as_str().into(), kind.into(), id.into()]).await?.is_some())
}

/// Notes that an event was told; it is remembered until then.
pub(crate) async fn note(env: &Env, shop: &ShopId, kind: &str, id: &str, until: Millis) -> Result<()> {
    once(env, shop, kind, id, until).await.map(|_| ())
}

/// Forgets what need not be remembered any more, by the wall's clock.
pub(crate) async fn prune(env: &Env, wall: Millis) -> Result<usize> {
    run(env, "DELETE FROM used_id WHERE until < ?1", &[wall.into()]).await
}
