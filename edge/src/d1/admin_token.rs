//! Admin tokens, by their hash. Each belongs to one shop and may read, or read and write.

use super::{first, rows, run};
use serde::{Deserialize, Serialize};
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// Digits of a token's id.
const ID_DIGITS: i64 = 8;

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// To look.
    Read,
    /// To look and to change.
    Write,
}

impl Scope {
    /// Reads the word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "read" => Some(Self::Read),
            "write" => Some(Self::Write),
            _ => None,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// A token as it is listed: its id is the beginning of its hash and opens nothing.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Listed {
    /// Its id, as the audit log names it.
    pub(crate) id: String,
    /// What it allows.
    pub(crate) scope: Scope,
    /// When it was made.
    pub(crate) created_at: i64,
}

/// The id of the token with this hash.
pub(crate) fn id(hash: &str) -> String {
    hash.chars().zip(0..ID_DIGITS).map(|(digit, _)| digit).collect()
}

/// Every token of a shop, oldest first.
pub(crate) async fn of(env: &Env, shop: &ShopId) -> Result<Vec<Listed>> {
    let sql = "SELECT substr(hash, 1, ?2) AS id, scope, created_at FROM admin_token WHERE shop = ?1 ORDER BY created_at, hash";
    rows(env, sql, &[shop.as_str().into(), ID_DIGITS.into()]).await
}

/// Ends a token; `false` when there is none with this id.
pub(crate) async fn end(env: &Env, shop: &ShopId, id: &str) -> Result<bool> {
    let sql = "DELETE FROM admin_token WHERE shop = ?1 AND substr(hash, 1, ?2) = ?3";
    Ok(run(env, sql, &[shop.as_str().into(), ID_DIGITS.into(), id.into()]).await? > 0)
}

/// Stores a token's hash.
pub(crate) async fn add(env: &Env, shop: &ShopId, hash: &str, scope: Scope, now: Millis) -> Result<()> {
    let sql = "INSERT INTO admin_token (hash, shop, scope, created_at) VALUES (?1, ?2, ?3, ?4)";
    run(env, sql, &[hash.into(), shop.as_str().into(), scope.word().into(), now.into()]).await.map(|_| ())
}

/// What the token with this hash allows in a shop.
pub(crate) async fn scope(env: &Env, shop: &ShopId, hash: &str) -> Result<Option<Scope>> {
    #[derive(Deserialize)]
    struct Row {
        scope: String,
    }
    let sql = "SELECT scope FROM admin_token WHERE hash = ?1 AND shop = ?2";
    let row: Option<Row> = first(env, sql, &[hash.into(), shop.as_str().into()]).await?;
    Ok(row.and_then(|row| Scope::parse(&row.scope)))
}
