//! Keys: one per purpose, all derived from the deployment's master key (R36).
//!
//! `WENK_MASTER_KEY` is a secret of 32 bytes in base64. To rotate it, put the old one in front of what stands in
//! `WENK_MASTER_KEY_OLD`, with a space or comma between keys: new tokens are signed with the new key, old ones still verify. Names of
//! objects and key hashes always come from the oldest key given, since a person must be found under the same name for ever. So the
//! oldest key is never taken out.

use crate::crypto;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use wenk_wire::ShopId;
use worker::{Env, Error, Result};

/// Every key of the deployment. No `Debug`.
pub(crate) struct Keys {
    /// Newest first, each with its id.
    masters: Vec<Master>,
}

struct Master {
    kid: String,
    bytes: Vec<u8>,
}

impl Keys {
    /// The deployment's keys.
    ///
    /// # Errors
    /// When the master key is missing or too short: then nothing may be signed.
    pub(crate) fn of(env: &Env) -> Result<Self> {
        let secret = |name: &str| env.secret(name).ok().map(|value| value.to_string());
        let newest =
            secret("WENK_MASTER_KEY").ok_or_else(|| Error::RustError("WENK_MASTER_KEY is missing".to_owned()))?;
        Self::from_texts(&newest, secret("WENK_MASTER_KEY_OLD").as_deref()).ok_or_else(|| {
            Error::RustError("a key in WENK_MASTER_KEY or WENK_MASTER_KEY_OLD is not 32 bytes in base64".to_owned())
        })
    }

    fn from_texts(newest: &str, old: Option<&str>) -> Option<Self> {
        let read = |text: &str| {
            let bytes = STANDARD.decode(text.trim()).ok().filter(|bytes| bytes.len() >= 32)?;
            let kid = derive(&bytes, "kid").iter().take(3).map(|byte| format!("{byte:02x}")).collect();
            Some(Master { kid, bytes })
        };
        let old = old.unwrap_or_default().split([' ', ',', '\n', '\r', '\t']).filter(|text| !text.is_empty());
        let masters = core::iter::once(newest).chain(old).map(read).collect::<Option<_>>()?;
        Some(Self { masters })
    }

    /// The name of a person's object: a keyed hash of the address.
    pub(crate) fn object_name(&self, shop: &ShopId, address: &str) -> String {
        self.key_hash(shop, "address", &normalised(address))
    }

    /// The keyed hash of an identity, for an index that must not hold it in clear.
    pub(crate) fn key_hash(&self, shop: &ShopId, kind: &str, key: &str) -> String {
        let oldest = self.masters.last().map_or(&[][..], |master| &master.bytes);
        let digest = mac(&derive(oldest, "key-hash"), format!("{shop}\n{kind}\n{key}").as_bytes());
        crypto::hex(digest.get(..16).unwrap_or(&digest))
    }

    /// Signs bytes for a purpose: the key's id and the code.
    pub(crate) fn sign(&self, purpose: &str, bytes: &[u8]) -> (String, Vec<u8>) {
        self.masters
            .first()
            .map_or_else(Default::default, |master| (master.kid.clone(), mac(&derive(&master.bytes, purpose), bytes)))
    }

    /// Whether a code is right, in constant time.
    pub(crate) fn verify(&self, purpose: &str, kid: &str, bytes: &[u8], code: &[u8]) -> bool {
        let known = self.masters.iter().find(|master| master.kid == kid);
        !code.is_empty() && known.is_some_and(|master| crypto::same(&mac(&derive(&master.bytes, purpose), bytes), code))
    }

    /// Encrypts bytes so that only this deployment can read them, and only as what they were sealed for.
    ///
    /// # Errors
    /// When there is no randomness.
    pub(crate) fn seal(&self, context: &str, bytes: &[u8]) -> Result<String> {
        let failed = || Error::RustError("sealing failed".to_owned());
        let master = self.masters.first().ok_or_else(failed)?;
        let nonce = crypto::random_bytes::<24>()?;
        let sealed = cipher(&master.bytes, context).encrypt(&XNonce::from(nonce), bytes).map_err(|_| failed())?;
        Ok(format!("{}.{}.{}", master.kid, crypto::base64url(&nonce), crypto::base64url(&sealed)))
    }

