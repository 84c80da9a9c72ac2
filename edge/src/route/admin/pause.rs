//! `POST /v1/admin/shops/{shop}/pause` `{"paused", "flow"?}`: stops or resumes all mails of the shop, or those of one flow (R4).
//!
//! Who may call: a token that may write.
//!
//! 1. Cap and parse: 413, 400. 2. What and whether: 422. 3. Store it; it is asked before every mail.

use super::Caller;
use crate::error::Error;
use crate::{d1, http};
use serde_json::{Value, json};
use wenk_wire::FlowId;
use worker::{Request, Response};

/// Answers the route.
pub(super) async fn set(request: &mut Request, caller: &Caller<'_>) -> Result<Response, Error> {
    // 1. Parse.
    let document = http::parsed(&http::body(request, 4_096).await?)?;
    // 2. What.
    let paused = document.get("paused").and_then(Value::as_bool);
    let paused = paused.ok_or_else(|| Error::field("paused", "", "is not true or false"))?;
    let flow = match document.get("flow").filter(|flow| !flow.is_null()) {
        None => None,
        Some(value) => {
            let id = value.as_str().unwrap_or_default();
            let flow = FlowId::parse(id).map_err(|reason| Error::field("flow", id, reason))?;
            let config = caller.config().await?;
            Some(config.flow(&flow).map(|_| flow).ok_or_else(|| Error::field("flow", id, "is not one of the flows"))?)
        }
    };
    // 3. Store.
    let word = if paused { "paused" } else { "resumed" };
    match &flow {
        None => d1::pause::shop(caller.env, &caller.shop, paused).await?,
        Some(flow) => d1::pause::flow(caller.env, &caller.shop, flow, paused).await?,
    }
    let what = flow.as_ref().map_or("the shop", FlowId::as_str);
    caller.note(&format!("{word} {what}")).await?;
    http::json(&json!({ "paused": paused, "flow": flow }), 200)
}
