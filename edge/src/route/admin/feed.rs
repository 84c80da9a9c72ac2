//! `POST /v1/admin/shops/{shop}/feed?name=main` imports a feed, `GET …/imports` lists the held ones, and
//! `POST …/imports/{import}/approve` lets one in (R32).
//!
//! Who may call: a token that may write; for the list, one that may read.
//!
//! 1. Cap: 413. 2. The feed's name, `main` where none is given: 404. 3. Import it: 422 for what is no feed; an import that is held is a
//!    200 that says why.

use super::{Caller, query};
use crate::error::Error;
use crate::{d1, feed_import, http};
use serde_json::json;
use worker::{Request, Response};

/// Answers the import.
pub(super) async fn import(request: &mut Request, caller: &Caller<'_>) -> Result<Response, Error> {
    // 1. Cap.
    let body = http::body(request, feed_import::MOST_BYTES).await?;
    // 2. Name.
    let name = query(request, "name")?.unwrap_or_else(|| "main".to_owned());
    let config = caller.config().await?;
    let feed = feed_import::feed(&config, &name)?;
    // 3. Import.
    let imported = feed_import::import(caller.env, &config, feed, &body, false).await?;
    caller.note(&format!("import {}: {}", imported.import, imported.outcome())).await?;
    feed_import::resume_shop(caller.env, &caller.shop).await?;
    http::json(&imported, 200)
}

/// Answers the list of imports that wait for an approval.
pub(super) async fn held(caller: &Caller<'_>) -> Result<Response, Error> {
    let held = d1::held_import::waiting(caller.env, &caller.shop).await?;
    http::json(&json!({ "now": caller.now, "held": held }), 200)
}

/// Answers the approval: 404 when no such import waits, 409 when a large feed has changed since it was held.
pub(super) async fn approve(caller: &Caller<'_>, import: &str) -> Result<Response, Error> {
    let config = caller.config().await?;
    let imported = feed_import::approve(caller.env, &config, import).await?;
    caller.note(&format!("approved import {import}")).await?;
    feed_import::resume_shop(caller.env, &caller.shop).await?;
    http::json(&imported, 200)
}
