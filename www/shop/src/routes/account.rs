//! Accounts: register, log in, log out, and tell Wenk who is logged in.

use crate::account::{MAIL_WORDING, Registration};
use crate::clock;
use crate::signing::{IDENTITY_SECONDS, Identity, token};
use crate::state::{Shop, Visit};
use crate::view::{Failure, act, page};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde::Deserialize;
use serde_json::json;

/// What the login form sends.
#[derive(Deserialize)]
pub(super) struct Login {
    email: String,
    password: String,
}

pub(super) async fn show(State(shop): State<Shop>, visit: Visit) -> Result<Response, Failure> {
    let customer = visit.session.customer.as_deref().and_then(|email| shop.accounts().find(email).cloned());
    let orders: Vec<_> = shop
        .orders()
        .iter()
        .filter(|order| customer.as_ref().is_some_and(|customer| customer.email == order.email))
        .map(|order| (order.number.clone(), order.total, order.lines.len()))
        .collect();
    page(
        &shop,
        &visit,
        "account.html",
        json!({"title": "Your account", "orders": orders, "account": customer, "wording": MAIL_WORDING}),
    )
}

pub(super) async fn register(
    State(shop): State<Shop>,
    visit: Visit,
    Form(form): Form<Registration>,
) -> Result<Response, Failure> {
    let registered = shop.accounts().register(&form, clock::now_ms(), clock::secret_id()?);
    match registered {
        Ok(customer) => enter(&shop, &visit, &customer.email, &format!("Welcome, {}.", customer.name)),
        Err(problem) => {
            let values = json!({"title": "Your account", "wording": MAIL_WORDING, "register_problem": problem, "name": form.name, "email": form.email});
            page(&shop, &visit, "account.html", values)
        }
    }
}

pub(super) async fn login(
    State(shop): State<Shop>,
    visit: Visit,
    Form(form): Form<Login>,
) -> Result<Response, Failure> {
    let known = shop.accounts().login(&form.email, &form.password).cloned();
    match known {
        Some(customer) => enter(&shop, &visit, &customer.email, &format!("Good to see you, {}.", customer.name)),
        None => {
            let problem = "No account has this address and password.";
            let values = json!({"title": "Your account", "wording": MAIL_WORDING, "login_problem": problem});
            page(&shop, &visit, "account.html", values)
        }
    }
}

/// The page's script has told Wenk to forget this device's person before it posts here.
pub(super) async fn logout(State(shop): State<Shop>, visit: Visit) -> Result<Response, Failure> {
    act(&shop, &visit, "/", |session| {
        session.customer = None;
        session.introduce = false;
        session.orders.clear();
        session.notice = Some("You are logged out.".to_owned());
        Ok(())
    })
}

/// A fresh identity token for the customer who is logged in; 204 when nobody is.
pub(super) async fn identity(State(shop): State<Shop>, visit: Visit) -> Result<Response, Failure> {
    let fresh = [(CACHE_CONTROL, "no-store")];
    let known = visit.session.customer.as_deref().and_then(|email| shop.accounts().find(email).cloned());
    let Some(customer) = known else { return Ok((StatusCode::NO_CONTENT, fresh).into_response()) };
    let now = clock::now_ms() / 1_000;
    let claims = Identity {
        aud: shop.settings().shop.clone(),
        sub: customer.id,
        email: customer.email,
        iat: now,
        exp: now + IDENTITY_SECONDS,
        jti: clock::secret_id()?,
        permissions: customer.permissions,
    };
    Ok((fresh, Json(json!({"token": token(&shop.settings().secret, &claims)?}))).into_response())
}

fn enter(shop: &Shop, visit: &Visit, email: &str, notice: &str) -> Result<Response, Failure> {
    act(shop, visit, "/account", |session| {
        session.customer = Some(email.to_owned());
        session.introduce = true;
        session.notice = Some(notice.to_owned());
        Ok(())
    })
}
