//! Routes: who may call, what is checked in which order, and what is answered. Each file's head says so.

pub(crate) mod admin;
pub(crate) mod devices;
pub(crate) mod hosted;
pub(crate) mod server_signals;
pub(crate) mod settings;
pub(crate) mod signals;
pub(crate) mod subscriptions;
pub(crate) mod webhooks;
pub(crate) mod withdrawals;

use crate::error::{Code, Error};
use crate::{d1, profile};
use serde_json::Value;
use std::rc::Rc;
use wenk_engine::Config;
use wenk_wire::{Problem, ShopId, WIRE_VERSION};
use worker::Env;

/// The configuration of a shop.
///
/// # Errors
/// 404 when there is no such shop, or it has none yet.
pub(crate) async fn configured(env: &Env, shop: &ShopId) -> Result<Rc<Config>, Error> {
    d1::config::active(env, shop).await?.ok_or(Error::new(Code::UnknownShop))
}

/// The configuration of a shop as it was at most two seconds ago: a batch of signals only asks it for the shop's origins, and is not
/// worth a look into D1.
///
/// # Errors
/// 404 when there is no such shop, or it has none yet.
async fn lately_configured(env: &Env, shop: &ShopId) -> Result<Rc<Config>, Error> {
    match profile::config(env, shop).await {
        Ok(config) => Ok(config),
        // There is none, or it could not be read: which of the two is told by asking again.
        Err(_) => configured(env, shop).await,
    }
}

/// The two fields that every body from a browser begins with.
///
/// # Errors
/// 422 for another version, or a shop that is no id.
fn head(document: &Value) -> Result<ShopId, Error> {
    let mut problems = Vec::new();
    if document.get("version").and_then(Value::as_u64) != Some(u64::from(WIRE_VERSION)) {
        problems.push(Problem::new("version", "", "is not version 1"));
    }
    let shop = ShopId::parse(document.get("shop").and_then(Value::as_str).unwrap_or_default());
    match shop {
        Ok(shop) if problems.is_empty() => Ok(shop),
        Ok(_) => Err(Error::invalid(problems)),
        Err(reason) => {
            problems.push(Problem::new("shop", "", reason));
            Err(Error::invalid(problems))
        }
    }
}
