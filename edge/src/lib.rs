//! The Worker: routes, Durable Objects, queues, cron, admin API. The only crate that knows Cloudflare.
//!
//! **In scope:** taking requests in, storing, calling out. **Out of scope:** every decision: what a signal means
//! (`wenk-fold`), what to send (`wenk-engine`), what a mail looks like and what a provider's answer means (`wenk-mail`), what
//! changed in a feed (`wenk-catalogue`).

mod address;
mod clock;
mod crypto;
mod d1;
mod dead_letters;
mod error;
mod fanout_queue;
mod feed_import;
mod feed_pull;
mod http;
mod jurisdiction;
mod jwt;
mod keys;
mod mail_queue;
mod pages;
mod profile;
mod profile_object;
mod providers;
mod retention;
mod route;
mod sender;
mod sender_object;
mod signature;
mod token;
mod unmatched;
mod visitor;

use crate::error::{Code, Error};
use worker::wasm_bindgen::JsValue;
use worker::{
    Context, Env, MessageBatch, Method, Request, Response, Result, ScheduleContext, ScheduledEvent, console_error,
    event,
};

/// Where this Worker is reached from outside, without a slash at the end: links in mails begin with it.
///
/// # Errors
/// When `WENK_ORIGIN` is not set: then no mail may go out.
pub(crate) fn origin(env: &Env) -> Result<String> {
    Ok(env.var("WENK_ORIGIN")?.to_string().trim_end_matches('/').to_owned())
}

#[event(fetch)]
async fn fetch(mut request: Request, env: Env, context: Context) -> Result<Response> {
    let path = request.path();
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let from_pages = matches!(
        segments.as_slice(),
        ["v1", "signals" | "subscriptions" | "devices" | "withdrawals"] | ["v1", "shops", _, "settings"]
    );
    let origin = if from_pages { request.headers().get("Origin")? } else { None };
    match answer(&mut request, &env, &context, &segments).await {
        Ok(response) => http::readable(response, origin.as_deref()),
        // A foreign page does not even learn what was wrong.
        Err(error) if error.code() == Code::ForeignOrigin => error.into_response(),
        Err(error) => http::readable(error.into_response()?, origin.as_deref()),
    }
}

/// Every route of the Worker. Static files (script, outbox, why) never come here.
async fn answer(request: &mut Request, env: &Env, context: &Context, path: &[&str]) -> Result<Response, Error> {
    let method = request.method();
    match (method, path) {
        (Method::Post, ["v1", "signals"]) => route::signals::answer(request, env, context).await,
        (Method::Post, ["v1", "subscriptions"]) => route::subscriptions::answer(request, env).await,
        (Method::Post, ["v1", "devices"]) => route::devices::answer(request, env).await,
        (Method::Post, ["v1", "withdrawals"]) => route::withdrawals::answer(request, env).await,
        (Method::Get, ["v1", "shops", shop, "settings"]) => route::settings::answer(env, shop).await,
        (Method::Post, ["v1", "shops", shop, "signals"]) => route::server_signals::answer(request, env, shop).await,
        (Method::Post, ["v1", "webhooks", shop, provider]) => {
            route::webhooks::answer(request, env, shop, provider).await
        }
        (_, ["v1", "admin", path @ ..]) => route::admin::answer(request, env, path).await,
        (Method::Get | Method::Head | Method::Post, [page @ ("c" | "u" | "p" | "e" | "x"), token]) => {
            route::hosted::answer(request, env, page, token).await
        }
        (Method::Get, ["healthz"]) => Ok(Response::ok("ok")?),
        _ => Err(Error::new(Code::NotFound)),
    }
}

#[event(queue)]
async fn queue(batch: MessageBatch<JsValue>, env: Env, _context: Context) -> Result<()> {
    match batch.queue().as_str() {
        "wenk-mail" => mail_queue::consume(&batch, &env).await,
        "wenk-fanout" => fanout_queue::consume(&batch, &env).await,
        "wenk-mail-dead" => dead_letters::consume(&batch, &env, "mail").await,
        "wenk-fanout-dead" => dead_letters::consume(&batch, &env, "fanout").await,
        other => console_error!("messages of an unknown queue {other} are left to be retried"),
    }
    Ok(())
}

#[event(scheduled)]
async fn scheduled(event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let nightly = event.cron().starts_with("17 3");
    let done = if nightly { retention::run(&env).await } else { feed_pull::pull(&env).await };
    if let Err(error) = done {
        console_error!("cron: {error}");
    }
    if let Err(error) = feed_import::resume(&env).await {
        console_error!("fan-out: {error}");
    }
}
