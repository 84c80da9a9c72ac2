//! Which object a cart, checkout, order, customer or device leads to, by keyed hash (R14).

use super::{rows, run};
use crate::keys::Keys;
use serde::Deserialize;
use std::collections::BTreeSet;
use wenk_engine::IdentityKind;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// The word that a kind is stored under.
pub(crate) const fn word(kind: IdentityKind) -> &'static str {
    match kind {
        IdentityKind::Cart => "cart",
        IdentityKind::Checkout => "checkout",
        IdentityKind::Order => "order",
        IdentityKind::Customer => "customer",
        IdentityKind::Device => "device",
    }
}

/// Remembers that an identity leads to an object; the latest word counts.
pub(crate) async fn lead(
    env: &Env,
    shop: &ShopId,
    kind: IdentityKind,
    key: &str,
    object: &str,
    now: Millis,
) -> Result<()> {
    let hash = Keys::of(env)?.key_hash(shop, word(kind), key);
    let sql = "INSERT INTO identity (shop, kind, key_hash, object, at) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT DO UPDATE SET object = excluded.object, at = excluded.at WHERE object <> excluded.object";
    run(env, sql, &[shop.as_str().into(), word(kind).into(), (&hash).into(), object.into(), now.into()])
        .await
        .map(|_| ())
}

/// Remembers that an identity leads to an object, where it led nowhere: a weaker word than [`lead`]'s.
pub(crate) async fn lead_new(
    env: &Env,
    shop: &ShopId,
    kind: IdentityKind,
    key: &str,
    object: &str,
    now: Millis,
) -> Result<()> {
    let hash = Keys::of(env)?.key_hash(shop, word(kind), key);
    let sql =
        "INSERT INTO identity (shop, kind, key_hash, object, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    let values = [shop.as_str().into(), word(kind).into(), (&hash).into(), object.into(), now.into()];
    run(env, sql, &values).await.map(|_| ())
}

/// The objects that some identities lead to.
pub(crate) async fn objects(
    env: &Env,
    shop: &ShopId,
    keys: &BTreeSet<(IdentityKind, String)>,
) -> Result<BTreeSet<String>> {
    #[derive(Deserialize)]
    struct Row {
        object: String,
    }
    let list = serde_json::to_string(&hashed(env, shop, keys)?)?;
    let sql = "SELECT i.object FROM json_each(?2) wanted JOIN identity i ON i.shop = ?1 \
               AND i.kind = wanted.value->>0 AND i.key_hash = wanted.value->>1";
    let rows: Vec<Row> = rows(env, sql, &[shop.as_str().into(), (&list).into()]).await?;
    Ok(rows.into_iter().map(|row| row.object).collect())
}

/// Identities as they are stored.
pub(crate) fn hashed(
    env: &Env,
    shop: &ShopId,
    keys: &BTreeSet<(IdentityKind, String)>,
) -> Result<Vec<(&'static str, String)>> {
    let secret = Keys::of(env)?;
    Ok(keys.iter().map(|(kind, key)| (word(*kind), secret.key_hash(shop, word(*kind), key))).collect())
}
