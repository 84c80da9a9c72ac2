//! Orders seen, under every identity they are known by, for 30 days (R14).

use super::{first, identity, run};
use serde::Deserialize;
use std::collections::BTreeSet;
use wenk_engine::IdentityKind;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// Notes an order under one identity.
pub(crate) async fn note(env: &Env, shop: &ShopId, kind: IdentityKind, key: &str, at: Millis) -> Result<()> {
    note_all(env, shop, &BTreeSet::from([(kind, key.to_owned())]), at).await
}

/// Notes an order under several identities; the latest time counts.
pub(crate) async fn note_all(
    env: &Env,
    shop: &ShopId,
    keys: &BTreeSet<(IdentityKind, String)>,
    at: Millis,
) -> Result<()> {
    let list = serde_json::to_string(&identity::hashed(env, shop, keys)?)?;
    let sql = "INSERT INTO ordered (shop, kind, key_hash, at) \
               SELECT ?1, value->>0, value->>1, ?3 FROM json_each(?2) WHERE true \
               ON CONFLICT DO UPDATE SET at = excluded.at WHERE at < excluded.at";
    run(env, sql, &[shop.as_str().into(), (&list).into(), at.into()]).await.map(|_| ())
}

/// The latest order known under any of some identities.
pub(crate) async fn latest(
    env: &Env,
    shop: &ShopId,
    keys: &BTreeSet<(IdentityKind, String)>,
) -> Result<Option<Millis>> {
    #[derive(Deserialize)]
    struct Row {
        at: Option<i64>,
    }
    let list = serde_json::to_string(&identity::hashed(env, shop, keys)?)?;
    let sql = "SELECT max(o.at) AS at FROM json_each(?2) wanted JOIN ordered o ON o.shop = ?1 \
               AND o.kind = wanted.value->>0 AND o.key_hash = wanted.value->>1";
    let row: Option<Row> = first(env, sql, &[shop.as_str().into(), (&list).into()]).await?;
    Ok(row.and_then(|row| row.at).map(Millis))
}

/// Forgets orders older than a moment.
pub(crate) async fn prune(env: &Env, oldest: Millis) -> Result<usize> {
    run(env, "DELETE FROM ordered WHERE at < ?1", &[oldest.into()]).await
}
