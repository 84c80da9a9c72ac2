//! The signature scheme of Svix ("Standard Webhooks"), over the raw bytes of the body.
//!
//! Signed is `id.timestamp.body` with HMAC-SHA256; the header may name several signatures, so that a secret can be
//! exchanged without a gap.

use super::WebhookError;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use wenk_wire::{Duration, Millis, Pii};

/// How far the signature's time may be off.
pub(crate) const TOLERANCE: Duration = Duration::minutes(5);
/// Most signatures looked at in one header.
const MAX_SIGNATURES: usize = 10;

/// Checks a signed webhook and gives the id of the message, the same for every repeat.
pub(crate) fn verify(
    secret: &Pii<String>,
    headers: &dyn Fn(&str) -> Option<String>,
    body: &[u8],
    wall: Millis,
) -> Result<String, WebhookError> {
    let id = headers("svix-id")
        .filter(|id| (1..=120).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic()))
        .ok_or(WebhookError::Header("svix-id"))?;
    let timestamp = headers("svix-timestamp").ok_or(WebhookError::Header("svix-timestamp"))?;
    let given = headers("svix-signature").ok_or(WebhookError::Header("svix-signature"))?;
    let mac = signature(secret, &id, &timestamp, body).ok_or(WebhookError::NotExpected)?;
    if !matches_any(&given, &mac) {
        return Err(WebhookError::Signature);
    }
    // Last, so that the time of the answer says nothing about a forged message.
    let seconds: i64 = timestamp.parse().map_err(|_| WebhookError::Header("svix-timestamp"))?;
    let off = wall.since(Millis(seconds.saturating_mul(1_000))).0.unsigned_abs();
    if off > TOLERANCE.0.unsigned_abs() { Err(WebhookError::Stale) } else { Ok(id) }
}

/// The signature as bytes; `None` when the secret is none.
fn signature(secret: &Pii<String>, id: &str, timestamp: &str, body: &[u8]) -> Option<Vec<u8>> {
    let text = secret.expose();
    let key = BASE64.decode(text.strip_prefix("whsec_").unwrap_or(text)).ok().filter(|key| !key.is_empty())?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    Some(mac.finalize().into_bytes().to_vec())
}

/// Compares with every signature given, in constant time, without stopping at the first that fits.
fn matches_any(header: &str, mac: &[u8]) -> bool {
    header
        .split(' ')
        .take(MAX_SIGNATURES)
        .filter_map(|one| one.strip_prefix("v1,"))
        .filter_map(|one| BASE64.decode(one).ok())
        .fold(subtle::Choice::from(0), |found, one| found | one.as_slice().ct_eq(mac))
        .into()
}

/// Signs a body as the provider would, for tests of this crate.
#[cfg(test)]
pub(crate) fn sign(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> String {
    let mac = signature(&Pii::new(secret.to_owned()), id, &timestamp.to_string(), body).unwrap();
    format!("v1,{}", BASE64.encode(mac))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The published example of the svix library, in `rust/src/webhooks.rs`.
    const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    const ID: &str = "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk";
    const SIGNED_AT: i64 = 1_649_367_553;
    const BODY: &[u8] = br#"{"email":"test@example.com","username":"test_user"}"#;
    const SIGNATURE: &str = "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=";

    fn check(signature: &str, body: &[u8], seconds_later: i64) -> Result<String, WebhookError> {
        let headers = |name: &str| match name {
            "svix-id" => Some(ID.to_owned()),
            "svix-timestamp" => Some(SIGNED_AT.to_string()),
            "svix-signature" => Some(signature.to_owned()),
            _ => None,
        };
        verify(&Pii::new(SECRET.to_owned()), &headers, body, Millis((SIGNED_AT + seconds_later) * 1_000))
    }

    #[test]
    fn the_published_example_verifies() {
        assert_eq!(check(SIGNATURE, BODY, 0), Ok(ID.to_owned()));
        assert_eq!(sign(SECRET, ID, SIGNED_AT, BODY), SIGNATURE);
    }

    #[test]
    fn one_of_several_signatures_is_enough() {
        let two = format!("v1,AAAA v2,x {SIGNATURE}");
        assert_eq!(check(&two, BODY, 0), Ok(ID.to_owned()));
    }

    #[test]
    fn a_forged_or_changed_message_is_refused() {
        assert_eq!(check(SIGNATURE, b"{}", 0), Err(WebhookError::Signature));
        for forged in ["", "v1,", "v1,AAAA", "tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=", "v2,tZ1I4/hDygAJ", "v1,é"]
        {
            assert_eq!(check(forged, BODY, 0), Err(WebhookError::Signature), "{forged}");
        }
    }

    #[test]
    fn five_minutes_either_way() {
        for (seconds, expected) in [(300, true), (-300, true), (301, false), (-301, false)] {
            assert_eq!(check(SIGNATURE, BODY, seconds).is_ok(), expected, "{seconds}");
        }
        assert_eq!(check(SIGNATURE, BODY, 301), Err(WebhookError::Stale));
    }

    #[test]
    fn without_headers_or_a_secret_nothing_is_believed() {
        let none = |_: &str| None;
        let secret = Pii::new(SECRET.to_owned());
        assert_eq!(verify(&secret, &none, BODY, Millis(0)), Err(WebhookError::Header("svix-id")));
        let some = |_: &str| Some("1".to_owned());
        for broken in ["whsec_", "whsec_%%", ""] {
            let result = verify(&Pii::new(broken.to_owned()), &some, BODY, Millis(0));
            assert_eq!(result, Err(WebhookError::NotExpected), "{broken}");
        }
    }
}
