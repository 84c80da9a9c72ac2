//! `GET /v1/admin/shops/{shop}/profiles?q=` finds a profile by its address, or lists some; `GET …/profiles/{profile}` says why it got
//! the mails it got, and why not others (R37).
//!
//! Who may call: a token that may read. Only here an address leaves Wenk other than by mail.
//!
//! 1. The query or the id: 404. 2. Ask the objects. 3. The list: whoever was active last comes first.

use super::{Caller, query};
use crate::error::{Code, Error};
use crate::keys::Keys;
use crate::profile::protocol::{Ask, Told};
use crate::{d1, http, profile};
use futures_util::StreamExt as _;
use futures_util::stream::iter;
use serde_json::{Value, json};
use wenk_wire::ProfileId;
use worker::{Request, Response};

/// Most profiles of one answer.
const MOST: i64 = 50;
/// A worker has six connections at a time.
const AT_ONCE: usize = 6;

/// Answers the list.
pub(super) async fn list(request: &Request, caller: &Caller<'_>) -> Result<Response, Error> {
    // 1. Query.
    let address = query(request, "q")?.unwrap_or_default();
    let objects = if address.trim().is_empty() {
        let page = d1::profile::page(caller.env, &caller.shop, "", MOST).await?;
        page.into_iter().map(|(_, object)| object).collect()
    } else {
        vec![Keys::of(caller.env)?.object_name(&caller.shop, &address)]
    };
    // 2. Ask.
    let asked = iter(objects).map(|object| async move { summary(caller, &object).await });
    let found: Vec<_> = asked.buffered(AT_ONCE).collect().await;
    let mut profiles: Vec<Value> =
        found.into_iter().collect::<Result<Vec<_>, Error>>()?.into_iter().flatten().collect();
    // 3. Order.
    profiles.sort_by_key(|one| core::cmp::Reverse(one.get("active_at").and_then(Value::as_i64)));
    http::json(&json!({ "now": caller.now, "profiles": profiles }), 200)
}

/// Answers one profile.
pub(super) async fn explain(caller: &Caller<'_>, profile: &str) -> Result<Response, Error> {
    // 1. Id.
    let not_found = || Error::new(Code::NotFound);
    let id = ProfileId::parse(profile).map_err(|_| not_found())?;
    let object = d1::profile::object(caller.env, &caller.shop, &id).await?.ok_or_else(not_found)?;
    // 2. Ask.
    let told = profile::ask(caller.env, &caller.shop, &object, Ask::Explain).await?;
    let Told::Document { document } = told else { return Err(not_found()) };
    http::json(&document, 200)
}

/// One line of the list; nothing for a person who is gone.
async fn summary(caller: &Caller<'_>, object: &str) -> Result<Option<Value>, Error> {
    let told = profile::ask(caller.env, &caller.shop, object, Ask::Summary).await?;
    let Told::Document { document } = told else { return Ok(None) };
    Ok(Some(document))
}
