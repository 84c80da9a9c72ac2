//! Ids that count once: events of servers and webhooks, JWTs.

use super::run;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// Whether an id is used for the first time; it is remembered until then.
pub(crate) async fn once(env: &Env, shop: &ShopId, kind: &str, id: &str, until: Millis) -> Result<bool> {
    let sql = "INSERT INTO used_id (shop, kind, id, until) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    Ok(run(env, sql, &[shop.as_str().into(), kind.into(), id.into(), until.into()]).await? > 0)
}

/// Forgets an id whose work was not done after all, so that it may come again.
pub(crate) async fn forget(env: &Env, shop: &ShopId, kind: &str, id: &str) -> Result<()> {
    let sql = "DELETE FROM used_id WHERE shop = ?1 AND kind = ?2 AND id = ?3";
    run(env, sql, &[shop.as_str().into(), kind.into(), id.into()]).await.map(|_| ())
}

/// Forgets what need not be remembered any more, by the wall's clock.
pub(crate) async fn prune(env: &Env, wall: Millis) -> Result<usize> {
    run(env, "DELETE FROM used_id WHERE until < ?1", &[wall.into()]).await
}
