//! Who changed what in a shop. No personal data.

use super::run;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// Notes a change.
pub(crate) async fn note(env: &Env, shop: &ShopId, actor: &str, what: &str, now: Millis) -> Result<()> {
    let sql = "INSERT INTO audit (shop, at, actor, what) VALUES (?1, ?2, ?3, ?4)";
    run(env, sql, &[shop.as_str().into(), now.into(), actor.into(), what.into()]).await.map(|_| ())
}
