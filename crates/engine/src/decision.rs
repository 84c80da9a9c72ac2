//! What was decided: the new state, what to carry out, what to log, and when to ask again.

use crate::input::{Choice, DeliveryEvent, IdentityKind};
use crate::{Content, State, Suppression};
use serde::{Deserialize, Serialize};
use wenk_wire::{DeviceId, FlowId, Millis, OrderId, ProductId, SendId, Topic};

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The new state; `None` means that the profile is no more.
    pub state: Option<State>,
    /// What to carry out once the state is stored. Each may be carried out twice without harm.
    pub effects: Vec<Effect>,
    /// What to log.
    pub log: Vec<Entry>,
    /// When to ask again.
    pub next: Option<Millis>,
    /// The answer to whoever asked.
    pub reply: Reply,
}

/// Something to carry out elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Put a mail on the queue.
    Enqueue {
        /// Which mail.
        send: SendId,
    },
    /// Add a product, as the page names it, to the index of watches, or take it out.
    Watch {
        /// The product, or the variant where one was chosen.
        key: String,
        /// Since when, or `None` to take it out.
        since: Option<Millis>,
    },
    /// Remember that an identity leads to this profile.
    Identity {
        /// Of what kind.
        kind: IdentityKind,
        /// The id in clear; only its keyed hash is stored.
        key: String,
    },
    /// Remember that something was bought under an identity, as a page reported it.
    Ordered {
        /// Of what kind.
        kind: IdentityKind,
        /// The id in clear; only its keyed hash is stored.
        key: String,
        /// When.
        at: Millis,
    },
    /// Suppress the address in the shop.
    Suppress {
        /// Why.
        reason: Suppression,
    },
    /// Write the profile's topics and language into the shop's list of profiles.
    List {
        /// What it may be mailed about.
        topics: Vec<Topic>,
        /// In which language.
        language: Option<String>,
    },
}

/// The answer to whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum Reply {
    /// Taken in.
    Done,
    /// There is no such profile (R13).
    Gone,
    /// The device is bound.
    Bound {
        /// Which.
        device: DeviceId,
    },
    /// The sign-up is not confirmed yet.
    Pending,
    /// No: the ticket, click or request is spent, too old or unknown.
    Spent,
    /// The device's token was revoked.
    Revoked,
    /// The mail may go out: render it, store [`crate::Input::Leased`] with it, and call the provider.
    Go {
        /// What goes into it.
        content: Content,
    },
    /// The mail must not go out (now).
    Stop,
}

/// Why a mail is not sent, or not now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Refusal {
    /// The address is not proven.
    NotProven,
    /// The address must not be mailed.
    Suppressed {
        /// Why.
        why: Suppression,
    },
    /// No permission for the topic.
    NoPermission {
        /// About what.
        topic: Topic,
    },
    /// No device's tracking consent is valid any more.
    NoTrackingConsent,
    /// The person wants no mail based on behaviour.
    Objected,
    /// Bought already.
    Bought,
    /// The reason for the mail is gone: cart emptied, wish removed, price back up.
    NoReason,
    /// Nothing of it can be bought.
    OutOfStock,
    /// The catalogue knows none of the products.
    UnknownProducts,
    /// Less than thirty days of prices, so there is no lawful reference price (R31).
    NoReferencePrice,
    /// The saving is below the shop's rule.
    SavingTooSmall,
    /// Not below the price when it was wished for.
    NotBelowWatchedPrice,
    /// The shop, or the flow, is paused.
    Paused,
    /// The person is on the site right now.
    StillActive,
    /// Quiet hours where the person lives.
    QuietHours,
    /// As many mails as the shop allows in a time.
    Cap {
        /// How many.
        mails: u32,
        /// Within which time, in words.
        within: String,
    },
    /// Too soon after the last mail.
    Gap,
    /// A more important mail is due.
    LowerPriority {
        /// Of which flow.
        than: FlowId,
    },
    /// Too soon after this flow's last mail.
    ReEntry,
    /// Postponed for so long that it is of no use any more.
    TooLate,
    /// The confirmation limit of this address is reached, or the person asked for no more (R18).
    ConfirmationLimit,
    /// The flow is no longer configured.
    FlowRemoved,
    /// The template cannot be rendered.
    Template {
        /// What is wrong with it.
        why: String,
    },
    /// The provider would not take it.
    Provider {
        /// What it said.
        why: String,
    },
}

