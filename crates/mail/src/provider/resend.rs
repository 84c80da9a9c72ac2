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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::email::tests::email;
    use crate::provider::NoReply;
    use expect_test::expect;

    fn resend() -> Resend {
        Resend::new(Pii::new("re_secret".to_owned()), None)
    }

    fn reply(status: u16, body: &str, headers: &[(&str, &str)]) -> Reply {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Reply { status, headers, body: body.as_bytes().to_vec() }
    }

    fn outcome(provider: &Resend, status: u16, body: &str) -> String {
        match provider.reply(&reply(status, body, &[])) {
            SendOutcome::Sent { provider_id } => format!("sent {}", provider_id.unwrap_or_default()),
            SendOutcome::Retry { after: None, reason } => format!("retry: {reason}"),
            SendOutcome::Retry { after: Some(after), reason } => format!("retry after {after}: {reason}"),
            SendOutcome::Rejected { reason } => format!("rejected: {reason}"),
            SendOutcome::Misconfigured { reason } => format!("misconfigured: {reason}"),
            SendOutcome::Unknown { reason } => format!("unknown: {reason}"),
        }
    }

    // Statuses and names are those of Resend's error reference; the words of the messages are ours.
    const ANSWERS: [(u16, &str); 16] = [
        (200, r#"{"id":"49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"}"#),
        (200, "<html>Welcome to the hotel's wireless network</html>"),
        (400, r#"{"statusCode":400,"name":"validation_error","message":"ada@mail.example"}"#),
        (401, r#"{"statusCode":401,"name":"missing_api_key","message":"m"}"#),
        (403, r#"{"statusCode":403,"name":"invalid_api_key","message":"m"}"#),
        (404, r#"{"statusCode":404,"name":"not_found","message":"m"}"#),
        (409, r#"{"statusCode":409,"name":"invalid_idempotent_request","message":"m"}"#),
        (409, r#"{"statusCode":409,"name":"concurrent_idempotent_requests","message":"m"}"#),
        (422, r#"{"statusCode":422,"name":"invalid_to_address","message":"m"}"#),
        (422, r#"{"statusCode":422,"name":"To: Ada <ada@mail.example>","message":"m"}"#),
        (429, r#"{"statusCode":429,"name":"rate_limit_exceeded","message":"m"}"#),
        (429, r#"{"statusCode":429,"name":"daily_quota_exceeded","message":"m"}"#),
        (500, r#"{"statusCode":500,"name":"application_error","message":"m"}"#),
        (502, "<html>Bad gateway</html>"),
        (504, ""),
        (0, ""),
    ];

    fn table(provider: &Resend) -> String {
        let lines = ANSWERS.map(|(status, body)| format!("{status} -> {}", outcome(provider, status, body)));
        lines.join("\n")
    }

    #[test]
    fn r2_what_an_answer_means() {
        expect![[r#"
            200 -> sent 49a3999c-0ce1-4ea6-ab68-afcd6dc2e794
            200 -> unknown: answered 200 without an id
            400 -> rejected: answered 400 validation_error
            401 -> misconfigured: answered 401 missing_api_key
            403 -> misconfigured: answered 403 invalid_api_key
            404 -> misconfigured: answered 404 not_found
            409 -> unknown: answered 409 invalid_idempotent_request
            409 -> retry: answered 409 concurrent_idempotent_requests
            422 -> rejected: answered 422 invalid_to_address
            422 -> rejected: answered 422
            429 -> retry: answered 429 rate_limit_exceeded
            429 -> retry after 1h: answered 429 daily_quota_exceeded
            500 -> retry: answered 500 application_error
            502 -> retry: answered 502
            504 -> retry: answered 504
            0 -> unknown: answered 0"#]]
        .assert_eq(&table(&resend()));
    }

    #[test]
    fn r2_a_relay_that_does_not_deduplicate_may_have_accepted_what_it_answers_with_a_500() {
        let relay = resend().relay("http://127.0.0.1:9999/", None);
        assert_eq!(relay.key_window(), None);
        expect![[r#"
            200 -> sent 49a3999c-0ce1-4ea6-ab68-afcd6dc2e794
            200 -> unknown: answered 200 without an id
            400 -> rejected: answered 400 validation_error
            401 -> misconfigured: answered 401 missing_api_key
            403 -> misconfigured: answered 403 invalid_api_key
            404 -> misconfigured: answered 404 not_found
            409 -> unknown: answered 409 invalid_idempotent_request
            409 -> retry: answered 409 concurrent_idempotent_requests
            422 -> rejected: answered 422 invalid_to_address
            422 -> rejected: answered 422
            429 -> retry: answered 429 rate_limit_exceeded
            429 -> retry after 1h: answered 429 daily_quota_exceeded
            500 -> unknown: answered 500 application_error
            502 -> unknown: answered 502
            504 -> unknown: answered 504
            0 -> unknown: answered 0"#]]
        .assert_eq(&table(&relay));
    }

    #[test]
    fn r2_no_answer_is_unknown_unless_nothing_left() {
        assert!(matches!(resend().no_reply(NoReply::Unknown), SendOutcome::Unknown { .. }));
        assert!(matches!(resend().no_reply(NoReply::NotSent), SendOutcome::Retry { after: None, .. }));
        assert_eq!(resend().key_window(), Some(Duration::hours(20)));
    }

    #[test]
    fn the_providers_own_waiting_time_is_kept() {
        let body = r#"{"name":"rate_limit_exceeded"}"#;
        for (header, after) in
            [("1", Some(1_000)), ("0", Some(1_000)), ("2.5", Some(2_500)), ("-1", None), ("NaN", None), ("1e9", None)]
        {
            let outcome = resend().reply(&reply(429, body, &[("Retry-After", header)]));
            let reason = "answered 429 rate_limit_exceeded".to_owned();
            assert_eq!(outcome, SendOutcome::Retry { after: after.map(Duration), reason }, "{header}");
        }
    }

    #[test]
    fn the_request_is_the_same_every_time() {
        let Request::Http { method, url, headers, body } = resend().request(&email()) else { panic!("not HTTP") };
        let shown: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {}", value.expose())).collect();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        expect![[r#"
            POST https://api.resend.com/emails
            authorization: Bearer re_secret
            content-type: application/json
            idempotency-key: p1-1
            user-agent: wenk/1

            {
              "from": "Spaak <hello@spaak.example>",
              "headers": {
                "List-Unsubscribe": "<https://wenk.example/u/t0ken>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"
              },
              "html": "<p>Hé</p>",
              "reply_to": "hello@spaak.example",
              "subject": "Your basket",
              "tags": [
                {
                  "name": "send_id",
                  "value": "p1-1"
                }
              ],
              "text": "Hé\n",
              "to": [
                "ada@mail.example"
              ]
            }"#]]
        .assert_eq(&format!("{method} {url}\n{}\n\n{body:#}", shown.join("\n")));
        assert!(resend().request(&email()) == resend().request(&email()));
    }

    #[test]
    fn a_name_cannot_become_an_address() {
        let named = |name: &str| mailbox(&Mailbox { name: name.to_owned(), address: "a@b.example".to_owned() });
        assert_eq!(named("Spaak"), "Spaak <a@b.example>");
        assert_eq!(named("Spaak, Gent"), "\"Spaak, Gent\" <a@b.example>");
        assert_eq!(named("\"x\" <eve@mail.example>"), "\"x eve@mail.example\" <a@b.example>");
    }

    #[test]
    fn the_key_does_not_print() {
        assert!(!format!("{:?}", resend()).contains("re_secret"));
    }

    #[test]
    fn without_a_secret_no_webhook_is_believed() {
        assert_eq!(resend().webhook(&|_| None, b"{}", Millis(0)), Err(WebhookError::NotExpected));
    }
}
