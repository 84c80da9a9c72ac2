//! `POST /v1/subscriptions`: somebody signs an address up with one of the shop's forms (R18, R20).
//!
//! Who may call: a page of the shop's origins; no tracking consent is needed, `Sec-GPC` does not matter. The answer is the same for
//! a known and an unknown address, and when too many were asked for: 202 with a ticket.
//!
//! 1. Cap the body: 413.
//! 2. Parse: 400, 422.
//! 3. The shop, its origins and its form: 404, 403, 422.
//! 4. The address: 422.
//! 5. Count per IP prefix and shop.
//! 6. Ask the object, which counts per address and claims the confirmation mail.

use super::{configured, head};
use crate::clock::Clock;
use crate::error::Error;
use crate::keys::Keys;
use crate::profile::protocol::Ask;
use crate::token::Token;
use crate::{address, crypto, d1, http, profile, visitor};
use serde_json::{Value, json};
use wenk_engine::{Config, Form, Proof};
use wenk_wire::{Duration, FormId, Pii, ProfileId};
use worker::{Env, Request, Response};

/// A ticket lives so long, by the wall's clock (R15).
const TICKET_FOR: Duration = Duration::minutes(60);

/// Answers the route.
pub(crate) async fn answer(request: &mut Request, env: &Env) -> Result<Response, Error> {
    // 1. Cap.
    let text = http::body(request, 8_192).await?;
    // 2. Parse.
    let document = http::parsed(&text)?;
    let shop = head(&document)?;
    let field = |name: &str| document.get(name).and_then(Value::as_str);
    // 3. Shop, origin, form.
    let config = configured(env, &shop).await?;
    http::own_origin(request, &config)?;
    let form = form(&config, field("form_id").unwrap_or_default())?;
    // 4. Address. Its value is personal and not repeated.
    let address = address::parse(field("email").unwrap_or_default());
    let address = address.ok_or_else(|| Error::field("email", "", "is not an e-mail address"))?;
    // 5. Count.
    let (keys, clock) = (Keys::of(env)?, Clock::of(env));
    let ip_prefix = visitor::ip_prefix(&request.headers().get("CF-Connecting-IP")?.unwrap_or_default());
    let allowed = d1::asked::allowed(env, &keys, &shop, &ip_prefix, clock.now()).await?;
    // 6. Ask the object.
    let object = keys.object_name(&shop, &address);
    let nonce = crypto::random_secret()?;
    if allowed {
        let language = language(&config, field("language"));
        let wording = form.wording(language.as_deref().unwrap_or_default()).to_owned();
        let page = page(&config, field("page").unwrap_or_default());
        let method = "double-opt-in".to_owned();
        let ask = Ask::Subscribe {
            profile: fresh_profile()?,
            address: Pii::new(address),
            request: crypto::random_id()?,
            form: form.id.clone(),
            topics: form.topics.clone(),
            proof: Proof { method, wording, version: form.version.clone(), page, ip_prefix },
            ticket_hash: crypto::sha256_hex(nonce.as_bytes()),
            browser: visitor::browser(&request.headers().get("User-Agent")?.unwrap_or_default()),
            language,
        };
        profile::ask(env, &shop, &object, ask).await?;
    }
    let ticket = Token::Ticket { shop, object, nonce, exp: clock.wall().plus(TICKET_FOR) }.sign(&keys);
    http::json(&json!({ "ticket": ticket }), 202)
}

/// A random id for a profile that may be new.
pub(super) fn fresh_profile() -> Result<ProfileId, Error> {
    let id = crypto::random_id()?;
    ProfileId::parse(&id).map_err(|reason| Error::from(worker::Error::RustError(reason.to_owned())))
}

fn form<'a>(config: &'a Config, id: &str) -> Result<&'a Form, Error> {
    let found = FormId::parse(id).ok().and_then(|id| config.form(&id));
    found.ok_or_else(|| Error::field("form_id", id, "is not one of the shop's forms"))
}

fn language(config: &Config, told: Option<&str>) -> Option<String> {
    let code: String = told?.chars().take(2).collect::<String>().to_lowercase();
    config.shop.languages.contains(&code).then_some(code)
}

/// The page it was given on, if it is one of the shop's, without what it was asked with.
fn page(config: &Config, told: &str) -> String {
    let bare = told.split(['?', '#']).next().unwrap_or_default();
    let own = config.shop.origins.iter().any(|origin| bare == origin || bare.starts_with(&format!("{origin}/")));
    if own { bare.chars().take(300).collect() } else { String::new() }
}