/// Why a run ended without its next mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// An order was placed.
    Bought,
    /// The cart was emptied.
    CartEmptied,
    /// The checkout was started.
    CheckoutStarted,
    /// The wish was removed, or its device's consent ended.
    NoReason,
    /// All steps are done.
    Finished,
    /// Refused, and not to be asked again.
    Refused,
}

/// One line of a profile's decision log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// A signal was taken in.
    Signal {
        /// Its kind.
        kind: String,
        /// From which device.
        device: DeviceId,
        /// When it happened.
        happened_at: Millis,
        /// The product, if it is about one, or the number of lines.
        about: String,
    },
    /// A run started.
    Started {
        /// Of which flow.
        flow: FlowId,
        /// When its first step is due.
        due: Millis,
    },
    /// The wait started again.
    Restarted {
        /// Of which flow.
        flow: FlowId,
        /// When its step is due now.
        due: Millis,
    },
    /// A run ended.
    Ended {
        /// Of which flow.
        flow: FlowId,
        /// Why.
        why: EndReason,
    },
    /// A mail was claimed: it will be attempted.
    Claimed {
        /// Which mail.
        send: SendId,
        /// Of which flow.
        flow: FlowId,
        /// Which step, from 0.
        step: u32,
    },
    /// A mail would have been sent, but the profile is held out.
    Ghosted {
        /// Of which flow.
        flow: FlowId,
        /// Which step, from 0.
        step: u32,
    },
    /// A mail was put off.
    Postponed {
        /// Of which flow.
        flow: FlowId,
        /// Until when.
        until: Millis,
        /// Why.
        why: Refusal,
    },
    /// A mail was refused.
    Refused {
        /// Of which flow.
        flow: FlowId,
        /// Why.
        why: Refusal,
        /// About which product, where it is about one.
        product: Option<ProductId>,
    },
    /// A provider is being called.
    Begun {
        /// Which mail.
        send: SendId,
        /// At which provider.
        provider: String,
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// A provider answered.
    Answered {
        /// Which mail.
        send: SendId,
        /// In words.
        outcome: String,
    },
    /// A webhook told what became of a mail.
    Delivery {
        /// Which mail.
        send: SendId,
        /// What.
        event: DeliveryEvent,
    },
    /// A sign-up was taken in.
    Subscribed {
        /// For which topics.
        topics: Vec<Topic>,
    },
    /// A confirmation page was answered.
    Answer {
        /// With which button.
        choice: Choice,
    },
    /// Permission was given.
    Permitted {
        /// For which topics.
        topics: Vec<Topic>,
        /// How.
        method: String,
    },
    /// Permission was taken back.
    Withdrew {
        /// For which topics.
        topics: Vec<Topic>,
        /// How.
        method: String,
    },
    /// A device was bound.
    DeviceBound {
        /// Which.
        device: DeviceId,
        /// How.
        method: String,
    },
    /// A device was revoked and what it reported removed.
    DeviceRevoked {
        /// Which.
        device: DeviceId,
    },
    /// Something was bought.
    Ordered {
        /// The shop's number of the order.
        order: OrderId,
    },
    /// Prices of wished-for products changed.
    PricesFell {
        /// Which products.
        products: Vec<ProductId>,
    },
    /// The address was suppressed.
    Suppressed {
        /// Why.
        why: Suppression,
    },
}
