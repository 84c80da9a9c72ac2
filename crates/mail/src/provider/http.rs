//! What an HTTP status says about a mail, the same for every provider that speaks HTTP.
//!
//! The question is never "did it fail?" but "may it have been accepted?". A 429 says no. A 500, 502, 503 or 504 may
//! come after the mail was taken (the provider died while answering, or a proxy in front of it gave up waiting). With
//! a provider that deduplicates, asking again costs nothing and settles it; with any other it risks a second mail, so
//! the outcome stays unknown (R2).

use super::{Reply, SendOutcome};
use wenk_wire::Duration;

/// What a status means where the body says nothing more. `deduplicates`: a repeat with the same key is harmless.
pub(crate) fn outcome(status: u16, name: &str, reply: &Reply, deduplicates: bool) -> SendOutcome {
    let reason = if name.is_empty() { format!("answered {status}") } else { format!("answered {status} {name}") };
    match status {
        429 => SendOutcome::Retry { after: retry_after(reply), reason },
        500..=599 if deduplicates => SendOutcome::Retry { after: retry_after(reply), reason },
        // 408 and 425: the provider gave up on a request that it may have read.
        408 | 425 | 500..=599 => SendOutcome::Unknown { reason },
        300..=399 | 401 | 402 | 403 | 404 | 405 => SendOutcome::Misconfigured { reason },
        400..=499 => SendOutcome::Rejected { reason },
        _ => SendOutcome::Unknown { reason },
    }
}

/// `Retry-After` in seconds, from one second to a day. A date is not read: it needs a clock.
pub(crate) fn retry_after(reply: &Reply) -> Option<Duration> {
    let seconds: f64 = reply.header("retry-after")?.trim().parse().ok()?;
    (0.0..=86_400.0).contains(&seconds).then(|| Duration((seconds * 1_000.0).ceil() as i64).max(Duration::seconds(1)))
}

/// A provider's code of an error as it may stand in a log: lower-case words, nothing of the recipient's.
pub(crate) fn code(text: &str) -> String {
    let plain = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if plain { text.to_owned() } else { String::new() }
}
