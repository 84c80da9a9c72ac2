//! `GET /v1/admin/shops/{shop}/outbox?after=` lists the mails that the embedded provider kept, newest first; `GET …/outbox/{send}/raw`
//! is one of them as it would travel (R37).
//!
//! Who may call: a token that may read.
//!
//! 1. The query or the id: 422, 404. 2. Read the mails.

use super::{Caller, query};
use crate::d1::outbox::Kept;
use crate::error::{Code, Error};
use crate::{d1, http};
use serde_json::{Value, json};
use wenk_mail::{Email, raw_mime};
use wenk_wire::{Millis, SendId};
use worker::{Headers, Response};

/// Most mails of one answer.
const MOST: i64 = 100;

/// Answers the list.
pub(super) async fn list(request: &worker::Request, caller: &Caller<'_>) -> Result<Response, Error> {
    // 1. Query.
    let after = query(request, "after")?.unwrap_or_default();
    let seq = if after.is_empty() { Ok(0) } else { after.parse::<i64>() };
    let seq = seq.map_err(|_| Error::field("after", &after, "is not a number"))?;
    // 2. Mails.
    let kept = d1::outbox::after(caller.env, &caller.shop, seq, MOST).await?;
    let mails = kept.iter().map(shown).collect::<Result<Vec<_>, _>>()?;
    http::json(&json!({ "now": caller.now, "mails": mails }), 200)
}

/// Answers one mail in the raw.
pub(super) async fn raw(caller: &Caller<'_>, send: &str) -> Result<Response, Error> {
    // 1. Id.
    let not_found = || Error::new(Code::NotFound);
    let send = SendId::parse(send).map_err(|_| not_found())?;
    // 2. Mail.
    let kept = d1::outbox::one(caller.env, &caller.shop, &send).await?.ok_or_else(not_found)?;
    let text = raw_mime(&email(&kept)?, Millis(kept.at));
    let headers = Headers::new();
    headers.set("Content-Type", "text/plain; charset=utf-8")?;
    headers.set("Cache-Control", "no-store")?;
    headers.set("X-Content-Type-Options", "nosniff")?;
    Ok(Response::from_bytes(text.into_bytes())?.with_headers(headers))
}

fn email(kept: &Kept) -> Result<Email, Error> {
    Ok(serde_json::from_str(&kept.email)?)
}

fn shown(kept: &Kept) -> Result<Value, Error> {
    let email = email(kept)?;
    Ok(json!({
        "seq": kept.seq,
        "send_id": kept.send,
        "at": kept.at,
        "to": email.to.expose(),
        "from": format!("{} <{}>", email.from.name, email.from.address),
        "subject": email.subject,
        "html": email.html,
        "text": email.text,
        "headers": email.headers,
        "raw": raw_mime(&email, Millis(kept.at)),
    }))
}
