//! What the shop proves to Wenk: that a customer is logged in, and that a server signal is the shop's own.
//!
//! **Out of scope:** when to prove it (see [`crate::account`] and [`crate::report`]).
//!
//! ```
//! use wenk_shop::signing::{signature, Identity};
//! let header = signature("secret", 1_764_000_000, r#"{"version":1,"signals":[]}"#);
//! assert!(header.starts_with("v1="));
//! ```

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;

/// How long an identity token may be used, in seconds. Wenk refuses more than ten minutes.
pub const IDENTITY_SECONDS: u64 = 300;

/// The claims of an identity token: who is logged in.
#[derive(Clone, Debug, Serialize)]
pub struct Identity {
    /// The shop.
    pub aud: String,
    /// The customer's number.
    pub sub: String,
    /// The customer's address.
    pub email: String,
    /// Issued, in Unix seconds.
    pub iat: u64,
    /// Expires, in Unix seconds.
    pub exp: u64,
    /// A number used once.
    pub jti: String,
    /// What the customer ticked on the registration form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<Permission>,
}

/// A permission that a customer gave on the shop's own form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// What may be mailed about.
    pub topic: &'static str,
    /// Why it may be.
    pub basis: &'static str,
    /// The words beside the box that was ticked.
    pub wording: String,
    /// When, in Unix milliseconds.
    pub at: u64,
}

/// Signs an identity as a JWT (HS256).
///
/// # Errors
/// When the claims cannot be written as JSON.
pub fn token(secret: &str, identity: &Identity) -> Result<String, serde_json::Error> {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(identity)?);
    let signed = format!("{header}.{claims}");
    let proof = URL_SAFE_NO_PAD.encode(mac(secret, signed.as_bytes()));
    Ok(format!("{signed}.{proof}"))
}

/// The `Wenk-Signature` of a body sent at this second: `v1=` and the HMAC-SHA256 of `timestamp.body` in hex.
#[must_use]
pub fn signature(secret: &str, timestamp: u64, body: &str) -> String {
    use std::fmt::Write;
    let bytes = mac(secret, format!("{timestamp}.{body}").as_bytes());
    bytes.iter().fold("v1=".to_owned(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn mac(secret: &str, message: &[u8]) -> Vec<u8> {
    // HMAC takes a key of any length; a shop without a secret signs nothing that Wenk accepts.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_rfc_4231() {
        // Test case 2: key "Jefe", "what do ya want for nothing?". Ours signs "timestamp.body", so the text is split.
        let plain = mac("Jefe", b"what do ya want for nothing?");
        assert_eq!(plain[..4], [0x5b, 0xdc, 0xc1, 0x46]);
        assert_eq!(plain[28..], [0x64, 0xec, 0x38, 0x43]);
        assert_eq!(
            signature("secret", 7, "{}"),
            format!("v1={}", mac("secret", b"7.{}").iter().map(|b| format!("{b:02x}")).collect::<String>())
        );
    }

    #[test]
    fn a_token_is_a_jwt_that_others_can_check() {
        // The well-known example of jwt.io: its header, its claims, its secret, its signature.
        let signed = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ";
        let proof = URL_SAFE_NO_PAD.encode(mac("your-256-bit-secret", signed.as_bytes()));
        assert_eq!(proof, "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c");

        let identity = Identity {
            aud: "spaak".to_owned(),
            sub: "c1".to_owned(),
            email: "ada@shop.example".to_owned(),
            iat: 100,
            exp: 400,
            jti: "j".to_owned(),
            permissions: Vec::new(),
        };
        let token = token("secret", &identity).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        assert_eq!(parts[0], "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9");
        assert_eq!(
            String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap(),
            r#"{"aud":"spaak","sub":"c1","email":"ada@shop.example","iat":100,"exp":400,"jti":"j"}"#
        );
    }
}
