//! The shop's addresses.

mod account;
mod assets;
mod basket;
mod catalogue;
mod checkout;
mod configure;
mod lists;

use crate::state::Shop;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

/// Every route, with the headers that each answer bears.
pub(crate) fn all(shop: Shop) -> Router {
    Router::new()
        .route("/", get(catalogue::home))
        .route("/c/{category}", get(catalogue::category))
        .route("/p/{id}", get(catalogue::product))
        .route("/compare", get(lists::compare))
        .route("/compare/add", post(lists::compare_add))
        .route("/compare/remove", post(lists::compare_remove))
        .route("/wishes", get(lists::wishes))
        .route("/wishes/add", post(lists::wish_add))
        .route("/wishes/remove", post(lists::wish_remove))
        .route("/configure/{id}", get(configure::step).post(configure::choose))
        .route("/cart", get(basket::show))
        .route("/cart/add", post(basket::add))
        .route("/cart/change", post(basket::change))
        .route("/cart/restore", post(basket::restore))
        .route("/checkout", get(checkout::form).post(checkout::place))
        .route("/thanks/{order}", get(checkout::thanks))
        .route("/account", get(account::show))
        .route("/account/register", post(account::register))
        .route("/account/login", post(account::login))
        .route("/account/logout", post(account::logout))
        .route("/api/identity", get(account::identity))
        .route("/imprint", get(catalogue::imprint))
        .route("/feed.xml", get(assets::feed))
        .route("/pictures/{file}", get(assets::picture))
        .route("/static/{file}", get(assets::file))
        .route("/vendor/{file}", get(assets::vendor))
        .route("/healthz", get(|| async { "ok" }))
        .fallback(catalogue::missing)
        .layer(from_fn_with_state(shop.clone(), guard))
        .with_state(shop)
}

/// Refuses what another site's page posts, and adds the headers of every answer.
async fn guard(State(shop): State<Shop>, request: Request, next: Next) -> Response {
    if request.method() == Method::POST && foreign(&request, shop.origin()) {
        return (StatusCode::FORBIDDEN, "posted from another site").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    if let Ok(policy) = HeaderValue::from_str(&policy(&shop.settings().edge)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The policy that a careful shop has: its own files, and Wenk's.
fn policy(edge: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' {edge} 'wasm-unsafe-eval'; connect-src 'self' {edge}; \
         img-src 'self' data: {edge}; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

fn foreign(request: &Request, own: &str) -> bool {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = header(HOST).unwrap_or_default();
    header(ORIGIN).is_some_and(|origin| origin != own && origin.split_once("://").is_none_or(|(_, rest)| rest != host))
}
