//! `POST /v1/admin/shops/{shop}/tokens` `{"scope"}` makes an admin token, which is told once; `GET …/tokens` lists them without it;
//! `DELETE …/tokens/{id}` ends one (R36).
//!
//! Who may call: a token that may write; for the list, one that may read.
//!
//! 1. POST: cap and parse: 413, 400. The scope: 422. Make it: 201. 2. DELETE: the caller's own token: 409, so that a shop always keeps one
//!    that may write. No such token: 404. End it: 204.

use super::Caller;
use crate::d1::admin_token::{self, Scope};
use crate::error::{Code, Error};
use crate::{crypto, http};
use serde_json::{Value, json};
use worker::{Request, Response};

/// Answers the list.
pub(super) async fn list(caller: &Caller<'_>) -> Result<Response, Error> {
    let tokens = admin_token::of(caller.env, &caller.shop).await?;
    http::json(&json!({ "now": caller.now, "tokens": tokens }), 200)
}

/// Answers the making.
pub(super) async fn create(request: &mut Request, caller: &Caller<'_>) -> Result<Response, Error> {
    // 1. Make.
    let document = http::parsed(&http::body(request, 4_096).await?)?;
    let word = document.get("scope").and_then(Value::as_str).unwrap_or_default();
    let scope = Scope::parse(word).ok_or_else(|| Error::field("scope", word, "is not read or write"))?;
    let token = crypto::random_secret()?;
    let hash = crypto::sha256_hex(token.as_bytes());
    admin_token::add(caller.env, &caller.shop, &hash, scope, caller.now).await?;
    let id = admin_token::id(&hash);
    caller.note(&format!("made token {id}, to {word}")).await?;
    http::json(&json!({ "id": id, "scope": scope, "token": token }), 201)
}

/// Answers the ending.
pub(super) async fn end(caller: &Caller<'_>, id: &str) -> Result<Response, Error> {
    // 2. End.
    if caller.token == id {
        return Err(Error::new(Code::Conflict));
    }
    if !admin_token::end(caller.env, &caller.shop, id).await? {
        return Err(Error::new(Code::NotFound));
    }
    caller.note(&format!("ended token {id}")).await?;
    http::empty(204)
}
