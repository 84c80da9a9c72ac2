//! What Resend reports by webhook, in our words.
//!
//! Fields are those of its OpenAPI description 1.5.0, section `webhooks`: `OutboundEmailEventData`,
//! `WebhookEventBounce`, `WebhookEventSuppressed`. An event of a kind that is not about a mail's fate is nothing to us.

use super::{Delivery, DeliveryEvent, WebhookError};
use serde::Deserialize;
use std::collections::BTreeMap;
use wenk_wire::{Millis, SendId};

/// Reads a body whose signature was checked.
pub(crate) fn read(body: &[u8], event_id: String, wall: Millis) -> Result<Vec<Delivery>, WebhookError> {
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| WebhookError::Body("is not an event"))?;
    let data: Data = match serde_json::from_value(envelope.data) {
        Ok(data) => data,
        Err(_) if !envelope.kind.starts_with("email.") => return Ok(Vec::new()),
        Err(_) => return Err(WebhookError::Body("has no data of an e-mail")),
    };
    let Some(event) = event(&envelope.kind, &data) else { return Ok(Vec::new()) };
    let at = envelope.created_at.and_then(|text| text.parse::<jiff::Timestamp>().ok());
    Ok(vec![Delivery {
        send_id: data.tags.get("send_id").and_then(|id| SendId::parse(id).ok()),
        provider_id: Some(data.email_id).filter(|id| !id.is_empty()),
        event,
        at: at.map_or(wall, |at| Millis(at.as_millisecond())),
        event_id,
    }])
}

fn event(kind: &str, data: &Data) -> Option<DeliveryEvent> {
    match kind {
        "email.delivered" => Some(DeliveryEvent::Delivered),
        "email.delivery_delayed" => Some(DeliveryEvent::Deferred),
        "email.bounced" => Some(data.bounce.as_ref().map_or(DeliveryEvent::SoftBounce, Bounce::event)),
        "email.complained" => Some(DeliveryEvent::Complaint),
        "email.opened" => Some(DeliveryEvent::Opened),
        "email.clicked" => Some(DeliveryEvent::Clicked),
        // A quota, a key, a domain: the address is not at fault.
        "email.failed" => Some(DeliveryEvent::SoftBounce),
        // On the provider's own list of suppressed addresses: what it learnt earlier, we learn now.
        "email.suppressed" => Some(match data.suppressed.as_ref().map(|s| s.reason.as_str()) {
            Some("previous_complaint") => DeliveryEvent::Complaint,
            Some("previous_bounce") => DeliveryEvent::HardBounce,
            _ => DeliveryEvent::SoftBounce,
        }),
        _ => None,
    }
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    created_at: Option<String>,
    #[serde(default)]
    data: serde_json::Value,
}

#[derive(Deserialize)]
struct Data {
    email_id: String,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    bounce: Option<Bounce>,
    suppressed: Option<Suppressed>,
}

#[derive(Deserialize)]
struct Bounce {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "subType", default)]
    sub_kind: String,
}

#[derive(Deserialize)]
struct Suppressed {
    #[serde(default)]
    reason: String,
}

