//! `/v1/admin/…`: what a shop's people and programs may see and change.
//!
//! Who may call: `POST /v1/admin/shops` the operator of the deployment; everything else whoever holds an admin token of the shop (R36,
//! R37). A token that may only read gets 403 for everything but GET.
//!
//! 1. The token: 401, the same for a wrong token and a shop that is not there. 2. Its scope: 403. 3. The route: 404, 405. 4. The route's own
//!    steps. Every change is noted with who made it.

mod clock;
mod configuration;
mod dead_letters;
mod feed;
mod outbox;
mod pause;
mod prices;
mod profiles;
mod shops;
mod templates;
mod tokens;

use super::configured;
use crate::clock::Clock;
use crate::d1::admin_token::{self, Scope};
use crate::error::{Code, Error};
use crate::{crypto, d1, http};
use serde_json::json;
use std::rc::Rc;
use wenk_engine::Config;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Method, Request, Response};

/// Somebody whose token was checked.
struct Caller<'a> {
    env: &'a Env,
    shop: ShopId,
    /// The id of the caller's token: tells tokens apart, opens nothing.
    token: String,
    now: Millis,
}

impl Caller<'_> {
    async fn config(&self) -> Result<Rc<Config>, Error> {
        configured(self.env, &self.shop).await
    }

    /// Notes a change. No personal data.
    async fn note(&self, what: &str) -> Result<(), Error> {
        Ok(d1::audit::note(self.env, &self.shop, &format!("token {}", self.token), what, self.now).await?)
    }
}

/// Answers a path below `/v1/admin`.
pub(crate) async fn answer(request: &mut Request, env: &Env, path: &[&str]) -> Result<Response, Error> {
    match (request.method(), path) {
        (Method::Post, ["shops"]) => shops::create(request, env).await,
        (_, ["shops", shop, path @ ..]) if !path.is_empty() => {
            // 1. and 2. The token and its scope.
            let caller = authorised(request, env, shop).await?;
            of_shop(request, &caller, path).await
        }
        _ => Err(Error::new(Code::NotFound)),
    }
}

// 3. The route.
async fn of_shop(request: &mut Request, caller: &Caller<'_>, path: &[&str]) -> Result<Response, Error> {
    match (request.method(), path) {
        (Method::Put, ["configuration"]) => configuration::put(request, caller).await,
        (Method::Put, ["templates"]) => templates::put(request, caller).await,
        (Method::Post, ["feed"]) => feed::import(request, caller).await,
        (Method::Get, ["imports"]) => feed::held(caller).await,
        (Method::Post, ["imports", import, "approve"]) => feed::approve(caller, import).await,
        (Method::Post, ["prices"]) => prices::add(request, caller).await,
        (Method::Post, ["pause"]) => pause::set(request, caller).await,
        (Method::Get, ["tokens"]) => tokens::list(caller).await,
        (Method::Post, ["tokens"]) => tokens::create(request, caller).await,
        (Method::Delete, ["tokens", id]) => tokens::end(caller, id).await,
        (Method::Get, ["dead-letters"]) => dead_letters::list(caller).await,
        (Method::Post, ["dead-letters", id, "replay"]) => dead_letters::replay(caller, id).await,
        (Method::Get, ["outbox"]) => outbox::list(request, caller).await,
        (Method::Get, ["outbox", send, "raw"]) => outbox::raw(caller, send).await,
        (Method::Get, ["profiles"]) => profiles::list(request, caller).await,
        (Method::Get, ["profiles", profile]) => profiles::explain(caller, profile).await,
        (Method::Get, ["clock"]) => clock::answer(caller),
        (Method::Get, ["unmatched"]) => {
            let unmatched = d1::unmatched::most(caller.env, &caller.shop).await?;
            http::json(&json!({ "now": caller.now, "unmatched": unmatched }), 200)
        }
        (
            _,
            ["configuration" | "templates" | "feed" | "imports" | "prices" | "pause" | "tokens"]
            | ["dead-letters" | "outbox" | "profiles" | "clock" | "unmatched"],
        ) => Err(Error::new(Code::Method)),
        _ => Err(Error::new(Code::NotFound)),
    }
}

async fn authorised<'a>(request: &Request, env: &'a Env, shop: &str) -> Result<Caller<'a>, Error> {
    let unauthorised = || Error::new(Code::Unauthorised);
    let token = bearer(request.headers().get("Authorization")?.as_deref()).ok_or_else(unauthorised)?;
    let hash = crypto::sha256_hex(token.as_bytes());
    let shop = ShopId::parse(shop).map_err(|_| unauthorised())?;
    let scope = admin_token::scope(env, &shop, &hash).await?.ok_or_else(unauthorised)?;
    if scope < needed(&request.method()) {
        return Err(Error::new(Code::Forbidden));
    }
    Ok(Caller { env, shop, token: admin_token::id(&hash), now: Clock::of(env).now() })
}

/// The token of an `Authorization` header.
fn bearer(header: Option<&str>) -> Option<String> {
    let (scheme, token) = header?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty()).then(|| token.trim().to_owned())
}

/// Looking needs less than everything else.
fn needed(method: &Method) -> Scope {
    if *method == Method::Get { Scope::Read } else { Scope::Write }
}

/// A value of the query.
fn query(request: &Request, name: &str) -> Result<Option<String>, Error> {
    let url = request.url()?;
    Ok(url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r36_a_token_that_may_only_read_gets_and_changes_nothing() {
        assert!(Scope::Read >= needed(&Method::Get));
        for method in [Method::Post, Method::Put, Method::Delete, Method::Patch, Method::Head, Method::Options] {
            assert!(Scope::Read < needed(&method), "{method:?}");
        }
    }

    #[test]
    fn a_bearer_token_is_read_and_nothing_else() {
        assert_eq!(bearer(Some("Bearer abc")).as_deref(), Some("abc"));
        assert_eq!(bearer(Some("bearer abc ")).as_deref(), Some("abc"));
        for header in [None, Some(""), Some("Bearer"), Some("Bearer "), Some("Basic abc")] {
            assert_eq!(bearer(header), None, "{header:?}");
        }
    }
}
