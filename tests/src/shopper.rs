//! A shopper's browser and a shop's server as the Worker sees them: the requests, without a browser.
//!
//! Out of scope: what the tag really does in a page (see the browser tests).
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use serde_json::json;
//! let mut shopper = wenk_tests::shopper::Shopper::new("http://127.0.0.1:8787", "http://127.0.0.1:8788", "spaak");
//! let ticket = shopper.subscribe("ann@example.com", "newsletter").await?;
//! assert!(!shopper.claim(&ticket).await?, "not confirmed yet");
//! # Ok(())
//! # }
//! ```

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::admin::answer;
use crate::clock::wall;
use crate::secrets::random;

/// One browser.
#[derive(Debug, Clone)]
pub struct Shopper {
    http: Client,
    edge: String,
    origin: String,
    shop: String,
    device: Option<String>,
    token: Option<String>,
    signals: u64,
}

impl Shopper {
    /// A browser that has never been seen, on a page of the shop.
    #[must_use]
    pub fn new(edge: &str, origin: &str, shop: &str) -> Shopper {
        let (edge, origin, shop) = (edge.to_owned(), origin.to_owned(), shop.to_owned());
        Shopper { http: Client::new(), edge, origin, shop, device: None, token: None, signals: 0 }
    }

    /// The device token it holds, once it is known.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Leaves an address at a form; the answer is the ticket.
    ///
    /// # Errors
    /// When the Worker refuses.
    pub async fn subscribe(&self, email: &str, form: &str) -> anyhow::Result<String> {
        let page = format!("{}/", self.origin);
        let body = json!({
            "version": 1, "shop": self.shop, "form_id": form, "email": email, "page": page, "language": "en",
        });
        let ticket = answer(self.post("subscriptions", &body)).await?;
        Ok(ticket.get("ticket").and_then(Value::as_str).context("no ticket in the answer")?.to_owned())
    }

    /// Asks for a device token with the ticket; `false` while it is not confirmed.
    ///
    /// # Errors
    /// When the Worker refuses the ticket.
    pub async fn claim(&mut self, ticket: &str) -> anyhow::Result<bool> {
        self.bind("ticket", ticket).await
    }

    /// Asks for a device token with what the shop's server signed.
    ///
    /// # Errors
    /// When the Worker refuses the token.
    pub async fn identify(&mut self, identity: &str) -> anyhow::Result<bool> {
        self.bind("identity", identity).await
    }

    /// Asks for a device token with the token of a click in a mail.
    ///
    /// # Errors
    /// When the Worker refuses the token.
    pub async fn click(&mut self, click: &str) -> anyhow::Result<bool> {
        self.bind("click", click).await
    }

    /// Sends signals in one batch, each `{"kind": …}`; number and time are filled in.
    ///
    /// # Errors
    /// When the Worker refuses the batch.
    pub async fn send(&mut self, signals: Vec<Value>) -> anyhow::Result<Value> {
        let batch = self.batch(signals);
        answer(self.post("signals", &batch)).await
    }

    /// The batch that [`Shopper::send`] would send, to be sent twice, late or changed.
    #[must_use]
    pub fn batch(&mut self, signals: Vec<Value>) -> Value {
        let now = wall();
        let numbered: Vec<Value> = signals.into_iter().map(|signal| self.numbered(signal, now)).collect();
        json!({
            "version": 1, "shop": self.shop, "token": self.token.as_deref().unwrap_or("none"), "sent_at": now,
            "consent": { "source": "call", "at": now }, "time_zone": "Europe/Brussels", "signals": numbered,
        })
    }

