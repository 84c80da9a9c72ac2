//! The cron: pulls every feed of every shop.
//!
//! A feed that fails is logged and the others go on. What is logged is the shop's, never a person's.

use crate::{d1, feed_import, providers};
use futures_util::StreamExt as _;
use wenk_engine::{Config, Feed};
use worker::{Env, Error, Fetch, Method, Request, Response, Result, console_error, console_log};

/// A feed that takes longer than this is tried again next time.
const TIMEOUT: u32 = 30_000;

/// Pulls every feed.
pub(crate) async fn pull(env: &Env) -> Result<()> {
    for shop in d1::shop::all(env).await? {
        let Some(config) = d1::config::active(env, &shop).await? else { continue };
        for feed in &config.feeds {
            match one(env, &config, feed).await {
                Ok(outcome) => console_log!("feed {} of {shop}: {outcome}", feed.name),
                Err(why) => console_error!("feed {} of {shop}: {why}", feed.name),
            }
        }
    }
    Ok(())
}

/// Fetches a feed; no more than its limit is read.
pub(crate) async fn download(url: &str) -> Result<String> {
    let request = Request::new(url, Method::Get)?;
    read(Fetch::Request(request).send_with_signal(&providers::timeout(TIMEOUT)?).await?).await
}

async fn one(env: &Env, config: &Config, feed: &Feed) -> core::result::Result<String, String> {
    let body = download(&feed.url).await.map_err(|error| error.to_string())?;
    let imported = feed_import::import(env, config, feed, &body, false).await;
    imported.map(|imported| imported.outcome()).map_err(|error| format!("{error:?}"))
}

async fn read(mut response: Response) -> Result<String> {
    let status = response.status_code();
    if status != 200 {
        return Err(failed(&format!("answered {status}")));
    }
    let (mut stream, mut bytes) = (response.stream()?, Vec::new());
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk?);
        if bytes.len() > feed_import::MOST_BYTES {
            return Err(failed("is larger than 50 MiB"));
        }
    }
    String::from_utf8(bytes).map_err(|_| failed("is not UTF-8"))
}

fn failed(why: &str) -> Error {
    Error::RustError(why.to_owned())
}
