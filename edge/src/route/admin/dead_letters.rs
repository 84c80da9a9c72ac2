//! `GET /v1/admin/shops/{shop}/dead-letters` lists what a queue gave up on; `POST …/dead-letters/{id}/replay` tries one again.
//!
//! Who may call: a token that may read, for the list; one that may write, for the replay.
//!
//! 1. Replay: the id: 404. 2. Put the message on its own queue again: 404 for one that nobody can read. A mail is asked for again
//!    before it goes out (R2), so a replay sends nothing twice.

use super::Caller;
use crate::error::{Code, Error};
use crate::{d1, dead_letters, http};
use serde_json::json;
use worker::Response;

/// Answers the list.
pub(super) async fn list(caller: &Caller<'_>) -> Result<Response, Error> {
    let letters = d1::dead_letter::of(caller.env, &caller.shop).await?;
    http::json(&json!({ "now": caller.now, "dead_letters": letters }), 200)
}

/// Answers the replay.
pub(super) async fn replay(caller: &Caller<'_>, id: &str) -> Result<Response, Error> {
    let not_found = || Error::new(Code::NotFound);
    // 1. Id.
    let id: i64 = id.parse().map_err(|_| not_found())?;
    let letter = d1::dead_letter::one(caller.env, &caller.shop, id).await?.ok_or_else(not_found)?;
    // 2. Queue.
    if !dead_letters::replay(caller.env, &caller.shop, &letter, caller.now).await? {
        return Err(not_found());
    }
    caller.note(&format!("replayed dead letter {id}")).await?;
    http::json(&json!({ "replayed": id }), 200)
}
