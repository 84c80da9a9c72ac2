//! Addresses that a shop must not mail, by keyed hash. A suppression outlives the person's erasure.

use super::{first, run};
use serde::Deserialize;
use wenk_engine::Suppression;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// Why an address must not be mailed.
pub(crate) async fn of(env: &Env, shop: &ShopId, object: &str) -> Result<Option<Suppression>> {
    #[derive(Deserialize)]
    struct Row {
        reason: Suppression,
    }
    let sql = "SELECT reason FROM suppression WHERE shop = ?1 AND object = ?2";
    Ok(first::<Row>(env, sql, &[shop.as_str().into(), object.into()]).await?.map(|row| row.reason))
}

/// Suppresses an address; a hard bounce stays one.
pub(crate) async fn add(env: &Env, shop: &ShopId, object: &str, reason: Suppression, now: Millis) -> Result<()> {
    let word = match reason {
        Suppression::HardBounce => "hard_bounce",
        Suppression::Complaint => "complaint",
        Suppression::Objection => "objection",
    };
    let sql = "INSERT INTO suppression (shop, object, reason, at) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT DO UPDATE SET reason = excluded.reason WHERE reason <> 'hard_bounce'";
    run(env, sql, &[shop.as_str().into(), object.into(), word.into(), now.into()]).await.map(|_| ())
}
