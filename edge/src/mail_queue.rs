//! The `mail` queue: send orders. A body names a mail and holds nothing of it (R1).
//!
//! Queues deliver late, twice and in any order; only the object's `begin` decides whether a mail goes out. An order whose
//! object cannot be reached is retried by the queue; one whose turn has not come is put back; everything else is done with,
//! since the object itself orders again what is still open.

use crate::profile::protocol::{Ask, Told};
use crate::sender::{Lease, SenderAsk};
use crate::{d1, profile, providers, sender_object};
use futures_util::StreamExt;
use futures_util::stream::iter;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wenk_engine::{Config, Outcome};
use wenk_mail::{Email, SendOutcome};
use wenk_wire::{SendId, ShopId};
use worker::{
    Env, MessageBatch, MessageBuilder, MessageExt, QueueContentType, QueueRetryOptionsBuilder, RawMessage, Result,
    console_error,
};

/// The binding of the queue.
const BINDING: &str = "MAIL";
/// A worker has six connections at a time.
const AT_ONCE: usize = 6;
/// How often an answer is brought to its object; after that the lease ends by itself.
const ANSWER_TRIES: u32 = 3;
/// An order whose object cannot be reached comes back after this time, in seconds.
const RETRY_AFTER: u32 = 10;
/// An order that nothing is known about how long it must wait comes back after this time, in seconds.
const WAIT: u32 = 5;

/// An order to try one mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MailMessage {
    /// The shop.
    pub(crate) shop: ShopId,
    /// Name of the object that claimed the mail.
    pub(crate) object: String,
    /// Which mail.
    pub(crate) send: SendId,
}

/// What an order came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    /// The provider took the mail, or refused it for a reason of its own.
    Answered,
    /// The provider failed or did not answer.
    Failed,
    /// There was nothing to send.
    Nothing,
}

/// Puts an order on the queue, to be delivered after so many seconds.
pub(crate) async fn post(env: &Env, message: &MailMessage, delay_seconds: u32) -> Result<()> {
    let body = serde_json::to_string(message)?;
    let message = MessageBuilder::new(body).content_type(QueueContentType::Text).delay_seconds(delay_seconds);
    env.queue(BINDING)?.send(message.build()).await
}

/// Reads the body of an order.
pub(crate) fn read(raw: &RawMessage) -> Option<MailMessage> {
    raw.body().as_string().and_then(|body| serde_json::from_str(&body).ok())
}

/// Works through a batch of orders.
pub(crate) async fn consume<T>(batch: &MessageBatch<T>, env: &Env) {
    let mut shops: BTreeMap<ShopId, Vec<(RawMessage, MailMessage)>> = BTreeMap::new();
    for raw in batch.raw_iter() {
        match read(&raw) {
            Some(message) => shops.entry(message.shop.clone()).or_default().push((raw, message)),
            None => raw.retry(),
        }
    }
    for (shop, orders) in shops {
        if let Err(error) = work(env, &shop, &orders).await {
            console_error!("mail queue: {error}");
            orders.iter().for_each(|(raw, _)| again(raw));
        }
    }
}

async fn work(env: &Env, shop: &ShopId, orders: &[(RawMessage, MailMessage)]) -> Result<()> {
    let config = profile::config(env, shop).await?;
    let provider = config.mail.provider.as_str();
    let want = u32::try_from(orders.len()).unwrap_or(u32::MAX);
    let lease = sender_object::ask(env, shop, provider, SenderAsk::Lease { want }).await?;
    if lease.runaway {
        console_error!("shop {shop} sends more than five times its usual hour and is paused");
        d1::pause::shop(env, shop, true).await?;
    }
    let (now, later) = orders.split_at((lease.granted as usize).min(orders.len()));
    put_back(env, later, lease).await;
    let came: Vec<Came> =
        iter(now).map(|(raw, message)| try_one(env, &config, raw, message)).buffer_unordered(AT_ONCE).collect().await;
    let count = |wanted| u32::try_from(came.iter().filter(|came| **came == wanted).count()).unwrap_or(u32::MAX);
    let report = SenderAsk::Report { answered: count(Came::Answered), failed: count(Came::Failed) };
    if let Err(error) = sender_object::ask(env, shop, provider, report).await {
        console_error!("sender: {error}");
    }
    Ok(())
}

/// An order whose turn has not come counts as no try: it goes to the end of the queue.
async fn put_back(env: &Env, orders: &[(RawMessage, MailMessage)], lease: Lease) {
    for (raw, message) in orders {
        match post(env, message, lease.wait_seconds.max(WAIT)).await {
            Ok(()) => raw.ack(),
            Err(_) => again(raw),
        }
    }
}

async fn try_one(env: &Env, config: &Config, raw: &RawMessage, message: &MailMessage) -> Came {
    let begin = Ask::Begin { send: message.send.clone() };
    match profile::ask(env, &message.shop, &message.object, begin).await {
        Ok(Told::Go { email, .. }) => {
            let came = deliver(env, config, message, &email).await;
            raw.ack();
            came
        }
        Ok(_) => {
            raw.ack();
            Came::Nothing
        }
        Err(error) => {
            console_error!("begin of {}: {error}", message.send);
            again(raw);
            Came::Nothing
        }
    }
}

/// The provider call and its answer. From here on nothing is retried by the queue: the object knows what is open.
async fn deliver(env: &Env, config: &Config, message: &MailMessage, email: &Email) -> Came {
    let provider = providers::of(env, config);
    let outcome = match d1::send::route(env, &message.shop, &message.object, &message.send).await {
        Ok(()) => providers::attempt(env, &message.shop, provider.as_ref(), email).await,
        Err(error) => SendOutcome::Retry { after: None, reason: format!("the route back was not stored: {error}") },
    };
    let came = came(&outcome);
    let outcome = in_our_words(outcome);
    for _ in 0..ANSWER_TRIES {
        let answer = Ask::Answer { send: message.send.clone(), outcome: outcome.clone() };
        match profile::ask(env, &message.shop, &message.object, answer).await {
            Ok(_) => break,
            Err(error) => console_error!("answer for {}: {error}", message.send),
        }
    }
    came
}

fn again(raw: &RawMessage) {
    raw.retry_with_options(&QueueRetryOptionsBuilder::new().with_delay_seconds(RETRY_AFTER).build());
}

const fn came(outcome: &SendOutcome) -> Came {
    match outcome {
        SendOutcome::Sent { .. } | SendOutcome::Rejected { .. } => Came::Answered,
        SendOutcome::Retry { .. } | SendOutcome::Misconfigured { .. } | SendOutcome::Unknown { .. } => Came::Failed,
    }
}

fn in_our_words(outcome: SendOutcome) -> Outcome {
    match outcome {
        SendOutcome::Sent { provider_id } => Outcome::Sent { provider_id },
        SendOutcome::Retry { after, reason } => Outcome::Retry { after, reason },
        SendOutcome::Rejected { reason } => Outcome::Rejected { reason },
        SendOutcome::Misconfigured { reason } => Outcome::Misconfigured { reason },
        SendOutcome::Unknown { reason } => Outcome::Unknown { reason },
    }
}
