//! `POST /v1/admin/shops` `{"shop"}`: makes a shop. Its admin token and its secret are told once.
//!
//! Who may call: the operator, with `WENK_OPERATOR_TOKEN`.
//!
//! 1. The operator's token: 401. 2. Cap and parse: 413, 400. 3. The id: 422. 4. Make the shop: 409 when it exists.

use super::bearer;
use crate::clock::Clock;
use crate::d1::admin_token::Scope;
use crate::error::{Code, Error};
use crate::keys::Keys;
use crate::{crypto, d1, http};
use serde_json::{Value, json};
use wenk_wire::ShopId;
use worker::{Env, Request, Response};

/// Answers the route.
pub(super) async fn create(request: &mut Request, env: &Env) -> Result<Response, Error> {
    // 1. Operator.
    let given = bearer(request.headers().get("Authorization")?.as_deref()).unwrap_or_default();
    let known = env.secret("WENK_OPERATOR_TOKEN").map(|secret| secret.to_string()).unwrap_or_default();
    if !same_token(&given, &known) {
        return Err(Error::new(Code::Unauthorised));
    }
    // 2. Parse.
    let document = http::parsed(&http::body(request, 4_096).await?)?;
    // 3. Id.
    let id = document.get("shop").and_then(Value::as_str).unwrap_or_default();
    let shop = ShopId::parse(id).map_err(|reason| Error::field("shop", id, reason))?;
    if !is_name(id) {
        return Err(Error::field("shop", id, "is not made of lower-case letters, digits and hyphens"));
    }
    // 4. Make it.
    let (admin_token, shop_secret) = (crypto::random_secret()?, crypto::random_secret()?);
    let now = Clock::of(env).now();
    if !d1::shop::create(env, &Keys::of(env)?, &shop, &shop_secret, now).await? {
        return Err(Error::new(Code::Conflict));
    }
    d1::admin_token::add(env, &shop, &crypto::sha256_hex(admin_token.as_bytes()), Scope::Write, now).await?;
    d1::audit::note(env, &shop, "operator", "made the shop", now).await?;
    http::json(&json!({ "admin_token": admin_token, "shop_secret": shop_secret }), 201)
}

/// Compares digests, so that neither content nor length takes a different time. No token opens a deployment that has none.
fn same_token(given: &str, known: &str) -> bool {
    let (given, digest) = (crypto::sha256_hex(given.as_bytes()), crypto::sha256_hex(known.as_bytes()));
    crypto::same(given.as_bytes(), digest.as_bytes()) && !known.is_empty()
}

/// A shop's id stands in addresses.
fn is_name(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_operator_s_own_token_opens() {
        assert!(same_token("op", "op"));
        assert!(!same_token("op", "Op"));
        assert!(!same_token("", ""));
        assert!(!same_token("", "op"));
    }

    #[test]
    fn a_shop_s_id_can_stand_in_an_address() {
        assert!(is_name("spaak-2"));
        assert!(!is_name("Spaak!") && !is_name("a/b") && !is_name(""));
    }
}
