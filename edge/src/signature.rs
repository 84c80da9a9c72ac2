//! What the shop's server signs: `Wenk-Timestamp` and the raw body, with the shop's secret (R36).

use crate::crypto;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use wenk_wire::Millis;

/// How far the two clocks may differ.
const WINDOW: i64 = 300;

/// Whether a body was signed with the secret, not long ago. `signature` is `v1=` and the HMAC-SHA256 of
/// `timestamp + "." + body` in hexadecimal.
pub(crate) fn is_right(secret: &[u8], timestamp: &str, body: &[u8], signature: &str, wall: Millis) -> bool {
    let fresh = timestamp.parse::<i64>().is_ok_and(|at| (wall.0 / 1_000 - at).abs() <= WINDOW);
    let Ok(mac) = <Hmac<Sha256>>::new_from_slice(secret) else { return false };
    let code = mac.chain_update(timestamp.as_bytes()).chain_update(b".").chain_update(body).finalize().into_bytes();
    let expected = format!("v1={}", crypto::hex(&code));
    fresh && crypto::same(expected.as_bytes(), signature.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r36_a_changed_body_an_old_time_stamp_and_another_secret_are_refused() {
        let now = Millis(1_764_000_000_000);
        let mac = <Hmac<Sha256>>::new_from_slice(b"hush").unwrap().chain_update(b"1764000000.{}");
        let signature = format!("v1={}", crypto::hex(&mac.finalize().into_bytes()));
        let right = |secret: &[u8], body: &[u8], wall| is_right(secret, "1764000000", body, &signature, wall);
        assert!(right(b"hush", b"{}", now));
        assert!(!right(b"hush", b"{ }", now));
        assert!(!right(b"other", b"{}", now));
        assert!(!right(b"hush", b"{}", Millis(now.0 + 301_000)));
        assert!(!right(b"hush", b"{}", Millis(now.0 - 301_000)));
        assert!(!is_right(b"hush", "soon", b"{}", &signature, now));
    }
}
