//! What is kept of one profile.

use crate::input::Proof;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wenk_fold::{Activity, Numbering};
use wenk_wire::{
    CartId, CustomerId, DeviceId, FlowId, FormId, Line, Millis, Money, OrderId, Pii, ProductId, ProfileId, SendId,
    Topic, VariantId,
};

/// The flow id that confirmation mails bear; they belong to no configured flow.
pub const CONFIRMATION: &str = "confirmation";

/// What is kept of one proven or pending address in one shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Random, made when the profile was created.
    pub profile: ProfileId,
    /// The address.
    pub address: Pii<String>,
    /// Whether the address is proven.
    pub standing: Standing,
    /// When the profile was created.
    pub created_at: Millis,
    /// The language of mails, `en`; the shop's first where unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The shop's customer number, once its server said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// What this address may be mailed about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub permissions: BTreeMap<Topic, Permission>,
    /// "No mails based on my behaviour" (Art. 21 GDPR).
    #[serde(default, skip_serializing_if = "is_false")]
    pub objected: bool,
    /// Why this address must not be mailed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression>,
    /// The browsers bound to this profile, with what each reported.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub devices: BTreeMap<DeviceId, Device>,
    /// Sign-ups that wait for their confirmation, and those of the last 30 days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request>,
    /// The person asked for no further confirmation mails.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_confirmations: bool,
    /// Where this profile stands in flows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<Run>,
    /// Mails claimed, under way, and those of the last 30 days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sends: Vec<Send>,
    /// What was bought, by the shop's server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bought: Vec<Bought>,
    /// Ids of the imports taken in, with the time, for 7 days: a repeated fan-out changes nothing (R12).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<(String, Millis)>,
    /// Whether this profile is held out, fixed when first asked: by flow id, or `*` for the whole shop.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub holdouts: BTreeMap<String, bool>,
    /// When the last batch came in, from any device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_batch_at: Option<Millis>,
    /// Number of the next send.
    pub next_send: u64,
}

/// Whether the address is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A sign-up waits for its confirmation; deletes itself after 72 h.
    Pending,
    /// Proven by double opt-in, by the shop's server, or by a click in a mail.
    Active,
}

/// Whether this address may be mailed about a topic, and how we know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// Given or taken back.
    pub state: PermissionState,
    /// When.
    pub at: Millis,
    /// What was agreed to, how and where.
    pub proof: Proof,
}

/// Given or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermissionState {
    /// May be mailed.
    Granted,
    /// Must not be mailed.
    Withdrawn,
}

/// Why an address must not be mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Suppression {
    /// The address does not exist. Blocks every mail.
    HardBounce,
    /// The person pressed "spam". Blocks all marketing.
    Complaint,
    /// The person objected. Blocks all marketing.
    Objection,
}

/// One browser that holds a device token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// When it was bound.
    pub bound_at: Millis,
    /// Which banner granted tracking consent.
    pub consent_source: String,
    /// When that consent was last proven.
    pub consent_at: Millis,
    /// Withdrawn or unbound: its token is worth nothing and what it reported is gone.
    #[serde(default, skip_serializing_if = "is_false")]
    pub revoked: bool,
    /// IANA time zone of the browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Which of its signals were taken in.
    pub numbering: Numbering,
    /// What it reported.
    pub activity: Activity,
    /// When its last batch came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_batch_at: Option<Millis>,
}

/// A sign-up that asks for a confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Random; the confirmation link bears it.
    pub id: String,
    /// Which form.
    pub form: FormId,
    /// What it asks permission for.
    pub topics: Vec<Topic>,
    /// Wording and circumstances, as they will be proven.
    pub proof: Proof,
    /// SHA-256 of the asking device's ticket, hexadecimal.
    pub ticket_hash: String,
    /// When it was asked.
    pub at: Millis,
    /// Kind of browser, in words: "Firefox on Linux".
    pub browser: String,
    /// What became of it.
    pub answer: Option<crate::Choice>,
    /// When it was answered.
    pub answered_at: Option<Millis>,
    /// Whether the ticket was redeemed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub redeemed: bool,
}

/// Where a profile stands in one flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Which flow.
    pub flow: FlowId,
    /// The step that is due next, from 0.
    pub step: u32,
    /// When it is due.
    pub due: Millis,
    /// When this step was first due: a postponed mail stays useful for so long from here.
    pub first_due: Millis,
    /// Why it was put off last, so that a long wait is logged once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put_off: Option<crate::Refusal>,
    /// What it is about.
    pub subject: Subject,
    /// Over, and kept only so that it does not start again for the same cause.
    #[serde(default, skip_serializing_if = "is_false")]
    pub over: bool,
}

/// What a run is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Subject {
    /// The cart, as of its last activity.
    Cart {
        /// The shop's id of it.
        cart: Option<CartId>,
        /// The last activity: a newer one restarts the wait.
        active_at: Millis,
    },
    /// Prices that fell, by the wish that watches each.
    Drops {
        /// What fell.
        drops: Vec<DropContent>,
    },
}

/// One mail to one profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Send {
    /// Also the provider's idempotency key.
    pub id: SendId,
    /// Which flow, or [`CONFIRMATION`].
    pub flow: FlowId,
    /// Which step of it, from 0.
    pub step: u32,
    /// Name of the template.
    pub mail: String,
    /// About what.
    pub topic: Topic,
    /// Whether permission, caps and quiet hours apply.
    pub purpose: Purpose,
    /// What goes into it.
    pub content: Content,
    /// When it was claimed.
    pub claimed_at: Millis,
    /// When the run's step was first due.
    pub first_due: Millis,
    /// How many times a provider was called.
    pub attempts: u32,
    /// Whether a link in it was exchanged for a device token: once per mail (R16).
    #[serde(default, skip_serializing_if = "is_false")]
    pub click_redeemed: bool,
    /// What became of it.
    pub state: SendState,
}

