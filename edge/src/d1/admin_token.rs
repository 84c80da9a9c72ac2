//! Admin tokens, by their hash. Each belongs to one shop and may read, or read and write.

use super::{first, run};
use serde::Deserialize;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// To look.
    Read,
    /// To look and to change.
    Write,
}

/// Stores a token's hash.
pub(crate) async fn add(env: &Env, shop: &ShopId, hash: &str, scope: Scope, now: Millis) -> Result<()> {
    let scope = match scope {
        Scope::Read => "read",
        Scope::Write => "write",
    };
    let sql = "INSERT INTO admin_token (hash, shop, scope, created_at) VALUES (?1, ?2, ?3, ?4)";
    run(env, sql, &[hash.into(), shop.as_str().into(), scope.into(), now.into()]).await.map(|_| ())
}

/// What the token with this hash allows in a shop.
pub(crate) async fn scope(env: &Env, shop: &ShopId, hash: &str) -> Result<Option<Scope>> {
    #[derive(Deserialize)]
    struct Row {
        scope: String,
    }
    let sql = "SELECT scope FROM admin_token WHERE hash = ?1 AND shop = ?2";
    let row: Option<Row> = first(env, sql, &[hash.into(), shop.as_str().into()]).await?;
    Ok(row.and_then(|row| match row.scope.as_str() {
        "read" => Some(Scope::Read),
        "write" => Some(Scope::Write),
        _ => None,
    }))
}
