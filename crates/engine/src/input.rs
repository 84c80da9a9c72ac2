//! What may happen to a profile, and the facts a decision needs from elsewhere.

use crate::{Request, Suppression};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use wenk_catalogue::PricePoint;
use wenk_wire::{
    CartId, CheckoutToken, ConsentProof, CustomerId, DeviceId, Duration, FlowId, Line, Millis, Money, OrderId, Pii,
    ProductId, ProfileId, SendId, Signal, Topic, VariantId,
};

/// Something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "input", rename_all = "snake_case")]
pub enum Input {
    /// A device sent a batch. Signal times are already corrected to the edge's clock.
    Signals(Arrival),
    /// A device's tracking consent was withdrawn, or the person unbound the device.
    DeviceRevoked {
        /// Which device.
        device: DeviceId,
    },
    /// Somebody signed this address up. Creates a pending profile where there is none.
    Subscribed {
        /// The id a new profile gets.
        profile: ProfileId,
        /// The address.
        address: Pii<String>,
        /// What is asked.
        request: Request,
        /// The language of the page.
        language: Option<String>,
    },
    /// A confirmation page's button was pressed.
    Answered {
        /// Which request.
        request: String,
        /// Which button.
        choice: Choice,
    },
    /// A device asks for its token with the ticket of a sign-up (R15).
    TicketRedeemed {
        /// SHA-256 of the ticket, hexadecimal.
        ticket_hash: String,
        /// The id the device gets.
        device: DeviceId,
        /// Its consent.
        consent: ConsentProof,
    },
    /// A device asks for its token with the token of a link in a mail (R16).
    ClickRedeemed {
        /// In which mail the link stood.
        send: SendId,
        /// The id the device gets.
        device: DeviceId,
        /// Its consent.
        consent: ConsentProof,
    },
    /// The shop's server vouches for a logged-in person. Creates a profile where there is none.
    Identified {
        /// The id a new profile gets.
        profile: ProfileId,
        /// What the shop's server signed.
        claim: IdentityClaim,
        /// The id the device gets.
        device: DeviceId,
        /// Its consent.
        consent: ConsentProof,
    },
    /// The person takes permission back; no topics means all marketing.
    Unsubscribed {
        /// Which topics.
        topics: Vec<Topic>,
        /// How: the header, the page, the provider's webhook.
        proof: Proof,
    },
    /// The preference page was saved.
    PreferencesSaved {
        /// The topics that stay or become permitted; every other marketing topic is withdrawn.
        topics: Vec<Topic>,
        /// "No mails based on my behaviour".
        objected: bool,
        /// The language chosen.
        language: Option<String>,
        /// Wording and circumstances.
        proof: Proof,
    },
    /// The person asked, on the preference page, to have everything erased or exported: a mail with the link is claimed.
    LinkRequested {
        /// [`crate::Content::Erasure`] or [`crate::Content::Export`].
        content: crate::Content,
    },
    /// The shop's server, or another profile that shares an identity, says that something was bought.
    Ordered {
        /// The shop's number.
        order: OrderId,
        /// When it was placed.
        at: Millis,
        /// The cart it came from.
        cart: Option<CartId>,
        /// The checkout it came from.
        checkout: Option<CheckoutToken>,
        /// What was bought.
        lines: Vec<Line>,
    },
    /// Prices of watched products fell.
    PricesFell {
        /// The import that told: a repeated one changes nothing.
        import: String,
        /// What changed.
        news: Vec<PriceNews>,
    },
    /// A timer is due.
    Timer,
    /// The queue's consumer asks whether a mail may go out now (R1).
    Begin {
        /// Which mail.
        send: SendId,
    },
    /// A mail was rendered and its provider will be called now; stored together with the frozen bytes.
    Leased {
        /// Which mail.
        send: SendId,
        /// Which provider.
        provider: String,
        /// SHA-256 of the bytes, hexadecimal.
        body_hash: String,
        /// For how long the provider recognises a repeated key; `None` where it does not.
        key_window: Option<Duration>,
    },
    /// The provider answered, or did not.
    Answer {
        /// Which mail.
        send: SendId,
        /// What came of it.
        outcome: Outcome,
    },
    /// A mail that passed the gate could not be rendered.
    NotRendered {
        /// Which mail.
        send: SendId,
        /// What is wrong with its template.
        why: String,
    },
    /// The provider's webhook told what became of a mail.
    Delivered {
        /// Which mail.
        send: SendId,
        /// What became of it.
        event: DeliveryEvent,
        /// When.
        at: Millis,
    },
}

