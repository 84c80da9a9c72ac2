//! The rows in D1 that follow from a decision. Each is written so that writing it again changes nothing (R12, R14).

use super::turn::Object;
use crate::clock::Clock;
use crate::d1;
use wenk_engine::Effect;
use worker::Result;

/// Carries out effects, in order.
pub(crate) async fn carry_out(object: &Object<'_>, effects: &[Effect]) -> Result<()> {
    let Some(kept) = object.read()? else { return Ok(()) };
    let (env, shop, name, profile) = (object.env, &object.shop, object.name.as_str(), &kept.state.profile);
    let now = Clock::of(env).now();
    for effect in effects {
        match effect {
            Effect::Enqueue { .. } => object.memory.outbox.order(object, core::slice::from_ref(effect)).await,
            Effect::Watch { key, since: Some(since) } => d1::watch::add(env, shop, key, name, *since).await?,
            Effect::Watch { key, since: None } => d1::watch::remove(env, shop, key, name).await?,
            Effect::Identity { kind, key } => d1::identity::lead(env, shop, *kind, key, name, now).await?,
            Effect::Ordered { kind, key, at } => d1::ordered::note(env, shop, *kind, key, *at).await?,
            Effect::Suppress { reason } => d1::suppression::add(env, shop, name, *reason, now).await?,
            Effect::List { topics, language } => {
                d1::profile::list(env, shop, profile, name, topics, language.as_deref()).await?;
            }
        }
    }
    Ok(())
}
