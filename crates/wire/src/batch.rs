//! A batch: what one device sends in one request.

use crate::{ConsentProof, Millis, ShopId, Signal};
use serde::{Deserialize, Serialize};

/// The wire format's version, the first field of every body.
pub const WIRE_VERSION: u32 = 1;
/// Largest body accepted, in bytes: below the browsers' 64 KiB limit for keepalive requests, which is shared by all
/// requests in flight.
pub const MAX_BATCH_BYTES: usize = 60_000;
/// Most signals in one batch: what a device keeps (R24).
pub const MAX_BATCH_SIGNALS: usize = 500;

/// What one device sends in one request to `POST /v1/signals`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// [`WIRE_VERSION`].
    pub version: u32,
    /// The shop named in the script tag.
    pub shop: ShopId,
    /// The device token, opaque to the device.
    pub token: String,
    /// When the batch was sent, by the device's clock.
    pub sent_at: Millis,
    /// That the person agreed, and who says so.
    pub consent: ConsentProof,
    /// The browser's IANA time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// What happened, in order.
    pub signals: Vec<Signal>,
}
