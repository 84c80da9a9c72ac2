//! Mail providers: which one a shop uses, with its keys, and the calls to it.
//!
//! Keys come from secrets only, never from the configuration: `WENK_RESEND_KEY` and `WENK_RESEND_WEBHOOK_SECRET`. What a
//! request and an answer mean is `wenk-mail`'s business; here they travel.
//!
//! **Out of scope:** whether a mail may go out (`profile::begin`) and what follows from an answer (`wenk-engine`).

use crate::d1;
use wenk_engine::Config;
use wenk_mail::{Email, NoReply, Outbox, Provider, Reply, Request, Resend, SendOutcome};
use wenk_wire::{Pii, ShopId};
use worker::js_sys::{Function, Reflect, Uint8Array, global};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{AbortSignal, Env, Fetch, Headers, Method, RequestInit, RequestRedirect, Result, web_sys};

/// A provider that takes longer than this has not answered. In milliseconds.
const TIMEOUT: u32 = 20_000;
/// Most bytes of an answer that are read.
const MOST_ANSWER: usize = 64 * 1024;

/// The provider of a shop.
pub(crate) fn of(env: &Env, config: &Config) -> Box<dyn Provider> {
    if config.mail.provider != "resend" {
        return Box::new(Outbox);
    }
    // Without a key the provider refuses the first mail, and the log of the profile says so.
    let secret = |name: &str| env.secret(name).ok().map(|value| Pii::new(value.to_string()));
    let key = secret("WENK_RESEND_KEY").unwrap_or_else(|| Pii::new(String::new()));
    let resend = Resend::new(key, secret("WENK_RESEND_WEBHOOK_SECRET"));
    Box::new(match &config.mail.endpoint {
        Some(endpoint) => resend.relay(endpoint, config.mail.deduplicates.then_some(Resend::KEY_WINDOW)),
        None => resend,
    })
}

/// Tries one mail, once.
pub(crate) async fn attempt(env: &Env, shop: &ShopId, provider: &dyn Provider, email: &Email) -> SendOutcome {
    let answer = match provider.request(email) {
        Request::Store(email) => d1::outbox::keep(env, shop, &email).await.map(|()| Reply::stored(&email.send_id)),
        Request::Http { method, url, headers, body } => call(method, &url, &headers, &body).await,
    };
    match answer {
        Ok(reply) => provider.reply(&reply),
        Err(error) => {
            worker::console_error!("{}: {error}", provider.name());
            provider.no_reply(NoReply::Unknown)
        }
    }
}

async fn call(method: &str, url: &str, headers: &[(&'static str, Pii<String>)], body: &[u8]) -> Result<Reply> {
    let sent = Headers::new();
    for (name, value) in headers {
        sent.set(name, value.expose())?;
    }
    let mut init = RequestInit::new();
    let bytes: JsValue = Uint8Array::from(body).into();
    init.with_method(Method::from(method.to_owned()))
        .with_headers(sent)
        .with_body(Some(bytes))
        .with_redirect(RequestRedirect::Manual);
    let request = worker::Request::new_with_init(url, &init)?;
    let mut response = Fetch::Request(request).send_with_signal(&timeout(TIMEOUT)?).await?;
    let mut body = response.bytes().await?;
    body.truncate(MOST_ANSWER);
    let headers = response.headers().entries().collect();
    Ok(Reply { status: response.status_code(), headers, body })
}

/// A signal that ends a call, headers and body alike, when time is up. (`worker::Delay` panics where `setTimeout` answers an
/// object, as it does in today's workerd; `AbortSignal.timeout` is not bound.)
pub(crate) fn timeout(millis: u32) -> Result<AbortSignal> {
    let class = Reflect::get(&global(), &JsValue::from_str("AbortSignal"))?;
    let make: Function = Reflect::get(&class, &JsValue::from_str("timeout"))?.unchecked_into();
    let signal = make.call1(&class, &JsValue::from(millis))?;
    Ok(AbortSignal::from(signal.unchecked_into::<web_sys::AbortSignal>()))
}
