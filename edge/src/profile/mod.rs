//! One person in one shop: what the `ProfileObject` does.
//!
//! **In scope:** what may be asked of an object, its tables, the turn of load → facts → decide → store → effects, and the
//! mail built when a send begins. **Out of scope:** the decision itself (`wenk-engine`) and who may ask (the routes).
//!
//! [`ask`] is the one way in, for routes, queues and cron.

mod answer;
mod begin;
mod door;
mod doors;
mod effects;
mod erase;
mod explain;
mod facts;
mod ledger;
mod links;
mod local;
mod log;
mod mail;
mod memory;
mod outbox;
pub(crate) mod protocol;
mod store;
mod turn;
mod wake;

pub(crate) use door::ask;
pub(crate) use facts::config;
pub(crate) use memory::Memory;
pub(crate) use turn::Object;
