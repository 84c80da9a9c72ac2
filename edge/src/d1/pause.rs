//! What is paused (R4).

use super::{first, rows, run};
use serde::Deserialize;
use wenk_engine::Pause;
use wenk_wire::{FlowId, ShopId};
use worker::{Env, Result};

/// What is paused in a shop.
pub(crate) async fn of(env: &Env, shop: &ShopId) -> Result<Pause> {
    #[derive(Deserialize)]
    struct Shop {
        paused: u8,
    }
    #[derive(Deserialize)]
    struct Row {
        flow: FlowId,
    }
    let paused: Option<Shop> = first(env, "SELECT paused FROM shop WHERE shop = ?1", &[shop.as_str().into()]).await?;
    let flows: Vec<Row> = rows(env, "SELECT flow FROM paused_flow WHERE shop = ?1", &[shop.as_str().into()]).await?;
    // A shop that is not there mails nobody.
    let shop = paused.is_none_or(|shop| shop.paused != 0);
    Ok(Pause { shop, flows: flows.into_iter().map(|row| row.flow).collect() })
}

/// Pauses or resumes everything of a shop.
pub(crate) async fn shop(env: &Env, shop: &ShopId, paused: bool) -> Result<()> {
    let sql = "UPDATE shop SET paused = ?2 WHERE shop = ?1";
    run(env, sql, &[shop.as_str().into(), i64::from(paused).into()]).await.map(|_| ())
}

/// Pauses or resumes one flow.
pub(crate) async fn flow(env: &Env, shop: &ShopId, flow: &FlowId, paused: bool) -> Result<()> {
    let sql = if paused {
        "INSERT INTO paused_flow (shop, flow) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM paused_flow WHERE shop = ?1 AND flow = ?2"
    };
    run(env, sql, &[shop.as_str().into(), flow.as_str().into()]).await.map(|_| ())
}
