//! Routes a webhook back to the person's object (R4).

use super::{first, run};
use serde::Deserialize;
use wenk_wire::{SendId, ShopId};
use worker::{Env, Result};

/// Stores the way back; done before a provider is called.
pub(crate) async fn route(env: &Env, shop: &ShopId, object: &str, send: &SendId) -> Result<()> {
    let sql = "INSERT INTO send (send, shop, object) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    run(env, sql, &[send.as_str().into(), shop.as_str().into(), object.into()]).await.map(|_| ())
}

/// The object that claimed a mail.
pub(crate) async fn object(env: &Env, shop: &ShopId, send: &SendId) -> Result<Option<String>> {
    #[derive(Deserialize)]
    struct Row {
        object: String,
    }
    let sql = "SELECT object FROM send WHERE send = ?1 AND shop = ?2";
    Ok(first::<Row>(env, sql, &[send.as_str().into(), shop.as_str().into()]).await?.map(|row| row.object))
}
