//! `GET /v1/admin/shops/{shop}/clock`: the deployment's time, and how fast it runs (R10).
//!
//! Who may call: a token that may read.

use super::Caller;
use crate::clock::Clock;
use crate::error::Error;
use crate::http;
use serde_json::json;
use worker::Response;

/// Answers the route.
pub(super) fn answer(caller: &Caller<'_>) -> Result<Response, Error> {
    http::json(&json!({ "now": caller.now, "speed": Clock::of(caller.env).speed() }), 200)
}
