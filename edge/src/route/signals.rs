//! `POST /v1/signals`: what happened on one device.
//!
//! Who may call: a page of the shop's origins, with a device token. Answers 202 with what was refused and what was not understood.
//!
//! 1. Cap the body: 413.
//! 2. Parse the envelope: 400, 422.
//! 3. The person does not want to be tracked: 403.
//! 4. The shop and its origins: 404, 403.
//! 5. The token: 401.
//! 6. Correct the times and hand over to the person's object: 410 when there is none, 401 when the device was
//!    revoked.

use super::lately_configured;
use crate::clock::Clock;
use crate::error::{Code, Error};
use crate::keys::Keys;
use crate::profile::protocol::{Ask, Told};
use crate::token::{Token, TokenError};
use crate::{http, profile, unmatched};
use serde::Serialize;
use std::collections::BTreeSet;
use wenk_wire::{Batch, MAX_BATCH_BYTES, Millis, Parsed, Problem, ShopId, Signal, SignalKind};
use worker::{Context, Env, Request, Response, console_error};

#[derive(Serialize)]
struct Taken {
    accepted: usize,
    refused: Vec<Problem>,
    ignored: Vec<Problem>,
}

/// Answers the route.
pub(crate) async fn answer(request: &mut Request, env: &Env, context: &Context) -> Result<Response, Error> {
    // 1. Cap.
    let text = http::body(request, MAX_BATCH_BYTES).await?;
    // 2. Parse.
    http::parsed(&text)?;
    let Parsed { good: batch, refused, ignored } = Batch::parse(&text).map_err(Error::invalid)?;
    // 3. Global Privacy Control.
    if request.headers().get("Sec-GPC")?.as_deref() == Some("1") {
        return Err(Error::new(Code::ConsentRequired));
    }
    // 4. Shop and origin.
    let config = lately_configured(env, &batch.shop).await?;
    http::own_origin(request, &config)?;
    // 5. Token.
    let clock = Clock::of(env);
    let token = device_token(&batch.token, &Keys::of(env)?, &batch.shop, clock.wall())?;
    // 6. Hand over.
    let signals = corrected(clock, batch.sent_at, batch.signals);
    let taken = Taken { accepted: signals.len(), refused, ignored };
    count_unmatched(env, context, &batch.shop, &signals);
    let consent =
        wenk_wire::ConsentProof { at: clock.told_by_device(batch.sent_at, batch.consent.at), ..batch.consent };
    let Bearer { object, profile, device } = token;
    let ask = Ask::Signals { profile, device, consent, time_zone: batch.time_zone, signals };
    let told = profile::ask(env, &batch.shop, &object, ask).await?;
    if matches!(told, Told::Revoked) {
        return Err(Error::new(Code::TokenInvalid));
    }
    if matches!(told, Told::Done) { http::json(&taken, 202) } else { Err(Error::new(Code::Gone)) }
}

/// Who a device token belongs to.
pub(super) struct Bearer {
    pub(super) object: String,
    pub(super) profile: wenk_wire::ProfileId,
    pub(super) device: wenk_wire::DeviceId,
}

/// Reads a device token of this shop.
pub(super) fn device_token(text: &str, keys: &Keys, shop: &ShopId, wall: Millis) -> Result<Bearer, Error> {
    match Token::verify(text, keys, wall) {
        Ok(Token::Device { shop: of, object, profile, device, .. }) if of == *shop => {
            Ok(Bearer { object, profile, device })
        }
        Err(TokenError::Expired) => Err(Error::new(Code::TokenExpired)),
        Ok(_) | Err(TokenError::Invalid) => Err(Error::new(Code::TokenInvalid)),
    }
}

fn corrected(clock: Clock, sent_at: Millis, mut signals: Vec<Signal>) -> Vec<Signal> {
    for signal in &mut signals {
        signal.at = clock.told_by_device(sent_at, signal.at);
    }
    signals
}

/// Counts the ids that the catalogue does not know, after the answer: nobody waits for it (R33).
fn count_unmatched(env: &Env, context: &Context, shop: &ShopId, signals: &[Signal]) {
    let ids: BTreeSet<String> = signals.iter().flat_map(|signal| products(&signal.kind)).collect();
    if ids.is_empty() {
        return;
    }
    let (env, shop) = (env.clone(), shop.clone());
    context.wait_until(async move {
        if let Err(error) = unmatched::count(&env, &shop, ids).await {
            console_error!("counting unknown products: {error}");
        }
    });
}

fn products(kind: &SignalKind) -> Vec<String> {
    match kind {
        SignalKind::ProductViewed { product }
        | SignalKind::ProductCompared { product }
        | SignalKind::ComparisonRemoved { product }
        | SignalKind::ConfigurationUpdated { product, .. }
        | SignalKind::WishAdded { product, .. }
        | SignalKind::WishRemoved { product, .. } => vec![product.to_string()],
        SignalKind::CartUpdated { lines, .. } => lines.iter().map(|line| line.product.to_string()).collect(),
        SignalKind::CheckoutStarted { .. } | SignalKind::OrderPlaced { .. } => Vec::new(),
    }
}
