//! Cloudflare's list prices, and what a million signals cost by them (R43).
//!
//! Out of scope: included usage, and the storage of a month.
//!
//! ```
//! use wenk_tests::price::Prices;
//! let usd = Prices::LIST.per_million_signals(5.0, 3.0, 2.0);
//! assert_eq!((usd * 100.0).round(), 73.0);
//! ```

/// Dollars for one of each, on the paid plan, as published in November 2026.
#[derive(Debug, Clone, Copy)]
pub struct Prices {
    /// A request to the Worker.
    pub request: f64,
    /// A millisecond of CPU.
    pub cpu_ms: f64,
    /// A request to an object; an alarm that fires is one.
    pub object_request: f64,
    /// A second in which an object is active, with its 128 MB.
    pub object_second: f64,
    /// A row written to an object's SQLite; setting an alarm is one.
    pub row: f64,
}

impl Prices {
    /// The list prices.
    pub const LIST: Prices = Prices {
        request: 0.30e-6,
        cpu_ms: 0.02e-6,
        object_request: 0.15e-6,
        object_second: 12.5e-6 * 0.128,
        row: 1.0e-6,
    };
    /// What of the signals of a shop never leaves the visitors' devices, because they are never identified.
    pub const ON_DEVICE_SHARE: f64 = 0.95;
    /// How long an object is active for a batch.
    const ACTIVE_SECONDS: f64 = 0.005;

    /// A million signals, sent so many in a batch. An alarm that fires is counted for every batch, although several
    /// batches share one.
    #[must_use]
    pub fn per_million_signals(&self, signals_in_a_batch: f64, rows_in_a_batch: f64, cpu_ms: f64) -> f64 {
        let batch = self.request
            + self.cpu_ms * cpu_ms
            + 2.0 * (self.object_request + self.object_second * Self::ACTIVE_SECONDS)
            + self.row * rows_in_a_batch;
        batch * 1e6 / signals_in_a_batch
    }
}
