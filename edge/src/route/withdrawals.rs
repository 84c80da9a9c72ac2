//! `POST /v1/withdrawals`: the person took tracking consent back on a device (R21, R22).
//!
//! Who may call: anyone with a device token; the origin is not asked, a withdrawal is never made harder. `Sec-GPC` never refuses
//! it. Answers 204, also when the profile is gone or the device was revoked before: the person has what was asked for.
//!
//! 1. Cap the body: 413.
//! 2. Parse: 400, 422.
//! 3. The token: 401; one that is over still revokes.
//! 4. Tell the object.

use super::head;
use crate::error::{Code, Error};
use crate::keys::Keys;
use crate::profile::protocol::Ask;
use crate::token::Token;
use crate::{http, profile};
use serde_json::Value;
use wenk_wire::Millis;
use worker::{Env, Request, Response};

/// Answers the route.
pub(crate) async fn answer(request: &mut Request, env: &Env) -> Result<Response, Error> {
    // 1. Cap.
    let text = http::body(request, 8_192).await?;
    // 2. Parse.
    let document = http::parsed(&text)?;
    let shop = head(&document)?;
    let text = document.get("token").and_then(Value::as_str).ok_or_else(|| Error::field("token", "", "is missing"))?;
    // 3. Token, whatever its age.
    let Ok(Token::Device { shop: of, object, profile, device, .. }) = Token::verify(text, &Keys::of(env)?, Millis(0))
    else {
        return Err(Error::new(Code::TokenInvalid));
    };
    if of != shop {
        return Err(Error::new(Code::TokenInvalid));
    }
    // 4. Tell.
    profile::ask(env, &shop, &object, Ask::RevokeDevice { profile, device }).await?;
    http::empty(204)
}
