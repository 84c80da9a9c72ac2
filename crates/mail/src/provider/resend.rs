//! Resend: `POST /emails`, and what it answers.
//!
//! Fields and limits are those of its OpenAPI description 1.5.0 (`SendEmailRequest`, `SendEmailResponse`); the names of
//! errors are those of its error reference. Webhooks are read in `resend_webhook`.

use super::{Delivery, Provider, Reply, Request, SendOutcome, WebhookError, http, resend_webhook, svix};
use crate::email::{Email, Mailbox};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wenk_wire::{Duration, Millis, Pii};

/// Resend, or a relay that speaks its API.
#[derive(Clone, Debug)]
pub struct Resend {
    endpoint: String,
    api_key: Pii<String>,
    webhook_secret: Option<Pii<String>>,
    key_window: Option<Duration>,
}

impl Resend {
    /// Where Resend is.
    pub const ENDPOINT: &'static str = "https://api.resend.com";
    /// A key is remembered for 24 hours; repeats stop well before its end (R2).
    pub const KEY_WINDOW: Duration = Duration::hours(20);

    /// Resend itself.
    #[must_use]
    pub fn new(api_key: Pii<String>, webhook_secret: Option<Pii<String>>) -> Self {
        Self { endpoint: Self::ENDPOINT.to_owned(), api_key, webhook_secret, key_window: Some(Self::KEY_WINDOW) }
    }

    /// A relay that speaks the same API, with or without deduplication.
    #[must_use]
    pub fn relay(self, endpoint: &str, key_window: Option<Duration>) -> Self {
        Self { endpoint: endpoint.trim_end_matches('/').to_owned(), key_window, ..self }
    }
}

impl Provider for Resend {
    fn name(&self) -> &'static str {
        "resend"
    }

    fn key_window(&self) -> Option<Duration> {
        self.key_window
    }

    fn request(&self, email: &Email) -> Request {
        Request::Http {
            method: "POST",
            url: format!("{}/emails", self.endpoint),
            headers: vec![
                ("authorization", Pii::new(format!("Bearer {}", self.api_key.expose()))),
                ("content-type", Pii::new("application/json".to_owned())),
                ("idempotency-key", Pii::new(email.send_id.to_string())),
                ("user-agent", Pii::new("wenk/1".to_owned())),
            ],
            body: serde_json::to_vec(&Body::of(email)).unwrap_or_default(),
        }
    }

    fn reply(&self, reply: &Reply) -> SendOutcome {
        let answer: Answer = serde_json::from_slice(&reply.body).unwrap_or_default();
        let name = http::code(answer.name.as_deref().unwrap_or_default());
        let reason = || format!("answered {} {name}", reply.status);
        match (reply.status, name.as_str(), answer.id) {
            (200..=299, _, Some(id)) if !id.is_empty() => SendOutcome::Sent { provider_id: Some(id) },
            (200..=299, ..) => SendOutcome::Unknown { reason: format!("answered {} without an id", reply.status) },
            (409, "concurrent_idempotent_requests", _) => {
                SendOutcome::Retry { after: http::retry_after(reply), reason: reason() }
            }
            // The key was used with other bytes: an earlier attempt was read, and may have been accepted (R3). Any
            // other conflict is no better understood.
            (409, ..) => SendOutcome::Unknown { reason: reason() },
            (429, "daily_quota_exceeded", _) => {
                SendOutcome::Retry { after: Some(Duration::hours(1)), reason: reason() }
            }
            (429, "monthly_quota_exceeded", _) => {
                SendOutcome::Retry { after: Some(Duration::hours(6)), reason: reason() }
            }
            (status, name, _) => http::outcome(status, name, reply, self.key_window.is_some()),
        }
    }

    fn webhook(
        &self,
        headers: &dyn Fn(&str) -> Option<String>,
        body: &[u8],
        wall: Millis,
    ) -> Result<Vec<Delivery>, WebhookError> {
        let secret = self.webhook_secret.as_ref().ok_or(WebhookError::NotExpected)?;
        let event_id = svix::verify(secret, headers, body, wall)?;
        resend_webhook::read(body, event_id, wall)
    }
}

#[derive(Serialize)]
struct Body<'a> {
    from: String,
    to: [&'a str; 1],
    subject: &'a str,
    html: &'a str,
    text: &'a str,
    reply_to: &'a str,
    headers: BTreeMap<&'a str, &'a str>,
    tags: [Tag<'a>; 1],
}

#[derive(Serialize)]
struct Tag<'a> {
    name: &'static str,
    value: &'a str,
}

impl<'a> Body<'a> {
    fn of(email: &'a Email) -> Self {
        Self {
            from: mailbox(&email.from),
            to: [email.to.expose()],
            subject: &email.subject,
            html: &email.html,
            text: &email.text,
            reply_to: &email.reply_to,
            headers: email.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
            tags: [Tag { name: "send_id", value: email.send_id.as_str() }],
        }
    }
}

/// `Spaak <hello@spaak.example>`; a name with more than letters, digits and spaces is quoted.
fn mailbox(from: &Mailbox) -> String {
    let name = from.name.replace(['"', '\\', '<', '>'], "");
    if name.chars().all(|c| c.is_alphanumeric() || c == ' ') {
        format!("{name} <{}>", from.address)
    } else {
        format!("\"{name}\" <{}>", from.address)
    }
}

#[derive(Default, Deserialize)]
struct Answer {
    id: Option<String>,
    name: Option<String>,
}
