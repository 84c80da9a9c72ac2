//! The promise to scripts already deployed in shops.
//!
//! **In scope:** what travels between a shop's page, the shop's server and the edge: signals, consent, batches, ids,
//! money, time, and the wrapper that keeps personal data out of logs.
//!
//! **Out of scope:** what a list of signals amounts to (`wenk-fold`) and what to do about it (`wenk-engine`).
//!
//! ```
//! use wenk_wire::{CurrencyCode, Money};
//! let price = Money::parse("1299.90", CurrencyCode::parse("EUR").unwrap()).unwrap();
//! assert_eq!(price.minor(), 129_990);
//! ```

mod batch;
mod consent;
mod id;
#[cfg(feature = "json")]
mod json;
mod money;
mod pii;
mod problem;
mod signal;
mod time;
mod topic;

pub use batch::{Batch, MAX_BATCH_BYTES, MAX_BATCH_SIGNALS, WIRE_VERSION};
pub use consent::{ConsentProof, ConsentState};
pub use id::{
    CartId, CheckoutToken, CustomerId, DeviceId, FlowId, FormId, MAX_ID_BYTES, OrderId, ProductId, ProfileId, SendId,
    ShopId, VariantId,
};
#[cfg(feature = "json")]
pub use json::{Fields, Parsed};
pub use money::{CurrencyCode, Money, MoneyError};
pub use pii::Pii;
pub use problem::Problem;
pub use signal::{ConfigurationOption, Line, MAX_LINES, MAX_OPTIONS, Signal, SignalKind, as_object};
pub use time::{Duration, Millis};
pub use topic::Topic;
