//! A mail provider that is as bad as providers get (R41): it speaks Resend's `POST /emails` on the loopback address.
//!
//! It does *not* deduplicate. It counts what it accepted per idempotency key, outside of workerd, and by its seed
//! answers 200, 429 or 500, hangs, or drops the line after it accepted.
//!
//! Out of scope: delivering anything, and webhooks.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use wenk_tests::provider::{Mood, Provider};
//! let provider = Provider::start(Mood::Hostile { seed: 7 }).await?;
//! println!("{} has {} mails", provider.url(), provider.seen().len());
//! # Ok(())
//! # }
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How it treats requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Accepts everything at once.
    Kind,
    /// Two of three requests go well; the others fail in all the ways there are.
    Hostile {
        /// Another seed, other failures.
        seed: u64,
    },
}

/// What became of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Treatment {
    Accept,
    TooMany,
    Fail,
    HangAfterAccepting,
    DropAfterAccepting,
}

/// What it saw under one idempotency key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// How often it was asked.
    pub requests: u32,
    /// How often it accepted: a person would have got so many mails from a provider that does not deduplicate.
    pub accepted: u32,
    /// Hashes of the different bodies it got; more than one breaks R3.
    pub bodies: BTreeSet<String>,
}

type Ledger = Arc<Mutex<BTreeMap<String, Seen>>>;

/// A provider that runs until it is dropped.
#[derive(Debug)]
pub struct Provider {
    url: String,
    ledger: Ledger,
    task: JoinHandle<()>,
}

impl Provider {
    /// Starts it on a free port of the loopback address.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(mood: Mood) -> anyhow::Result<Provider> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let ledger = Ledger::default();
        let book = Arc::clone(&ledger);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let book = Arc::clone(&book);
                tokio::spawn(async move {
                    if let Err(error) = serve(stream, mood, &book).await {
                        eprintln!("provider: {error:#}");
                    }
                });
            }
        });
        Ok(Provider { url, ledger, task })
    }

    /// Its address, to be given as the provider's base URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it saw so far, by idempotency key.
    #[must_use]
    pub fn seen(&self) -> BTreeMap<String, Seen> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Asked {
    key: String,
    body: Vec<u8>,
}

async fn serve(mut stream: TcpStream, mood: Mood, ledger: &Ledger) -> anyhow::Result<()> {
    let Some(asked) = read(&mut stream).await? else { return Ok(()) };
    let (treatment, number) = note(ledger, &asked, mood);
    // A kill of workerd can then fall between accepting and answering.
    if mood != Mood::Kind {
        tokio::time::sleep(Duration::from_millis(u64::from(number) % 5 * 20)).await;
    }
    match treatment {
        Treatment::Accept => reply(&mut stream, "200 OK", &format!(r#"{{"id":"mail-{number}"}}"#)).await,
        Treatment::TooMany => {
            reply(&mut stream, "429 Too Many Requests\r\nretry-after: 1", r#"{"name":"rate_limit_exceeded"}"#).await
        }
        Treatment::Fail => reply(&mut stream, "500 Internal Server Error", r#"{"name":"internal_server_error"}"#).await,
        Treatment::HangAfterAccepting => {
            // The other side gives up first; what it says before that is of no interest.
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await.map(drop).or(Ok(()))
        }
        Treatment::DropAfterAccepting => Ok(()),
    }
}

fn note(ledger: &Ledger, asked: &Asked, mood: Mood) -> (Treatment, u32) {
    let mut book = ledger.lock().unwrap_or_else(PoisonError::into_inner);
    let number = book.values().map(|seen| seen.requests).sum::<u32>();
    let seen = book.entry(asked.key.clone()).or_default();
    let treatment = treatment(mood, &asked.key, seen.requests);
    seen.requests += 1;
    seen.bodies.insert(hex(&asked.body));
    match treatment {
        Treatment::Accept | Treatment::HangAfterAccepting | Treatment::DropAfterAccepting => seen.accepted += 1,
        Treatment::TooMany | Treatment::Fail => {}
    }
    (treatment, number)
}

/// By seed, key and number of the attempt, so that a run can be repeated whatever the order of the requests.
fn treatment(mood: Mood, key: &str, attempt: u32) -> Treatment {
    let Mood::Hostile { seed } = mood else { return Treatment::Accept };
    let digest = Sha256::digest(format!("{seed}/{key}/{attempt}"));
    match digest.first().copied().unwrap_or(0) % 15 {
        0 => Treatment::HangAfterAccepting,
        1 => Treatment::DropAfterAccepting,
        2 => Treatment::TooMany,
        3 | 4 => Treatment::Fail,
        _ => Treatment::Accept,
    }
}

async fn read(stream: &mut TcpStream) -> anyhow::Result<Option<Asked>> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let body_start = head_end + 4;
    let head = String::from_utf8_lossy(bytes.get(..head_end).unwrap_or_default()).into_owned();
    if !head.starts_with("POST /emails ") {
        reply(stream, "404 Not Found", r#"{"name":"not_found"}"#).await?;
        bail!("asked for {:?}", head.lines().next().unwrap_or_default());
    }
    let length: usize = header(&head, "content-length").context("no content-length")?.parse()?;
    while bytes.len() < body_start + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
    let key = header(&head, "idempotency-key").context("no idempotency key")?.to_owned();
    Ok(Some(Asked { key, body: bytes.split_off(body_start) }))
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

async fn reply(stream: &mut TcpStream, status: &str, body: &str) -> anyhow::Result<()> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n");
    stream.write_all(format!("{head}connection: close\r\n\r\n{body}").as_bytes()).await?;
    Ok(stream.shutdown().await?)
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(provider: &Provider, key: &str) -> Option<u16> {
        let http = reqwest::Client::builder().timeout(Duration::from_millis(300)).build().unwrap();
        let request = http.post(format!("{}/emails", provider.url())).header("Idempotency-Key", key).body("{}");
        request.send().await.ok().map(|answer| answer.status().as_u16())
    }

    #[tokio::test]
    async fn r41_the_provider_does_not_deduplicate() {
        let provider = Provider::start(Mood::Kind).await.unwrap();
        for _ in 0..2 {
            assert_eq!(ask(&provider, "send-1").await, Some(200));
        }
        let seen = provider.seen().remove("send-1").unwrap();
        assert_eq!((seen.requests, seen.accepted, seen.bodies.len()), (2, 2, 1));
    }

    #[tokio::test]
    async fn r41_a_hostile_provider_fails_in_every_way_and_the_same_way_again() {
        let mood = Mood::Hostile { seed: 1 };
        let keys: Vec<String> = (0..60).map(|number| format!("send-{number}")).collect();
        let planned: Vec<Treatment> = keys.iter().map(|key| treatment(mood, key, 0)).collect();
        for wanted in [
            Treatment::Accept,
            Treatment::TooMany,
            Treatment::Fail,
            Treatment::HangAfterAccepting,
            Treatment::DropAfterAccepting,
        ] {
            let at = planned.iter().position(|treatment| *treatment == wanted).unwrap();
            let provider = Provider::start(mood).await.unwrap();
            let answer = ask(&provider, &keys[at]).await;
            let expected = match wanted {
                Treatment::Accept => (Some(200), 1),
                Treatment::TooMany => (Some(429), 0),
                Treatment::Fail => (Some(500), 0),
                Treatment::HangAfterAccepting | Treatment::DropAfterAccepting => (None, 1),
            };
            assert_eq!((answer, provider.seen()[&keys[at]].accepted), expected, "{wanted:?}");
        }
    }
}
