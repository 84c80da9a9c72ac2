//! What routes and queues may ask of a `ProfileObject`, and what it answers.
//!
//! The body of a request to an object is one [`Ask`] as JSON; the answer is one [`Told`] as JSON, status 200, or a
//! plain error status when the object failed. Objects are only reachable from inside this Worker.

use serde::{Deserialize, Serialize};
use wenk_engine::{Choice, DeliveryEvent, IdentityClaim, Outcome, PriceNews, Proof};
use wenk_mail::Email;
use wenk_wire::{
    CartId, CheckoutToken, ConsentProof, CustomerId, DeviceId, FormId, Line, Millis, OrderId, Pii, ProfileId, SendId,
    ShopId, Signal, Topic,
};

/// One request to the object of one person in one shop.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Envelope {
    /// The shop.
    pub(crate) shop: ShopId,
    /// The object's name: the keyed hash of the address. Object ids do not tell it under a jurisdiction.
    pub(crate) object: String,
    /// What is asked.
    pub(crate) ask: Ask,
}

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(crate) enum Ask {
    /// `POST /v1/signals`; times already corrected to the edge's clock.
    Signals {
        profile: ProfileId,
        device: DeviceId,
        consent: ConsentProof,
        time_zone: Option<String>,
        signals: Vec<Signal>,
    },
    /// `POST /v1/withdrawals`, and "unbind" on the preference page.
    RevokeDevice { profile: ProfileId, device: DeviceId },
    /// `POST /v1/subscriptions`. `profile` and `request` are fresh random ids.
    Subscribe {
        profile: ProfileId,
        address: Pii<String>,
        request: String,
        form: FormId,
        topics: Vec<Topic>,
        proof: Proof,
        ticket_hash: String,
        browser: String,
        language: Option<String>,
    },
    /// `POST /c/{token}`.
    AnswerRequest { request: String, choice: Choice },
    /// `GET /c/{token}`: answers [`Told::Request`].
    ShowRequest { request: String },
    /// `POST /v1/devices` with a ticket.
    RedeemTicket { ticket_hash: String, device: DeviceId, consent: ConsentProof },
    /// `POST /v1/devices` with a click.
    RedeemClick { send: SendId, device: DeviceId, consent: ConsentProof },
    /// `POST /v1/devices` with the shop's JWT. `profile` is a fresh random id for a new profile.
    Identify { profile: ProfileId, claim: IdentityClaim, device: DeviceId, consent: ConsentProof },
    /// `POST /u/{token}`; no topics means all marketing.
    Unsubscribe { topics: Vec<Topic>, proof: Proof },
    /// `GET /p/{token}` and `GET /u/{token}`: answers [`Told::Preferences`].
    ShowPreferences,
    /// `POST /p/{token}`.
    SavePreferences { topics: Vec<Topic>, objected: bool, language: Option<String>, proof: Proof },
    /// "Erase everything" on the preference page: claims the mail with the link.
    RequestErasure,
    /// "Send me everything" on the preference page: claims the mail with the link.
    RequestExport,
    /// `POST /e/{token}`: deletes the object and its rows in D1.
    Erase,
    /// `POST /x/{token}`: answers [`Told::Document`].
    Export,
    /// The shop's server told of an order, under this address or under an identity that leads here.
    Order {
        order: OrderId,
        at: Millis,
        customer: Option<CustomerId>,
        cart: Option<CartId>,
        checkout: Option<CheckoutToken>,
        lines: Vec<Line>,
    },
    /// The fan-out of an import.
    PricesFell { import: String, news: Vec<PriceNews> },
    /// The mail queue's consumer: may it go out now? Answers [`Told::Go`] or [`Told::Stop`].
    Begin { send: SendId },
    /// The mail queue's consumer: what the provider said.
    Answer { send: SendId, outcome: Outcome },
    /// A provider's webhook.
    Delivered { send: SendId, event: DeliveryEvent, at: Millis },
    /// The Why page: answers [`Told::Document`] in the admin API's shape for one profile.
    Explain,
    /// The list of profiles on the Why page: answers [`Told::Document`] `{"profile","address","status"}`.
    Summary,
}

/// What is answered.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "snake_case")]
pub(crate) enum Told {
    /// Taken in.
    Done,
    /// There is no such profile (R13): 410.
    Gone,
    /// The device's token was revoked: 401.
    Revoked,
    /// A device was bound.
    Bound { profile: ProfileId, device: DeviceId },
    /// The sign-up is not confirmed yet: 202.
    Pending,
    /// The ticket, click or request is spent, too old or unknown: 410.
    Spent,
    /// A sign-up to be confirmed.
    Request {
        topics: Vec<Topic>,
        wording: String,
        browser: String,
        at: Millis,
        language: Option<String>,
        answered: Option<Choice>,
    },
    /// What the preference page shows.
    Preferences { topics: Vec<Topic>, objected: bool, language: Option<String>, devices: Vec<BoundDevice> },
    /// The mail may go out: exactly these bytes, under a lease.
    Go { email: Box<Email>, provider: String, attempt: u32 },
    /// The mail must not go out (now): acknowledge the queue message.
    Stop,
    /// A JSON document.
    Document { document: serde_json::Value },
}

/// A browser as the preference page lists it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct BoundDevice {
    /// Which.
    pub(crate) device: DeviceId,
    /// When it was bound.
    pub(crate) bound_at: Millis,
    /// When its last batch came in.
    pub(crate) last_batch_at: Option<Millis>,
}
