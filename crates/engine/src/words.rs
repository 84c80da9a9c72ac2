//! Decisions in words, for people who read a log.

use crate::decision::{EndReason, Entry, Refusal};
use crate::input::{Choice, DeliveryEvent};
use crate::state::Suppression;
use core::fmt;
use wenk_wire::Topic;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Self::NotProven => "the address is not confirmed",
            Self::Suppressed { why } => return write!(f, "the address is suppressed: {why}"),
            Self::NoPermission { topic } => return write!(f, "no permission for {}", topic.as_str()),
            Self::NoTrackingConsent => "no device's tracking consent is valid",
            Self::Objected => "the person wants no mail based on behaviour",
            Self::Bought => "already bought",
            Self::NoReason => "the reason for it is gone",
            Self::OutOfStock => "out of stock",
            Self::UnknownProducts => "the catalogue knows none of the products",
            Self::NoReferencePrice => "less than 30 days of prices, so no reference price",
            Self::SavingTooSmall => "the saving is too small",
            Self::NotBelowWatchedPrice => "not below the price when it was wished for",
            Self::Paused => "paused by the shop",
            Self::StillActive => "the person is on the site",
            Self::QuietHours => "quiet hours",
            Self::Cap { mails, within } => return write!(f, "{mails} mails within {within} already"),
            Self::Gap => "too soon after the last mail",
            Self::LowerPriority { than } => return write!(f, "{than} goes first"),
            Self::ReEntry => "too soon after this flow's last mail",
            Self::TooLate => "too late to be useful",
            Self::ConfirmationLimit => "enough confirmation mails were asked for",
            Self::FlowRemoved => "the flow is no longer configured",
            Self::Template { why } => return write!(f, "the template cannot be rendered: {why}"),
            Self::Provider { why } => return write!(f, "the provider refused it: {why}"),
        };
        f.write_str(words)
    }
}

impl fmt::Display for Suppression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HardBounce => "hard bounce",
            Self::Complaint => "complaint",
            Self::Objection => "objection",
        })
    }
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bought => "bought",
            Self::CartEmptied => "the cart was emptied",
            Self::CheckoutStarted => "the checkout was started",
            Self::NoReason => "the reason for it is gone",
            Self::Finished => "all mails are done",
            Self::Refused => "refused",
        })
    }
}

impl fmt::Display for DeliveryEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Delivered => "delivered",
            Self::SoftBounce => "not taken this time",
            Self::HardBounce => "bounced: no such address",
            Self::Complaint => "marked as spam",
            Self::Unsubscribed => "unsubscribed at the provider",
            Self::Deferred => "still being tried",
            Self::Opened => "opened (counts for nothing)",
            Self::Clicked => "clicked",
        })
    }
}

impl Entry {
    /// Which kind of line this is, for whoever filters the log.
    #[must_use]
    pub const fn what(&self) -> &'static str {
        match self {
            Self::Signal { .. } => "signal",
            Self::Started { .. } | Self::Restarted { .. } | Self::Ended { .. } => "decision",
            Self::Postponed { .. } => "postponed",
            Self::Refused { .. } | Self::Ghosted { .. } | Self::Suppressed { .. } => "refusal",
            Self::Claimed { .. } | Self::Begun { .. } | Self::Answered { .. } => "send",
            Self::Delivery { .. } => "delivery",
            Self::Subscribed { .. } | Self::Answer { .. } | Self::Permitted { .. } | Self::Withdrew { .. } => {
                "permission"
            }
            Self::DeviceBound { .. } | Self::DeviceRevoked { .. } => "device",
            Self::Ordered { .. } => "order",
            Self::PricesFell { .. } => "catalogue",
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signal { kind, about, .. } if about.is_empty() => write!(f, "{kind}"),
            Self::Signal { kind, about, .. } => write!(f, "{kind}: {about}"),
            Self::Started { flow, .. } => write!(f, "{flow} starts to wait"),
            Self::Restarted { flow, .. } => write!(f, "{flow}: the wait starts again"),
            Self::Ended { flow, why } => write!(f, "{flow} ends: {why}"),
            Self::Claimed { flow, step, .. } => write!(f, "{flow}: mail {} is to go out", step.saturating_add(1)),
            Self::Ghosted { flow, step } => {
                write!(f, "{flow}: mail {} held out for comparison", step.saturating_add(1))
            }
            Self::Postponed { flow, why, .. } => write!(f, "{flow} is put off: {why}"),
            Self::Refused { flow, why, product: None } => write!(f, "{flow} is not sent: {why}"),
            Self::Refused { flow, why, product: Some(product) } => write!(f, "{flow} is not sent for {product}: {why}"),
            Self::Begun { provider, attempt, .. } => write!(f, "handed to {provider}, attempt {attempt}"),
            Self::Answered { outcome, .. } => write!(f, "the provider's answer: {outcome}"),
            Self::Delivery { event, .. } => write!(f, "{event}"),
            Self::Subscribed { topics } => write!(f, "signed up for {}", list(topics)),
            Self::Answer { choice: Choice::Mine } => f.write_str("confirmed, from the browser that asked"),
            Self::Answer { choice: Choice::Other } => f.write_str("confirmed, from another browser"),
            Self::Answer { choice: Choice::NotMe } => f.write_str("\"not me\": no further confirmation mails"),
            Self::Permitted { topics, method } => write!(f, "permission given for {} ({method})", list(topics)),
            Self::Withdrew { topics, method } => write!(f, "permission taken back for {} ({method})", list(topics)),
            Self::DeviceBound { method, .. } => write!(f, "device bound ({method})"),
            Self::DeviceRevoked { .. } => f.write_str("device revoked, what it reported removed"),
            Self::Ordered { order } => write!(f, "order {order}"),
            Self::PricesFell { products } => write!(f, "prices of {} watched products changed", products.len()),
            Self::Suppressed { why } => write!(f, "address suppressed: {why}"),
        }
    }
}

fn list(topics: &[Topic]) -> String {
    topics.iter().map(|topic| topic.as_str()).collect::<Vec<_>>().join(", ")
}