    /// Posts a batch as it is and returns the answer, whatever its status.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post_signals(&self, batch: &Value) -> anyhow::Result<Response> {
        Ok(self.post("signals", batch).send().await?)
    }

    /// Withdraws tracking consent; the token is worth nothing afterwards.
    ///
    /// # Errors
    /// When the Worker refuses.
    pub async fn withdraw(&mut self) -> anyhow::Result<()> {
        let token = self.token.take().context("this browser holds no token")?;
        answer(self.post("withdrawals", &json!({ "version": 1, "shop": self.shop, "token": token }))).await.map(drop)
    }

    /// Presses a button of the confirmation page: `mine`, `other` or `not_me`.
    ///
    /// # Errors
    /// When the page does not answer with success.
    pub async fn confirm(&self, link: &str, choice: &str) -> anyhow::Result<()> {
        self.http.get(link).send().await?.error_for_status()?;
        let form = self.http.post(link).header("content-type", "application/x-www-form-urlencoded");
        form.body(format!("choice={choice}")).send().await?.error_for_status()?;
        Ok(())
    }

    fn numbered(&mut self, mut signal: Value, now: i64) -> Value {
        self.signals += 1;
        if let Some(fields) = signal.as_object_mut() {
            fields.insert("n".to_owned(), json!(self.signals));
            fields.entry("at").or_insert_with(|| json!(now));
        }
        signal
    }

    async fn bind(&mut self, way: &str, proof: &str) -> anyhow::Result<bool> {
        let mut body = json!({
            "version": 1, "shop": self.shop, "consent": { "source": "call", "at": wall() },
        });
        if let Some(fields) = body.as_object_mut() {
            fields.insert(way.to_owned(), json!(proof));
            if let Some(device) = &self.device {
                fields.insert("device".to_owned(), json!(device));
            }
        }
        let reply = self.post("devices", &body).send().await?;
        let status = reply.status();
        let text = reply.text().await?;
        if status == StatusCode::ACCEPTED {
            return Ok(false);
        }
        anyhow::ensure!(status.is_success(), "POST /v1/devices answered {status}: {text}");
        let bound: Value = serde_json::from_str(&text)?;
        self.device = bound.get("device").and_then(Value::as_str).map(str::to_owned);
        self.token = bound.get("token").and_then(Value::as_str).map(str::to_owned);
        Ok(true)
    }

    /// As the tag does: text/plain, so that the browser asks nothing beforehand.
    fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        let request = self.http.post(format!("{}/v1/{path}", self.edge)).header("origin", &self.origin);
        request.header("content-type", "text/plain;charset=UTF-8").body(body.to_string())
    }
}

/// A shop's server, which holds the shop's secret.
#[derive(Debug, Clone)]
pub struct Server {
    http: Client,
    edge: String,
    shop: String,
    secret: String,
}

impl Server {
    /// The server of this shop.
    #[must_use]
    pub fn new(edge: &str, shop: &str, secret: &str) -> Server {
        Server { http: Client::new(), edge: edge.to_owned(), shop: shop.to_owned(), secret: secret.to_owned() }
    }

    /// Signs that the person with this address is logged in, and which topics they agreed to.
    ///
    /// # Errors
    /// When the system gives no randomness for the token's id.
    pub fn identity(&self, customer: &str, email: &str, topics: &[&str]) -> anyhow::Result<String> {
        let (now, number) = (wall(), random()?);
        let permission =
            |topic: &&str| json!({ "topic": topic, "basis": "consent", "wording": "Yes, please", "at": now });
        let claims = json!({
            "aud": self.shop, "sub": customer, "email": email, "iat": now / 1_000, "exp": now / 1_000 + 300,
            "jti": number, "permissions": topics.iter().map(permission).collect::<Vec<_>>(),
        });
        let head = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
        let signed = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = URL_SAFE_NO_PAD.encode(self.mac(signed.as_bytes()));
        Ok(format!("{signed}.{signature}"))
    }

    /// Tells signed signals, such as an order.
    ///
    /// # Errors
    /// When the Worker refuses.
    pub async fn send(&self, signals: &[Value]) -> anyhow::Result<Value> {
        let body = json!({ "version": 1, "signals": signals }).to_string();
        let timestamp = wall() / 1_000;
        let signature: String =
            self.mac(format!("{timestamp}.{body}").as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let request = self.http.post(format!("{}/v1/shops/{}/signals", self.edge, self.shop));
        let request = request.header("wenk-timestamp", timestamp).header("wenk-signature", format!("v1={signature}"));
        answer(request.header("content-type", "application/json").body(body)).await
    }

    fn mac(&self, message: &[u8]) -> Vec<u8> {
        // A key of any length is a key for HMAC.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()) else { return Vec::new() };
        mac.update(message);
        mac.finalize().into_bytes().to_vec()
    }
}
