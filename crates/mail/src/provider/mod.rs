//! Mail providers as translators: which request sends an e-mail, what the answer means, what a webhook reports.
//!
//! Every provider is one small file with the same path: our e-mail -> their request, their answer -> our outcome,
//! their signed webhook -> our deliveries. None of their words get out.
//!
//! **Out of scope:** making the request, keeping secrets, deciding about a repeat (R2, in the profile).

mod http;
mod outbox;
mod resend;
mod resend_webhook;
mod svix;

pub use outbox::Outbox;
pub use resend::Resend;

use crate::email::Email;
use serde::{Deserialize, Serialize};
use wenk_wire::{Duration, Millis, Pii, SendId};

/// A mail provider.
pub trait Provider {
    /// Its name in configuration, routes and reports.
    fn name(&self) -> &'static str;

    /// How long the same [`SendId`] with the same bytes is accepted only once. `None`: it does not deduplicate, and
    /// a request of unknown outcome must not be repeated (R2).
    fn key_window(&self) -> Option<Duration>;

    /// What to do to send this e-mail. Same e-mail, same bytes (R3).
    fn request(&self, email: &Email) -> Request;

    /// What an answer means.
    fn reply(&self, reply: &Reply) -> SendOutcome;

    /// What it means when there was no answer.
    fn no_reply(&self, how: NoReply) -> SendOutcome {
        match how {
            NoReply::NotSent => SendOutcome::Retry { after: None, reason: "the provider was not reached".to_owned() },
            NoReply::Unknown => SendOutcome::Unknown { reason: "the provider did not answer".to_owned() },
        }
    }

    /// Reads a webhook: checks the signature on the raw bytes, then translates. `wall` is the real clock (R10).
    ///
    /// # Errors
    /// Why nothing in it may be believed.
    fn webhook(
        &self,
        headers: &dyn Fn(&str) -> Option<String>,
        body: &[u8],
        wall: Millis,
    ) -> Result<Vec<Delivery>, WebhookError>;
}

/// How an e-mail is sent.
#[derive(Clone, PartialEq, Eq)]
pub enum Request {
    /// By an HTTP request. Headers hold the key: no `Debug`.
    Http {
        /// `POST`.
        method: &'static str,
        /// Where to.
        url: String,
        /// Headers in order.
        headers: Vec<(&'static str, Pii<String>)>,
        /// The body.
        body: Vec<u8>,
    },
    /// By keeping it where people of the shop see it, under its send id, once.
    Store(Box<Email>),
}

/// An answer to a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The answer to [`Request::Store`]: it is kept, now or since an earlier attempt.
    #[must_use]
    pub fn stored(send_id: &SendId) -> Self {
        Self { status: 201, headers: Vec::new(), body: send_id.as_str().as_bytes().to_vec() }
    }

    /// A header by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoReply {
    /// Certain that nothing was sent: the name did not resolve, the connection was refused.
    NotSent,
    /// A time-out or a dropped line: it may have arrived.
    Unknown,
}

/// What an attempt came to, by what happens next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum SendOutcome {
    /// Accepted.
    Sent {
        /// The provider's id of it.
        provider_id: Option<String>,
    },
    /// Certainly not accepted; to be tried again.
    Retry {
        /// Not before this has passed, where the provider said so.
        after: Option<Duration>,
        /// Why, without personal data.
        reason: String,
    },
    /// Will never be accepted as it is.
    Rejected {
        /// Why, without personal data.
        reason: String,
    },
    /// Nothing will be accepted until somebody mends account, key or address of the provider.
    Misconfigured {
        /// Why, without personal data.
        reason: String,
    },
    /// May have been accepted. Repeated only inside [`Provider::key_window`] (R2).
    Unknown {
        /// Why, without personal data.
        reason: String,
    },
}

/// What became of a mail, as the provider reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The provider's id of the mail.
    pub provider_id: Option<String>,
    /// Our id of it.
    pub send_id: Option<SendId>,
    /// What happened.
    pub event: DeliveryEvent,
    /// When, by the provider's clock.
    pub at: Millis,
    /// The same for every repeat of this report.
    pub event_id: String,
}

/// What happened to a mail, in our words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryEvent {
    /// In the mailbox.
    Delivered,
    /// Not taken this time; the address is not at fault.
    SoftBounce,
    /// The address does not exist.
    HardBounce,
    /// "Spam" was pressed.
    Complaint,
    /// The provider's own unsubscribe was used.
    Unsubscribed,
    /// Still being tried.
    Deferred,
    /// A picture was loaded.
    Opened,
    /// A link was followed.
    Clicked,
}

/// Why a webhook is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// This provider reports nothing, or the secret to check it with is not set.
    #[error("no webhook is expected from this provider")]
    NotExpected,
    /// A header of the signature is missing or malformed.
    #[error("the header `{0}` is missing or malformed")]
    Header(&'static str),
    /// Signed too long ago, or in the future.
    #[error("the signature is more than five minutes off")]
    Stale,
    /// Signed by somebody else, or changed on the way.
    #[error("the signature does not match")]
    Signature,
    /// Signed, but not understood.
    #[error("the body is not what this provider sends: {0}")]
    Body(&'static str),
}
