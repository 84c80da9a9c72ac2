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
