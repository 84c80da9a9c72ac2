//! `GET /v1/shops/{shop}/settings`: what the script needs to know of a shop.
//!
//! Who may call: anyone; there is nothing secret in it. The script asks only after the grant (R19).
//!
//! 1. The shop: 404.

use super::configured;
use crate::error::{Code, Error};
use crate::http;
use serde_json::json;
use wenk_wire::ShopId;
use worker::{Env, Response};

/// Answers the route.
pub(crate) async fn answer(env: &Env, shop: &str) -> Result<Response, Error> {
    let shop = ShopId::parse(shop).map_err(|_| Error::new(Code::UnknownShop))?;
    let config = configured(env, &shop).await?;
    let document = json!({
        "version": 1,
        "shop": shop,
        "currency": config.shop.currency,
        "events": config.events,
        "batch": { "after_signals": 20, "after_ms": 5_000 },
    });
    let response = http::json(&document, 200)?;
    response.headers().set("Cache-Control", "public, max-age=300")?;
    Ok(response)
}
