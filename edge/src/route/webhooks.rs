//! `POST /v1/webhooks/{shop}/{provider}`: what became of mails.
//!
//! Who may call: the provider, whose signature on the raw bytes is checked. Answers 200, 401 for a wrong signature, 404 for a
//! provider that the shop does not use. An event may only ever add: close a doubt, suppress, withdraw.
//!
//! 1. Cap the body: 413.
//! 2. The shop and its provider: 404.
//! 3. The signature: 401.
//! 4. Per event: once, back to its object.

use super::configured;
use crate::clock::Clock;
use crate::error::{Code, Error};
use crate::profile::protocol::Ask;
use crate::{d1, http, profile, providers};
use wenk_mail::{Delivery, WebhookError};
use wenk_wire::{Duration, ShopId};
use worker::{Env, Request, Response};

const MOST_BYTES: usize = 1 << 20;
/// Providers repeat an event for at most this time.
const REMEMBERED: Duration = Duration::days(7);

/// Answers the route.
pub(crate) async fn answer(request: &mut Request, env: &Env, shop: &str, provider: &str) -> Result<Response, Error> {
    // 1. Cap.
    let raw = http::bytes(request, MOST_BYTES).await?;
    // 2. Shop and provider.
    let shop = ShopId::parse(shop).map_err(|_| Error::new(Code::NotFound))?;
    let config = configured(env, &shop).await?;
    if config.mail.provider != provider {
        return Err(Error::new(Code::NotFound));
    }
    // 3. Signature.
    let clock = Clock::of(env);
    let header = |name: &str| request.headers().get(name).ok().flatten();
    let deliveries = providers::of(env, &config).webhook(&header, &raw, clock.wall()).map_err(|why| match why {
        WebhookError::NotExpected => Error::new(Code::NotFound),
        WebhookError::Header(_) | WebhookError::Stale | WebhookError::Signature => Error::new(Code::Unauthorised),
        WebhookError::Body(reason) => Error::field("body", "", reason),
    })?;
    // 4. Events.
    for delivery in deliveries {
        take(env, &shop, &delivery, clock).await?;
    }
    http::empty(200)
}

async fn take(env: &Env, shop: &ShopId, delivery: &Delivery, clock: Clock) -> Result<(), Error> {
    let Some(send) = &delivery.send_id else { return Ok(()) };
    let Some(object) = d1::send::object(env, shop, send).await? else { return Ok(()) };
    if d1::used_id::is_noted(env, shop, "webhook", &delivery.event_id).await? {
        return Ok(());
    }
    let ask = Ask::Delivered { send: send.clone(), event: in_our_words(delivery.event), at: clock.now() };
    profile::ask(env, shop, &object, ask).await?;
    Ok(d1::used_id::note(env, shop, "webhook", &delivery.event_id, clock.wall().plus(REMEMBERED)).await?)
}

const fn in_our_words(event: wenk_mail::DeliveryEvent) -> wenk_engine::DeliveryEvent {
    match event {
        wenk_mail::DeliveryEvent::Delivered => wenk_engine::DeliveryEvent::Delivered,
        wenk_mail::DeliveryEvent::SoftBounce => wenk_engine::DeliveryEvent::SoftBounce,
        wenk_mail::DeliveryEvent::HardBounce => wenk_engine::DeliveryEvent::HardBounce,
        wenk_mail::DeliveryEvent::Complaint => wenk_engine::DeliveryEvent::Complaint,
        wenk_mail::DeliveryEvent::Unsubscribed => wenk_engine::DeliveryEvent::Unsubscribed,
        wenk_mail::DeliveryEvent::Deferred => wenk_engine::DeliveryEvent::Deferred,
        wenk_mail::DeliveryEvent::Opened => wenk_engine::DeliveryEvent::Opened,
        wenk_mail::DeliveryEvent::Clicked => wenk_engine::DeliveryEvent::Clicked,
    }
}