impl Bounce {
    /// Only a permanent bounce for the address itself is hard. A full mailbox, a mail too large or content refused
    /// says nothing about whether the address exists.
    fn event(&self) -> DeliveryEvent {
        match (self.kind.as_str(), self.sub_kind.as_str()) {
            ("Permanent", "MailboxFull" | "MessageTooLarge" | "ContentRejected" | "AttachmentRejected") => {
                DeliveryEvent::SoftBounce
            }
            ("Permanent", _) => DeliveryEvent::HardBounce,
            _ => DeliveryEvent::SoftBounce,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::{Provider, Resend, svix};
    use expect_test::expect;
    use proptest::prelude::*;
    use wenk_wire::Pii;

    const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    const WALL: Millis = Millis(1_795_597_500_000);

    /// A body of our own with the fields that `OutboundEmailEventData` requires, and what a kind adds.
    fn body(kind: &str, more: &str) -> String {
        format!(
            r#"{{"type":"{kind}","created_at":"2026-11-25T09:04:00.500Z","data":{{"email_id":"e-1",
            "created_at":"2026-11-25T09:00:00.000Z","from":"Spaak <hello@spaak.example>","to":["ada@mail.example"],
            "subject":"s","tags":{{"send_id":"p1-1"}}{more}}}}}"#
        )
    }

    fn decode(body: &str) -> Result<Vec<Delivery>, WebhookError> {
        let seconds = WALL.0 / 1_000;
        let signature = svix::sign(SECRET, "msg_1", seconds, body.as_bytes());
        let headers = |name: &str| match name {
            "svix-id" => Some("msg_1".to_owned()),
            "svix-timestamp" => Some(seconds.to_string()),
            "svix-signature" => Some(signature.clone()),
            _ => None,
        };
        let resend = Resend::new(Pii::new("k".to_owned()), Some(Pii::new(SECRET.to_owned())));
        resend.webhook(&headers, body.as_bytes(), WALL)
    }

    fn event_of(kind: &str, more: &str) -> String {
        decode(&body(kind, more)).unwrap().first().map_or("nothing".to_owned(), |d| format!("{:?}", d.event))
    }

    #[test]
    fn a_report_leads_back_to_its_send() {
        let delivery = Delivery {
            provider_id: Some("e-1".to_owned()),
            send_id: SendId::parse("p1-1").ok(),
            event: DeliveryEvent::Delivered,
            at: Millis(WALL.0 - 59_500),
            event_id: "msg_1".to_owned(),
        };
        assert_eq!(decode(&body("email.delivered", "")), Ok(vec![delivery]));
    }

    #[test]
    fn their_words_in_ours() {
        let bounce = |kind: &str, sub: &str| {
            let more = format!(r#","bounce":{{"type":"{kind}","subType":"{sub}","message":"m","diagnosticCode":[]}}"#);
            format!("bounced {kind} {sub}: {}", event_of("email.bounced", &more))
        };
        let suppressed = |reason: &str| {
            let more = format!(r#","suppressed":{{"type":"Suppressed","reason":"{reason}","message":"m"}}"#);
            format!("suppressed {reason}: {}", event_of("email.suppressed", &more))
        };
        let plain = |kind: &str| format!("{kind}: {}", event_of(&format!("email.{kind}"), ""));
        let kinds = ["sent", "scheduled", "delivered", "delivery_delayed", "complained", "opened", "clicked", "failed"];
        let mut lines: Vec<String> = kinds.into_iter().chain(["of_next_year"]).map(plain).collect();
        lines.extend([
            bounce("Permanent", "General"),
            bounce("Permanent", "NoEmail"),
            bounce("Permanent", "ContentRejected"),
            bounce("Transient", "MailboxFull"),
            bounce("Undetermined", "Undetermined"),
            suppressed("previous_bounce"),
            suppressed("previous_complaint"),
        ]);
        expect![[r#"
            sent: nothing
            scheduled: nothing
            delivered: Delivered
            delivery_delayed: Deferred
            complained: Complaint
            opened: Opened
            clicked: Clicked
            failed: SoftBounce
            of_next_year: nothing
            bounced Permanent General: HardBounce
            bounced Permanent NoEmail: HardBounce
            bounced Permanent ContentRejected: SoftBounce
            bounced Transient MailboxFull: SoftBounce
            bounced Undetermined Undetermined: SoftBounce
            suppressed previous_bounce: HardBounce
            suppressed previous_complaint: Complaint"#]]
        .assert_eq(&lines.join("\n"));
    }

    #[test]
    fn other_events_and_odd_bodies() {
        assert_eq!(decode(r#"{"type":"contact.created","created_at":"x","data":{"id":"c"}}"#), Ok(Vec::new()));
        assert_eq!(decode("[]"), Err(WebhookError::Body("is not an event")));
        assert_eq!(decode(r#"{"type":"email.sent","data":{}}"#), Err(WebhookError::Body("has no data of an e-mail")));
        let undated = body("email.complained", "").replace("2026-11-25T09:04:00.500Z", "yesterday");
        assert_eq!(decode(&undated).unwrap()[0].at, WALL, "a complaint is not lost for its date");
        let untagged = body("email.complained", "").replace("send_id", "other");
        assert_eq!(decode(&untagged).unwrap()[0].send_id, None);
    }

    #[test]
    fn a_changed_body_is_refused() {
        let body = body("email.delivered", "");
        let seconds = WALL.0 / 1_000;
        let signature = svix::sign(SECRET, "msg_1", seconds, body.as_bytes());
        let headers = |name: &str| match name {
            "svix-id" => Some("msg_1".to_owned()),
            "svix-timestamp" => Some(seconds.to_string()),
            "svix-signature" => Some(signature.clone()),
            _ => None,
        };
        let resend = Resend::new(Pii::new("k".to_owned()), Some(Pii::new(SECRET.to_owned())));
        let forged = body.replace("email.delivered", "email.complained");
        assert_eq!(resend.webhook(&headers, forged.as_bytes(), WALL), Err(WebhookError::Signature));
    }

    proptest! {
        #[test]
        fn no_body_panics(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            text in r#"\{"type":"email\.[a-z]{1,9}","data":\{"email_id":"\PC{0,9}","tags":\{\PC{0,20}\}\}\}"#,
        ) {
            let _ = read(&bytes, "msg_1".to_owned(), WALL);
            let _ = read(text.as_bytes(), "msg_1".to_owned(), WALL);
        }

        #[test]
        fn nobody_without_the_secret_is_believed(
            id in "\\PC{0,20}", time in "\\PC{0,20}", signature in "(v1,)?\\PC{0,60}", body in any::<Vec<u8>>(),
        ) {
            let headers = |name: &str| match name {
                "svix-id" => Some(id.clone()),
                "svix-timestamp" => Some(time.clone()),
                _ => Some(signature.clone()),
            };
            let resend = Resend::new(Pii::new("k".to_owned()), Some(Pii::new(SECRET.to_owned())));
            prop_assert!(resend.webhook(&headers, &body, WALL).is_err());
        }
    }
}