/// A batch as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// From which device.
    pub device: DeviceId,
    /// Its consent.
    pub consent: ConsentProof,
    /// The browser's IANA time zone.
    pub time_zone: Option<String>,
    /// What happened, with corrected times.
    pub signals: Vec<Signal>,
}

/// Which button of the confirmation page was pressed (R15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// "Confirm, that was my browser".
    Mine,
    /// "Confirm, but not my browser".
    Other,
    /// "Not me".
    NotMe,
}

/// How we know of a permission or its end (Art. 7(1) GDPR).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// How: `double-opt-in`, `shop-server`, `preferences`, `one-click`, `page`, `webhook`.
    pub method: String,
    /// The exact wording.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub wording: String,
    /// The wording's version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// The page it was given on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// The truncated IP prefix.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ip_prefix: String,
}

/// What the shop's server signed about a logged-in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityClaim {
    /// The shop's customer number.
    pub customer: CustomerId,
    /// The address.
    pub address: Pii<String>,
    /// Permissions that the shop recorded itself.
    pub permits: Vec<Permit>,
}

/// A permission that the shop recorded itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    /// About what.
    pub topic: Topic,
    /// When it was given.
    pub at: Millis,
    /// What was agreed to.
    pub proof: Proof,
}

/// How an identity in D1 leads to a profile (R14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// A cart id.
    Cart,
    /// A checkout token.
    Checkout,
    /// An order number.
    Order,
    /// A customer number.
    Customer,
    /// A device id.
    Device,
}

/// A watched product whose price changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceNews {
    /// The catalogue's id.
    pub product: ProductId,
    /// The ids under which pages may know it (R33).
    pub keys: Vec<String>,
    /// Its prices, oldest first; the last is today's.
    pub history: Vec<PricePoint>,
}

/// What the provider answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Accepted.
    Sent {
        /// The provider's id of it.
        provider_id: Option<String>,
    },
    /// Not accepted, and may be tried again.
    Retry {
        /// How long to wait, where the provider said so.
        after: Option<Duration>,
        /// Why, for the log.
        reason: String,
    },
    /// Will never be accepted.
    Rejected {
        /// Why, for the log.
        reason: String,
    },
    /// The account or its key is at fault: nothing will be accepted until somebody mends it.
    Misconfigured {
        /// Why, for the log.
        reason: String,
    },
    /// May or may not have been accepted.
    Unknown {
        /// Why, for the log.
        reason: String,
    },
}

/// What became of an accepted mail, in our words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryEvent {
    /// In the mailbox.
    Delivered,
    /// Not taken this time.
    SoftBounce,
    /// The address does not exist.
    HardBounce,
    /// "Spam" was pressed.
    Complaint,
    /// The provider's own unsubscribe was used.
    Unsubscribed,
    /// Still being tried.
    Deferred,
    /// A picture was loaded. Counts for nothing.
    Opened,
    /// A link was followed.
    Clicked,
}

/// The facts wanted from elsewhere before a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// Products as the page names them, with the variant.
    pub products: BTreeSet<(ProductId, Option<VariantId>)>,
    /// Whether the address is suppressed in the shop.
    pub suppression: bool,
    /// Identities to look up in `ordered` (R14).
    pub ordered: BTreeSet<(IdentityKind, String)>,
    /// Whether shop or flow are paused.
    pub pause: bool,
}

/// What was found. A product that is missing is not in the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// By the page's product id and variant.
    #[serde(with = "as_pairs")]
    pub products: BTreeMap<(ProductId, Option<VariantId>), ProductFact>,
    /// Why the address is suppressed in the shop.
    pub suppression: Option<Suppression>,
    /// The latest order known under any of the identities asked for.
    pub ordered_at: Option<Millis>,
    /// What is paused.
    pub pause: Pause,
}

/// What the catalogue says about a product today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductFact {
    /// The catalogue's id of the row.
    pub product: ProductId,
    /// The effective price.
    pub price: Money,
    /// Whether it can be bought.
    pub available: bool,
}

/// What an operator paused (R4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Everything of the shop.
    pub shop: bool,
    /// Single flows.
    pub flows: BTreeSet<FlowId>,
}

impl Needs {
    /// Whether nothing is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// JSON has no maps with structured keys, so the map is stored as a list of pairs.
mod as_pairs {
    use super::{BTreeMap, Deserialize, ProductFact, ProductId, Serialize, VariantId};
    use serde::{Deserializer, Serializer};

    type Key = (ProductId, Option<VariantId>);

    pub(super) fn serialize<S: Serializer>(map: &BTreeMap<Key, ProductFact>, to: S) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Key, ProductFact>, D::Error> {
        Vec::<(Key, ProductFact)>::deserialize(from).map(|pairs| pairs.into_iter().collect())
    }
}