    /// Reads what [`Keys::seal`] made; `None` when it was made for something else or changed.
    pub(crate) fn open(&self, context: &str, sealed: &str) -> Option<Vec<u8>> {
        let mut parts = sealed.split('.');
        let (kid, nonce, body) = (parts.next()?, parts.next()?, parts.next()?);
        let master = self.masters.iter().find(|master| master.kid == kid)?;
        let nonce: [u8; 24] = crypto::from_base64url(nonce)?.try_into().ok()?;
        cipher(&master.bytes, context).decrypt(&XNonce::from(nonce), crypto::from_base64url(body)?.as_slice()).ok()
    }
}

/// An address as it is looked up: without spaces around it, in lower case. Mail providers treat the part before the `@` so.
pub(crate) fn normalised(address: &str) -> String {
    address.trim().to_lowercase()
}

fn cipher(master: &[u8], context: &str) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(derive(master, &format!("seal {context}"))))
}

/// HKDF-SHA256 with the purpose as info (RFC 5869).
fn derive(master: &[u8], purpose: &str) -> [u8; 32] {
    let mut key = [0; 32];
    // The one error of `expand` is a length over 8,160 bytes.
    let _ = Hkdf::<Sha256>::new(None, master).expand(format!("wenk {purpose}").as_bytes(), &mut key);
    key
}

fn mac(key: &[u8; 32], bytes: &[u8]) -> Vec<u8> {
    <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).map_or_else(
        // HMAC takes keys of any length.
        |_| Vec::new(),
        |mac| mac.chain_update(bytes).finalize().into_bytes().to_vec(),
    )
}

#[cfg(test)]
impl Keys {
    pub(crate) fn for_test(seed: u8, old: Option<u8>) -> Self {
        let text = |seed| STANDARD.encode([seed; 32]);
        Self::from_texts(&text(seed), old.map(text).as_deref()).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop(id: &str) -> ShopId {
        ShopId::parse(id).unwrap()
    }

    #[test]
    fn an_address_has_one_object_per_shop_however_it_is_written() {
        let keys = Keys::for_test(1, None);
        let name = keys.object_name(&shop("spaak"), "Ada@Home.example ");
        assert_eq!(name, keys.object_name(&shop("spaak"), "ada@home.example"));
        assert_ne!(name, keys.object_name(&shop("other"), "ada@home.example"));
        assert_ne!(name, Keys::for_test(2, None).object_name(&shop("spaak"), "ada@home.example"));
        assert_eq!(name.len(), 32);
    }

    #[test]
    fn r36_names_outlive_a_new_key_and_old_signatures_still_count() {
        let (old, rotated) = (Keys::for_test(1, None), Keys::for_test(2, Some(1)));
        assert_eq!(old.object_name(&shop("s"), "a@b.example"), rotated.object_name(&shop("s"), "a@b.example"));
        let (kid, code) = old.sign("click", b"bytes");
        assert!(rotated.verify("click", &kid, b"bytes", &code));
        assert!(!rotated.verify("device", &kid, b"bytes", &code), "another purpose");
        assert_ne!(rotated.sign("click", b"bytes").0, kid);
    }

    #[test]
    fn r36_names_links_and_secrets_outlive_a_second_new_key() {
        let text = |seed: u8| STANDARD.encode([seed; 32]);
        let (first, third) = (Keys::for_test(1, None), format!("{}, {}\n", text(2), text(1)));
        let third = Keys::from_texts(&text(3), Some(&third)).unwrap();
        assert_eq!(first.object_name(&shop("s"), "a@b.example"), third.object_name(&shop("s"), "a@b.example"));
        for older in [first, Keys::for_test(2, Some(1))] {
            let (kid, code) = older.sign("unsubscribe token", b"bytes");
            assert!(third.verify("unsubscribe token", &kid, b"bytes", &code));
            assert_eq!(third.open("shop secret", &older.seal("shop secret", b"hush").unwrap()).unwrap(), b"hush");
        }
        assert!(
            Keys::from_texts(&text(3), Some("short")).is_none(),
            "an old key that is none is no reason to go on without it"
        );
        assert!(Keys::from_texts(&text(3), Some("")).is_some());
    }

    #[test]
    fn what_is_sealed_opens_only_as_what_it_was_sealed_for() {
        let keys = Keys::for_test(1, None);
        let sealed = keys.seal("shop secret", b"hush").unwrap();
        assert_eq!(keys.open("shop secret", &sealed).as_deref(), Some(&b"hush"[..]));
        assert_eq!(keys.open("other", &sealed), None);
        assert_eq!(Keys::for_test(2, None).open("shop secret", &sealed), None);
        assert_eq!(keys.open("shop secret", "x.y"), None);
    }
}
