//! Messages that a queue gave up on: kept in D1, and put on their queue again when a shop's people say so.
//!
//! A replay goes the way of every message: a mail is asked for again by `begin` before anything goes out (R2).

use crate::clock::Clock;
use crate::d1::dead_letter::DeadLetter;
use crate::{d1, fanout_queue, mail_queue};
use serde::Deserialize;
use wenk_wire::{Millis, ShopId};
use worker::{Env, MessageBatch, MessageExt as _, RawMessage, Result, console_error};

/// Keeps a batch of messages of a dead-letter queue. One that cannot be stored comes back.
pub(crate) async fn consume<T>(batch: &MessageBatch<T>, env: &Env, queue: &str) {
    for raw in batch.raw_iter() {
        match keep(env, queue, &raw).await {
            Ok(()) => raw.ack(),
            Err(error) => {
                console_error!("dead letter of {queue}: {error}");
                raw.retry();
            }
        }
    }
}

/// Puts a message on its queue again; `false` when nobody can read it.
pub(crate) async fn replay(env: &Env, shop: &ShopId, letter: &DeadLetter, now: Millis) -> Result<bool> {
    let posted = match letter.queue.as_str() {
        "mail" => match serde_json::from_str(&letter.body) {
            Ok(message) => mail_queue::post(env, &message, 0).await.map(|()| true)?,
            Err(_) => false,
        },
        "fanout" => match serde_json::from_str(&letter.body) {
            Ok(message) => fanout_queue::post(env, &[message]).await.map(|()| true)?,
            Err(_) => false,
        },
        _ => false,
    };
    if posted {
        d1::dead_letter::replayed(env, shop, letter.id, now).await?;
    }
    Ok(posted)
}

async fn keep(env: &Env, queue: &str, raw: &RawMessage) -> Result<()> {
    let body = raw.body().as_string().unwrap_or_default();
    d1::dead_letter::keep(env, queue, &shop_of(&body), &body, Clock::of(env).now()).await
}

/// The shop that a message belongs to; empty when it says none.
fn shop_of(body: &str) -> String {
    #[derive(Deserialize)]
    struct Head {
        shop: ShopId,
    }
    serde_json::from_str::<Head>(body).map(|head| head.shop.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_letter_goes_to_the_shop_that_it_names() {
        assert_eq!(shop_of(r#"{"shop":"spaak","object":"o","send":"p-1"}"#), "spaak");
        assert_eq!(shop_of("not JSON"), "");
        assert_eq!(shop_of(r#"{"shop":""}"#), "");
    }
}
