//! The `fanout` queue: one message is a page of about a hundred objects, each of which is told what changed.

use crate::profile;
use crate::profile::protocol::{Ask, Told};
use futures_util::StreamExt;
use futures_util::stream::iter;
use serde::{Deserialize, Serialize};
use wenk_engine::PriceNews;
use wenk_wire::ShopId;
use worker::{
    BatchMessageBuilder, Env, MessageBatch, MessageBuilder, MessageExt, QueueContentType, QueueRetryOptionsBuilder,
    RawMessage, Result, SendMessage, console_error,
};

/// The binding of the queue.
const BINDING: &str = "FANOUT";
/// A call takes at most 100 messages and 256 KB.
const PER_CALL: usize = 25;
/// A worker has six connections at a time.
const AT_ONCE: usize = 6;
/// A page of which an object could not be reached comes back after this time, in seconds.
const RETRY_AFTER: u32 = 10;

/// A page of profiles that an import concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FanoutMessage {
    /// The shop.
    pub(crate) shop: ShopId,
    /// The import; an object that saw it before does nothing.
    pub(crate) import: String,
    /// Names of the objects, about a hundred.
    pub(crate) objects: Vec<String>,
    /// What changed, for all of them; each object takes what it watches.
    pub(crate) news: Vec<PriceNews>,
}

/// Puts pages on the queue.
pub(crate) async fn post(env: &Env, messages: &[FanoutMessage]) -> Result<()> {
    let queue = env.queue(BINDING)?;
    for page in messages.chunks(PER_CALL) {
        let mut bodies: Vec<SendMessage<String>> = Vec::with_capacity(page.len());
        for message in page {
            let body = serde_json::to_string(message)?;
            bodies.push(MessageBuilder::new(body).content_type(QueueContentType::Text).build());
        }
        queue.send_batch(BatchMessageBuilder::new().messages(bodies).build()).await?;
    }
    Ok(())
}

/// Reads the body of a page.
pub(crate) fn read(raw: &RawMessage) -> Option<FanoutMessage> {
    raw.body().as_string().and_then(|body| serde_json::from_str(&body).ok())
}

/// Works through pages. A page comes back whole when one of its objects could not be reached: the others know the import
/// already and do nothing.
pub(crate) async fn consume<T>(batch: &MessageBatch<T>, env: &Env) {
    for raw in batch.raw_iter() {
        let told = match read(&raw) {
            Some(page) => tell(env, &page).await,
            None => false,
        };
        if told {
            raw.ack();
        } else {
            raw.retry_with_options(&QueueRetryOptionsBuilder::new().with_delay_seconds(RETRY_AFTER).build());
        }
    }
}

/// Tells every object of a page; answers whether all took it. One that is gone has taken it.
async fn tell(env: &Env, page: &FanoutMessage) -> bool {
    let asked = iter(&page.objects).map(|object| async move {
        let ask = Ask::PricesFell { import: page.import.clone(), news: page.news.clone() };
        match profile::ask(env, &page.shop, object, ask).await {
            Ok(Told::Done | Told::Gone | Told::Stop) => true,
            Ok(_) => false,
            Err(error) => {
                console_error!("fan-out of {}: {error}", page.import);
                false
            }
        }
    });
    // Every one is asked, also after one that failed: `all` would stop at it and leave the rest untold until the page comes back.
    asked.buffer_unordered(AT_ONCE).fold(true, |all, told| async move { all && told }).await
}
