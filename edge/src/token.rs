//! Tokens that only this deployment can make: for a device, a click, and each page that acts for a person.
//!
//! `v1.<kid>.<claims>.<code>`, base64url; the code is an HMAC-SHA256 under the key of the token's purpose. No token bears an
//! address. Unsubscribe links have no end.

use crate::crypto;
use crate::keys::Keys;
use serde::{Deserialize, Serialize};
use wenk_wire::{DeviceId, Duration, Millis, ProfileId, SendId, ShopId};

/// A link that erases or hands out lives so long, by the wall's clock: one found in an old mail opens nothing.
pub(crate) const FRESH_LINK: Duration = Duration::hours(72);

/// A token's claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t")]
pub(crate) enum Token {
    /// Lets one browser add signals, nothing else.
    #[serde(rename = "d")]
    Device { shop: ShopId, object: String, profile: ProfileId, device: DeviceId, exp: Millis },
    /// Stands in the fragment of a mail's links to the shop (R16).
    #[serde(rename = "k")]
    Click { shop: ShopId, object: String, profile: ProfileId, send: SendId },
    /// The confirmation page of a sign-up.
    #[serde(rename = "c")]
    Confirm { shop: ShopId, object: String, request: String },
    /// Unsubscribe: page and header.
    #[serde(rename = "u")]
    Unsubscribe { shop: ShopId, object: String },
    /// The preference page.
    #[serde(rename = "p")]
    Preferences { shop: ShopId, object: String },
    /// The page that erases everything, by the link of a mail that was just asked for.
    #[serde(rename = "e")]
    Erase { shop: ShopId, object: String, exp: Millis },
    /// The page that hands everything out, by the link of a mail that was just asked for.
    #[serde(rename = "x")]
    Export { shop: ShopId, object: String, exp: Millis },
    /// Held by the device that signed an address up, until it is confirmed (R15).
    #[serde(rename = "n")]
    Ticket { shop: ShopId, object: String, nonce: String, exp: Millis },
}

/// Why a token is worth nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenError {
    /// Not made here, or changed since.
    Invalid,
    /// Over.
    Expired,
}

impl Token {
    /// The token as text.
    pub(crate) fn sign(&self, keys: &Keys) -> String {
        // Claims are plain structs of texts and numbers: writing them cannot fail.
        let claims = serde_json::to_vec(self).unwrap_or_default();
        let (kid, code) = keys.sign(self.purpose(), &claims);
        format!("v1.{kid}.{}.{}", crypto::base64url(&claims), crypto::base64url(&code))
    }

    /// Reads a token that this deployment made. `wall` is the wall's clock: a token's end is no timer of ours.
    pub(crate) fn verify(text: &str, keys: &Keys, wall: Millis) -> Result<Self, TokenError> {
        let (token, kid, claims, code) = parts(text).ok_or(TokenError::Invalid)?;
        if !keys.verify(token.purpose(), &kid, &claims, &code) {
            return Err(TokenError::Invalid);
        }
        if token.ends().is_some_and(|exp| exp <= wall) { Err(TokenError::Expired) } else { Ok(token) }
    }

    const fn ends(&self) -> Option<Millis> {
        match self {
            Self::Device { exp, .. }
            | Self::Ticket { exp, .. }
            | Self::Erase { exp, .. }
            | Self::Export { exp, .. } => Some(*exp),
            Self::Click { .. } | Self::Confirm { .. } | Self::Unsubscribe { .. } | Self::Preferences { .. } => None,
        }
    }

    const fn purpose(&self) -> &'static str {
        match self {
            Self::Device { .. } => "device token",
            Self::Click { .. } => "click token",
            Self::Confirm { .. } => "confirm token",
            Self::Unsubscribe { .. } => "unsubscribe token",
            Self::Preferences { .. } => "preference token",
            Self::Erase { .. } => "erase token",
            Self::Export { .. } => "export token",
            Self::Ticket { .. } => "ticket",
        }
    }
}

fn parts(text: &str) -> Option<(Token, String, Vec<u8>, Vec<u8>)> {
    let mut parts = text.strip_prefix("v1.")?.split('.');
    let (kid, claims, code) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (claims, code) = (crypto::from_base64url(claims)?, crypto::from_base64url(code)?);
    Some((serde_json::from_slice(&claims).ok()?, kid.to_owned(), claims, code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ticket() -> Token {
        let shop = ShopId::parse("spaak").unwrap();
        Token::Ticket { shop, object: "ab".repeat(16), nonce: "n".to_owned(), exp: Millis(1_000) }
    }

    #[test]
    fn a_token_verifies_until_it_ends_and_only_with_its_key() {
        let keys = Keys::for_test(1, None);
        let text = ticket().sign(&keys);
        assert_eq!(Token::verify(&text, &keys, Millis(999)), Ok(ticket()));
        assert_eq!(Token::verify(&text, &keys, Millis(1_000)), Err(TokenError::Expired));
        assert_eq!(Token::verify(&text, &Keys::for_test(2, None), Millis(0)), Err(TokenError::Invalid));
    }

    #[test]
    fn r36_an_unsubscribe_link_never_ends_and_survives_a_new_key() {
        let token = Token::Unsubscribe { shop: ShopId::parse("spaak").unwrap(), object: "ab".to_owned() };
        let text = token.sign(&Keys::for_test(1, None));
        assert_eq!(Token::verify(&text, &Keys::for_test(2, Some(1)), Millis(i64::MAX)), Ok(token));
    }

    #[test]
    fn a_link_that_erases_or_hands_out_ends() {
        let keys = Keys::for_test(1, None);
        let (shop, object, exp) = (ShopId::parse("spaak").unwrap(), "ab".to_owned(), Millis(0).plus(FRESH_LINK));
        let erase = Token::Erase { shop: shop.clone(), object: object.clone(), exp };
        for token in [erase, Token::Export { shop, object, exp }] {
            let text = token.sign(&keys);
            assert_eq!(Token::verify(&text, &keys, Millis(exp.0 - 1)), Ok(token));
            assert_eq!(Token::verify(&text, &keys, exp), Err(TokenError::Expired));
        }
    }

    proptest! {
        #[test]
        fn a_forged_token_is_refused(at in 0_usize..200, byte in 33_u8..127) {
            let keys = Keys::for_test(1, None);
            let text = ticket().sign(&keys);
            let mut forged = text.clone().into_bytes();
            let at = at % forged.len();
            prop_assume!(forged[at] != byte);
            forged[at] = byte;
            let forged = String::from_utf8(forged).unwrap();
            prop_assert_eq!(Token::verify(&forged, &keys, Millis(0)), Err(TokenError::Invalid));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,80}") {
            prop_assert!(Token::verify(&["v1.", &text].concat(), &Keys::for_test(1, None), Millis(0)).is_err());
        }
    }
}
