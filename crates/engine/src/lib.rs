//! The decision: what to send to one person, and what not to send and why.
//!
//! **In scope:** the state of one profile, the triggers, flows and timers that act on it, the gate that every mail
//! passes, and a shop's configuration. [`decide()`] is a pure function of state, facts, configuration, input and time.
//!
//! **Out of scope:** storage, clocks, queues, rendering and providers. Whoever calls this stores the new state, then
//! carries out the [`Effect`]s, then asks again at [`Decision::next`].
//!
//! A refusal is not an error: it is data, logged beside the mails that were sent.

mod apply;
mod config;
mod decide;
mod decision;
mod flow;
mod gate;
mod input;
mod lottery;
mod quiet;
mod running;
mod sending;
mod state;
mod words;

pub use config::{
    Brand, Cap, Config, Exit, Feed, Flow, Form, Limits, Links, MailSettings, Mark, Match, Nature, PriceDropRule, Quiet,
    Sender, Shop, Step, Trigger, Variant,
};
pub use decide::{decide, needs};
pub use decision::{Decision, Effect, EndReason, Entry, Refusal, Reply};
pub use input::{
    Arrival, Choice, DeliveryEvent, Facts, IdentityClaim, IdentityKind, Input, Needs, Outcome, Pause, Permit,
    PriceNews, ProductFact, Proof,
};
pub use state::{
    Bought, CONFIRMATION, Content, Device, DropContent, Permission, PermissionState, Purpose, Request, Run, Send,
    SendState, Standing, State, Subject, Suppression,
};
