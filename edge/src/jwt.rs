//! The token with which a shop's server vouches for a logged-in person (R36): a JWT, HS256 only.
//!
//! Claims: `aud` the shop, `sub` the customer's number, `email`, `iat`, `exp` at most ten minutes later, `jti` once, and
//! optionally `permissions`. Times are seconds of the world's clock (RFC 7519).

use crate::crypto;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;
use wenk_engine::{IdentityClaim, Permit, Proof};
use wenk_wire::{CustomerId, Millis, Pii, ShopId, Topic};

/// Longest life of a token, in seconds.
const LIFE: i64 = 600;
/// How far the shop's clock may be ahead of ours, in seconds.
const AHEAD: i64 = 60;

/// A token that was read.
#[derive(Debug)]
pub(crate) struct Identity {
    /// What it says.
    pub(crate) claim: IdentityClaim,
    /// Its id, which counts once.
    pub(crate) id: String,
    /// When it ends.
    pub(crate) until: Millis,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JwtError {
    /// Not three parts, not HS256, or not signed with the shop's secret.
    Signature,
    /// Over, not begun, or made to live longer than ten minutes.
    Time,
    /// A claim is missing or not right; its name.
    Claim(&'static str),
}

#[derive(Deserialize)]
struct Claims {
    aud: Value,
    sub: String,
    email: String,
    iat: i64,
    exp: i64,
    jti: String,
    #[serde(default)]
    permissions: Vec<Permission>,
}

#[derive(Deserialize)]
struct Permission {
    topic: String,
    basis: String,
    wording: String,
    at: i64,
}

/// Reads a token, at a moment of the wall's clock.
pub(crate) fn verify(token: &str, secret: &[u8], shop: &ShopId, wall: Millis) -> Result<Identity, JwtError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(JwtError::Signature)?;
    let (header, claims) = signed.split_once('.').ok_or(JwtError::Signature)?;
    let header: Value = decoded(header)?;
    if header.get("alg").and_then(Value::as_str) != Some("HS256") {
        return Err(JwtError::Signature);
    }
    let mac = <Hmac<Sha256>>::new_from_slice(secret).map_err(|_| JwtError::Signature)?;
    let right = mac.chain_update(signed.as_bytes()).finalize().into_bytes();
    let given = crypto::from_base64url(signature).ok_or(JwtError::Signature)?;
    if !crypto::same(&right, &given) {
        return Err(JwtError::Signature);
    }
    let claims: Claims = decoded(claims).map_err(|_| JwtError::Claim("claims"))?;
    let now = wall.0 / 1_000;
    let lives = claims.exp > now && claims.iat <= now + AHEAD && claims.exp.saturating_sub(claims.iat) <= LIFE;
    if !lives {
        return Err(JwtError::Time);
    }
    identity(claims, shop)
}

fn identity(claims: Claims, shop: &ShopId) -> Result<Identity, JwtError> {
    let for_shop = match &claims.aud {
        Value::String(audience) => audience == shop.as_str(),
        Value::Array(list) => list.iter().any(|audience| audience.as_str() == Some(shop.as_str())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    };
    if !for_shop {
        return Err(JwtError::Claim("aud"));
    }
    if claims.jti.is_empty() || claims.jti.len() > 200 {
        return Err(JwtError::Claim("jti"));
    }
    let customer = CustomerId::parse(&claims.sub).map_err(|_| JwtError::Claim("sub"))?;
    let address = crate::address::parse(&claims.email).ok_or(JwtError::Claim("email"))?;
    let permits =
        claims.permissions.into_iter().map(permit).collect::<Option<_>>().ok_or(JwtError::Claim("permissions"))?;
    let claim = IdentityClaim { customer, address: Pii::new(address), permits };
    Ok(Identity { claim, id: claims.jti, until: Millis(claims.exp.saturating_mul(1_000)) })
}

/// A permission needs its basis and its wording, or it is none.
fn permit(permission: Permission) -> Option<Permit> {
    let topic = Topic::parse(&permission.topic).filter(|topic| topic.is_marketing())?;
    if permission.basis.is_empty() || permission.wording.is_empty() {
        return None;
    }
    let proof =
        Proof { method: format!("shop-server: {}", permission.basis), wording: permission.wording, ..Proof::default() };
    Some(Permit { topic, at: Millis(permission.at), proof })
}

fn decoded<T: serde::de::DeserializeOwned>(part: &str) -> Result<T, JwtError> {
    let bytes = crypto::from_base64url(part).ok_or(JwtError::Signature)?;
    serde_json::from_slice(&bytes).map_err(|_| JwtError::Signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SECRET: &[u8] = b"hush";
    const NOW: Millis = Millis(1_764_000_000_000);

    fn signed(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| crypto::base64url(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(header), part(claims));
        let mac = <Hmac<Sha256>>::new_from_slice(SECRET).unwrap().chain_update(signed.as_bytes());
        format!("{signed}.{}", crypto::base64url(&mac.finalize().into_bytes()))
    }

    fn claims() -> Value {
        json!({"aud": "spaak", "sub": "c1", "email": "Ada@Home.example", "iat": 1_764_000_000, "exp": 1_764_000_600, "jti": "j1",
            "permissions": [{"topic": "cart", "basis": "consent", "wording": "Yes.", "at": 5}]})
    }

    fn check(change: impl FnOnce(&mut Value, &mut Value)) -> Result<Identity, JwtError> {
        let (mut header, mut claims) = (json!({"alg": "HS256", "typ": "JWT"}), claims());
        change(&mut header, &mut claims);
        verify(&signed(&header, &claims), SECRET, &ShopId::parse("spaak").unwrap(), NOW)
    }

    #[test]
    fn r36_a_good_token_says_who_it_is() {
        let identity = check(|_, _| {}).unwrap();
        assert_eq!(identity.claim.customer.as_str(), "c1");
        assert_eq!(identity.claim.address.expose(), "ada@home.example");
        assert_eq!(identity.claim.permits.len(), 1);
    }

    #[test]
    fn r36_other_algorithms_shops_and_longer_lives_are_refused() {
        let why = |change: fn(&mut Value, &mut Value)| check(change).unwrap_err();
        assert_eq!(why(|header, _| header["alg"] = json!("none")), JwtError::Signature);
        assert_eq!(why(|header, _| header["alg"] = json!("RS256")), JwtError::Signature);
        assert_eq!(why(|_, claims| claims["aud"] = json!("other")), JwtError::Claim("aud"));
        assert_eq!(why(|_, claims| claims["exp"] = json!(1_764_000_601)), JwtError::Time);
        assert_eq!(why(|_, claims| claims["iat"] = json!(1_764_000_061)), JwtError::Time);
        assert_eq!(why(|_, claims| claims["email"] = json!("nobody")), JwtError::Claim("email"));
        assert_eq!(why(|_, claims| claims["permissions"][0]["wording"] = json!("")), JwtError::Claim("permissions"));
        let token = signed(&json!({"alg": "HS256"}), &claims());
        let shop = ShopId::parse("spaak").unwrap();
        assert_eq!(verify(&token, b"other", &shop, NOW).unwrap_err(), JwtError::Signature);
        assert_eq!(verify("a.b", SECRET, &shop, NOW).unwrap_err(), JwtError::Signature);
    }
}
