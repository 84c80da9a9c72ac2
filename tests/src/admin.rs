//! The admin API as a program calls it, for one shop.
//!
//! Answers are JSON as the Worker gave it; an error answer becomes an error that shows the whole problem document.
//!
//! Out of scope: what shoppers' browsers call (see [`crate::shopper`]).
//!
//! ```no_run
//! # async fn example(admin: wenk_tests::admin::Admin) -> anyhow::Result<()> {
//! let mails = admin.outbox(0).await?;
//! println!("{} mails", mails.len());
//! # Ok(())
//! # }
//! ```

use anyhow::{Context as _, bail};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

/// The token and the secret of a new shop; the Worker tells them once.
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
pub struct Keys {
    /// The bearer token of the admin API.
    pub admin_token: String,
    /// The secret with which the shop's server signs.
    pub shop_secret: String,
}

/// One mail of the outbox provider.
#[derive(Debug, Clone, Deserialize)]
pub struct Mail {
    /// Its place in the outbox.
    pub seq: i64,
    /// The send that it is.
    pub send_id: String,
    /// When it went out, in virtual milliseconds.
    pub at: i64,
    /// The address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part.
    pub text: String,
    /// All headers, in order.
    pub headers: Vec<(String, String)>,
}

impl Mail {
    /// The first address in the text part that contains `part`.
    ///
    /// # Errors
    /// When there is none.
    pub fn link(&self, part: &str) -> anyhow::Result<String> {
        self.text
            .split(|c: char| c.is_whitespace() || "<>()\"".contains(c))
            .find(|word| word.starts_with("http") && word.contains(part))
            .map(str::to_owned)
            .with_context(|| format!("no link with {part:?} in:\n{}", self.text))
    }

    /// The value of a header, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A client of the admin API for one shop.
#[derive(Debug, Clone)]
pub struct Admin {
    http: Client,
    edge: String,
    shop: String,
    token: String,
}

impl Admin {
    /// A client that holds the shop's admin token.
    #[must_use]
    pub fn new(edge: &str, shop: &str, token: &str) -> Admin {
        Admin { http: Client::new(), edge: edge.to_owned(), shop: shop.to_owned(), token: token.to_owned() }
    }

    /// Makes a shop with the operator's token.
    ///
    /// # Errors
    /// When the Worker refuses, as it does when the shop exists.
    pub async fn create_shop(edge: &str, shop: &str, operator_token: &str) -> anyhow::Result<Keys> {
        let request = Client::new().post(format!("{edge}/v1/admin/shops")).bearer_auth(operator_token);
        Ok(serde_json::from_value(answer(request.json(&json!({ "shop": shop }))).await?)?)
    }

    /// Stores a configuration, written in TOML.
    ///
    /// # Errors
    /// When the Worker refuses it; the message has every problem.
    pub async fn configure(&self, toml: &str) -> anyhow::Result<Value> {
        answer(self.request(Method::PUT, "configuration").body(toml.to_owned())).await
    }

    /// Stores templates: `{"templates": [...]}`.
    ///
    /// # Errors
    /// When the Worker refuses them.
    pub async fn templates(&self, templates: &Value) -> anyhow::Result<Value> {
        answer(self.request(Method::PUT, "templates").json(templates)).await
    }

    /// Imports a feed file.
    ///
    /// # Errors
    /// When the Worker cannot read it as a feed.
    pub async fn feed(&self, feed: Vec<u8>) -> anyhow::Result<Value> {
        answer(self.request(Method::POST, "feed?name=main").body(feed)).await
    }

    /// Lets a held import through.
    ///
    /// # Errors
    /// When there is no such import.
    pub async fn approve(&self, import: &str) -> anyhow::Result<Value> {
        answer(self.request(Method::POST, &format!("imports/{import}/approve"))).await
    }

    /// Adds to the price history: `[{"product", "at", "price"}]`.
    ///
    /// # Errors
    /// When the Worker refuses it.
    pub async fn prices(&self, prices: &Value) -> anyhow::Result<Value> {
        answer(self.request(Method::POST, "prices").json(prices)).await
    }

    /// Pauses or resumes the shop, or one flow of it.
    ///
    /// # Errors
    /// When the Worker refuses.
    pub async fn pause(&self, paused: bool, flow: Option<&str>) -> anyhow::Result<Value> {
        let body = flow.map_or_else(|| json!({ "paused": paused }), |flow| json!({ "paused": paused, "flow": flow }));
        answer(self.request(Method::POST, "pause").json(&body)).await
    }

    /// The mails after that place in the outbox, newest first.
    ///
    /// # Errors
    /// When the Worker does not answer with mails.
    pub async fn outbox(&self, after: i64) -> anyhow::Result<Vec<Mail>> {
        let found = self.get(&format!("outbox?after={after}")).await?;
        Ok(serde_json::from_value(found.get("mails").cloned().context("no `mails` in the answer")?)?)
    }

    /// The profile with this address, as *Why* shows it.
    ///
    /// # Errors
    /// When nobody has the address.
    pub async fn why(&self, address: &str) -> anyhow::Result<Value> {
        let found = self.get(&format!("profiles?q={}", address.replace('+', "%2B"))).await?;
        let id = found.pointer("/profiles/0/profile").and_then(Value::as_str);
        let id = id.with_context(|| format!("no profile with the address {address}: {found}"))?.to_owned();
        self.get(&format!("profiles/{id}")).await
    }

    /// What is behind a path of the shop.
    ///
    /// # Errors
    /// When the Worker answers with an error.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        answer(self.request(Method::GET, path)).await
    }

    /// Posts without a body to a path of the shop.
    ///
    /// # Errors
    /// When the Worker answers with an error.
    pub async fn post(&self, path: &str) -> anyhow::Result<Value> {
        answer(self.request(Method::POST, path)).await
    }

    /// A request to a path of the shop, with the token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/v1/admin/shops/{}/{path}", self.edge, self.shop);
        self.http.request(method, url).bearer_auth(&self.token)
    }
}

/// Sends the request; an answer that is no success becomes an error with its text.
///
/// # Errors
/// When the answer is no success, or is not JSON.
pub async fn answer(request: RequestBuilder) -> anyhow::Result<Value> {
    let reply = request.send().await?;
    let (status, url) = (reply.status(), reply.url().clone());
    let text = reply.text().await?;
    if !status.is_success() {
        bail!("{url} answered {status}: {text}");
    }
    if status == StatusCode::NO_CONTENT || text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(&text).with_context(|| format!("{url} answered something that is not JSON: {text}"))
}