/// What kind of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Asks for or confirms something the person just did. Passes no marketing gate.
    Service,
    /// Marketing.
    Marketing,
}

/// What goes into a mail: ids and amounts. The words come from the catalogue when it is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Content {
    /// Lines of a cart.
    Cart {
        /// The shop's id of the cart.
        cart: Option<CartId>,
        /// The cart's last activity when the mail was claimed.
        active_at: Millis,
        /// What is in it.
        lines: Vec<Line>,
    },
    /// Prices that fell.
    Drops {
        /// Best saving first.
        drops: Vec<DropContent>,
    },
    /// The request to confirm.
    Confirmation {
        /// Id of the [`Request`].
        request: String,
    },
    /// A link that erases everything, asked for on the preference page.
    Erasure,
    /// A link that downloads everything, asked for on the preference page.
    Export,
}

/// A price that fell, for one wish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropContent {
    /// The product as the page named it when it was wished for.
    pub product: ProductId,
    /// The variant that was wished for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<VariantId>,
    /// The lowest price of the 30 days before this reduction.
    pub reference: Money,
    /// The new price.
    pub price: Money,
    /// When it fell.
    pub at: Millis,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SendState {
    /// Will be attempted; sent to the queue again when `queue_at` passes.
    Claimed {
        /// When to put it on the queue (again).
        queue_at: Millis,
    },
    /// A provider is being called, until the lease ends.
    Begun {
        /// Which provider.
        provider: String,
        /// SHA-256 of the bytes, hexadecimal.
        body_hash: String,
        /// When the lease ends.
        lease_until: Millis,
        /// Until when the provider recognises a repeated key; `None` where it does not.
        retry_until: Option<Millis>,
        /// Whether an earlier attempt may have been accepted.
        doubtful: bool,
    },
    /// The provider may or may not have accepted it (R2).
    Unknown {
        /// Which provider.
        provider: String,
        /// SHA-256 of the bytes, hexadecimal.
        body_hash: String,
        /// Since when.
        since: Millis,
        /// When to try again at the same provider; `None` where that could mail twice.
        retry_at: Option<Millis>,
        /// Until when the provider recognises a repeated key; `None` where it does not.
        retry_until: Option<Millis>,
    },
    /// Accepted by the provider, or counted as such.
    Sent {
        /// When.
        at: Millis,
        /// Which provider.
        provider: String,
        /// The provider's id of it.
        provider_id: Option<String>,
    },
    /// Not made after all: the gate said no, or the provider would not take it.
    Refused {
        /// When.
        at: Millis,
        /// Why.
        reason: crate::Refusal,
    },
    /// Would have been sent, but the profile is held out for comparison.
    Ghost {
        /// When.
        at: Millis,
    },
}

/// Something bought, as the shop's server said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bought {
    /// The shop's number of the order.
    pub order: OrderId,
    /// When.
    pub at: Millis,
    /// Which products.
    pub products: Vec<ProductId>,
}

impl State {
    /// A profile that does not exist yet gets its first state.
    #[must_use]
    pub const fn new(profile: ProfileId, address: Pii<String>, now: Millis) -> Self {
        Self {
            profile,
            address,
            standing: Standing::Pending,
            created_at: now,
            language: None,
            customer: None,
            permissions: BTreeMap::new(),
            objected: false,
            suppression: None,
            devices: BTreeMap::new(),
            requests: Vec::new(),
            no_confirmations: false,
            runs: Vec::new(),
            sends: Vec::new(),
            bought: Vec::new(),
            imports: Vec::new(),
            holdouts: BTreeMap::new(),
            last_batch_at: None,
            next_send: 1,
        }
    }

    /// What the devices whose consent is valid reported together (R22).
    #[must_use]
    pub fn activity(&self, consent_from: Millis) -> Activity {
        let valid = |device: &&Device| !device.revoked && device.consent_at >= consent_from;
        wenk_fold::merge(self.devices.values().filter(valid).map(|device| &device.activity))
    }

    /// Whether this address may be mailed about a topic.
    #[must_use]
    pub fn permits(&self, topic: Topic) -> bool {
        self.permissions.get(&topic).is_some_and(|permission| permission.state == PermissionState::Granted)
    }

    /// One of the mails.
    #[must_use]
    pub fn send(&self, id: &SendId) -> Option<&Send> {
        self.sends.iter().find(|send| send.id == *id)
    }
}

impl Send {
    /// Whether it reached, or may have reached, a mailbox, or still will: what counts against caps and gaps.
    #[must_use]
    pub const fn counts(&self) -> bool {
        match self.state {
            SendState::Claimed { .. }
            | SendState::Begun { .. }
            | SendState::Unknown { .. }
            | SendState::Sent { .. } => true,
            SendState::Refused { .. } | SendState::Ghost { .. } => false,
        }
    }

    /// When it counts as mailed.
    #[must_use]
    pub const fn mailed_at(&self) -> Millis {
        match self.state {
            SendState::Sent { at, .. } | SendState::Refused { at, .. } | SendState::Ghost { at } => at,
            SendState::Claimed { .. } | SendState::Begun { .. } | SendState::Unknown { .. } => self.claimed_at,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde's skip_serializing_if asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}
