//! `POST /v1/devices`: a device exchanges what it holds for its token (R15, R16, R36).
//!
//! Who may call: a page of the shop's origins, after tracking consent, with a ticket, a click or the shop's JWT. Answers 200 with the
//! token, or 202 while a sign-up waits for its confirmation.
//!
//! 1. Cap the body: 413.
//! 2. Parse: 400, 422.
//! 3. The person does not want to be tracked: 403.
//! 4. The shop and its origins: 404, 403.
//! 5. What the device holds: 401, or 410 when it is spent or over.
//! 6. Bind the device.

use super::subscriptions::fresh_profile;
use super::{configured, head};
use crate::clock::Clock;
use crate::error::{Code, Error};
use crate::keys::Keys;
use crate::profile::protocol::{Ask, Told};
use crate::token::{Token, TokenError};
use crate::{crypto, d1, http, jwt, profile};
use serde_json::{Value, json};
use wenk_wire::{ConsentProof, DeviceId, Duration, ShopId};
use worker::{Env, Request, Response};

/// A device token lives so long, by the wall's clock.
const TOKEN_FOR: Duration = Duration::days(180);

/// Answers the route.
pub(crate) async fn answer(request: &mut Request, env: &Env) -> Result<Response, Error> {
    // 1. Cap.
    let text = http::body(request, 16_384).await?;
    // 2. Parse.
    let document = http::parsed(&text)?;
    let shop = head(&document)?;
    let consent = document.get("consent").ok_or_else(|| Error::field("consent", "", "is missing"))?;
    let consent = ConsentProof::parse(consent).map_err(Error::invalid)?;
    let device = device(document.get("device").and_then(Value::as_str))?;
    // 3. Global Privacy Control.
    if request.headers().get("Sec-GPC")?.as_deref() == Some("1") {
        return Err(Error::new(Code::ConsentRequired));
    }
    // 4. Shop and origin.
    let config = configured(env, &shop).await?;
    http::own_origin(request, &config)?;
    // 5. What it holds.
    let held = held(env, &shop, &document, device, consent).await?;
    // 6. Bind.
    let told = profile::ask(env, &shop, &held.object, held.ask).await?;
    if matches!(told, Told::Pending) {
        return http::json(&json!({ "status": "pending" }), 202);
    }
    let Told::Bound { profile, device } = told else { return Err(Error::new(Code::Gone)) };
    let expires_at = Clock::of(env).wall().plus(TOKEN_FOR);
    let person: String = crypto::sha256_hex(profile.as_str().as_bytes()).chars().take(16).collect();
    let token = Token::Device { shop, object: held.object, profile, device: device.clone(), exp: expires_at };
    let token = token.sign(&Keys::of(env)?);
    http::json(&json!({ "device": device, "token": token, "expires_at": expires_at, "person": person }), 200)
}

struct Held {
    object: String,
    ask: Ask,
}

async fn held(
    env: &Env,
    shop: &ShopId,
    document: &Value,
    device: DeviceId,
    consent: ConsentProof,
) -> Result<Held, Error> {
    let (keys, wall) = (Keys::of(env)?, Clock::of(env).wall());
    let field = |name: &str| document.get(name).and_then(Value::as_str);
    if let Some(identity) = field("identity") {
        return identified(env, &keys, shop, identity, device, consent).await;
    }
    let text = field("ticket").or_else(|| field("click"));
    let text = text.ok_or_else(|| Error::field("ticket", "", "is missing, and so are click and identity"))?;
    match Token::verify(text, &keys, wall) {
        Ok(Token::Ticket { shop: of, object, nonce, .. }) if of == *shop => {
            let ticket_hash = crypto::sha256_hex(nonce.as_bytes());
            Ok(Held { object, ask: Ask::RedeemTicket { ticket_hash, device, consent } })
        }
        Ok(Token::Click { shop: of, object, send, .. }) if of == *shop => {
            Ok(Held { object, ask: Ask::RedeemClick { send, device, consent } })
        }
        Err(TokenError::Expired) => Err(Error::new(Code::Gone)),
        Ok(_) | Err(TokenError::Invalid) => Err(Error::new(Code::TokenInvalid)),
    }
}

async fn identified(
    env: &Env,
    keys: &Keys,
    shop: &ShopId,
    text: &str,
    device: DeviceId,
    consent: ConsentProof,
) -> Result<Held, Error> {
    let secret = d1::shop::secret(env, keys, shop).await?.ok_or(Error::new(Code::UnknownShop))?;
    let identity = jwt::verify(text, &secret, shop, Clock::of(env).wall()).map_err(|why| match why {
        jwt::JwtError::Signature => Error::new(Code::TokenInvalid),
        jwt::JwtError::Time => Error::new(Code::TokenExpired),
        jwt::JwtError::Claim(name) => Error::field(&format!("identity.{name}"), "", "is missing or not right"),
    })?;
    if !d1::used_id::once(env, shop, "jwt", &identity.id, identity.until).await? {
        return Err(Error::new(Code::TokenInvalid));
    }
    let object = keys.object_name(shop, identity.claim.address.expose());
    Ok(Held { object, ask: Ask::Identify { profile: fresh_profile()?, claim: identity.claim, device, consent } })
}

/// The id the device had, or a fresh one. Device ids are ours: 32 hexadecimal digits.
fn device(told: Option<&str>) -> Result<DeviceId, Error> {
    let known = told.filter(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let id = known.map_or_else(crypto::random_id, |id| Ok(id.to_owned()))?;
    DeviceId::parse(&id).map_err(|reason| Error::field("device", "", reason))
}
