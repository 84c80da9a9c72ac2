//! One person in one shop: what the `ProfileObject` does.
//!
//! **In scope:** what may be asked of an object, its tables, the turn of load → facts → decide → store → effects, and the
//! mail built when a send begins. **Out of scope:** the decision itself (`wenk-engine`) and who may ask (the routes).
//!
//! [`ask`] is the one way in, for routes, queues and cron.

mod door;
pub(crate) mod protocol;

pub(crate) use door::ask;
