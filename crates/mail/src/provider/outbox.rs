//! `outbox`, the embedded default: mails are kept where people of the shop look at them, and go nowhere.
//!
//! The store's primary key is the send id, so it deduplicates for ever: a repeat of unknown outcome is harmless.

use super::{Delivery, Provider, Reply, Request, SendOutcome, WebhookError};
use crate::email::Email;
use wenk_wire::{Duration, Millis};

/// The embedded default provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outbox;

impl Provider for Outbox {
    fn name(&self) -> &'static str {
        "outbox"
    }

    fn key_window(&self) -> Option<Duration> {
        Some(Duration(i64::MAX))
    }

    fn request(&self, email: &Email) -> Request {
        Request::Store(Box::new(email.clone()))
    }

    fn reply(&self, reply: &Reply) -> SendOutcome {
        match (reply.status, String::from_utf8(reply.body.clone())) {
            (200..=299, Ok(id)) if !id.is_empty() => SendOutcome::Sent { provider_id: Some(id) },
            (status, _) => SendOutcome::Unknown { reason: format!("the outbox answered {status}") },
        }
    }

    fn webhook(
        &self,
        _headers: &dyn Fn(&str) -> Option<String>,
        _body: &[u8],
        _wall: Millis,
    ) -> Result<Vec<Delivery>, WebhookError> {
        Err(WebhookError::NotExpected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::email::tests::email;

    #[test]
    fn a_stored_mail_is_sent_under_its_own_id() {
        let email = email();
        assert!(matches!(Outbox.request(&email), Request::Store(kept) if *kept == email));
        let sent = SendOutcome::Sent { provider_id: Some("p1-1".to_owned()) };
        assert_eq!(Outbox.reply(&Reply::stored(&email.send_id)), sent);
        assert!(matches!(Outbox.reply(&Reply::default()), SendOutcome::Unknown { .. }));
        assert_eq!(Outbox.webhook(&|_| None, b"{}", Millis(0)), Err(WebhookError::NotExpected));
    }
}
