//! Tracking consent as a device reports it.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// What the banner of a page says. Unknown is silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentState {
    /// No decision, no banner found, or the banner failed.
    Unknown,
    /// The person agreed to marketing cookies.
    Granted,
    /// The person refused.
    Denied,
}

/// That a device's person agreed: which banner said so, and when it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentProof {
    /// Name of the consent source: `vanilla-cookieconsent`, `call`, …
    pub source: String,
    /// When the state was last read, by the device's clock.
    pub at: Millis,
}
