//! The decision log of one profile: one row per input, with the facts used and what was decided (R6, R7).
//!
//! The row holds all that is needed to decide again, and no address. It is kept 90 days or 256 KiB, whichever is less.

use serde::{Deserialize, Serialize};
use wenk_engine::{Entry, Facts, Input};
use wenk_wire::{Duration, Millis, Pii};

/// Older rows go.
const KEPT: Duration = Duration::days(90);
/// Most bytes kept.
const MOST_BYTES: i64 = 256 * 1024;
/// What is left after a trim, so that the next one is far off.
const TRIMMED_BYTES: i64 = 192 * 1024;

/// One row: the decisions that were stored together.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    /// Version of the configuration.
    pub(crate) config: u64,
    /// What was asked, in order: a mail that begins is asked for and leased in one row.
    pub(crate) steps: Vec<Step>,
}

/// One decision.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Step {
    /// What happened, without the address.
    pub(crate) input: Input,
    /// The facts used.
    pub(crate) facts: Facts,
    /// What was decided.
    pub(crate) entries: Vec<Entry>,
}

/// An input as it may be logged.
pub(crate) fn redacted(input: &Input) -> Input {
    let mut input = input.clone();
    match &mut input {
        Input::Subscribed { address, .. } => *address = Pii::new(String::new()),
        Input::Identified { claim, .. } => claim.address = Pii::new(String::new()),
        Input::Signals(_)
        | Input::DeviceRevoked { .. }
        | Input::Answered { .. }
        | Input::TicketRedeemed { .. }
        | Input::ClickRedeemed { .. }
        | Input::Unsubscribed { .. }
        | Input::PreferencesSaved { .. }
        | Input::LinkRequested { .. }
        | Input::Ordered { .. }
        | Input::PricesFell { .. }
        | Input::Timer
        | Input::Begin { .. }
        | Input::Leased { .. }
        | Input::Answer { .. }
        | Input::NotRendered { .. }
        | Input::Delivered { .. } => {}
    }
    input
}

/// Whether rows must go before one of `new` bytes is added.
pub(crate) fn wants_trim(bytes: i64, new: i64, oldest: Option<Millis>, now: Millis) -> bool {
    bytes.saturating_add(new) > MOST_BYTES || oldest.is_some_and(|at| now.since(at) > KEPT)
}

/// Up to which row, and how many bytes, must go before one of `new` bytes is added. `rows` is number, time and size, oldest
/// first.
pub(crate) fn trim(rows: &[(i64, Millis, i64)], new: i64, now: Millis) -> (Option<i64>, i64) {
    let total: i64 = rows.iter().map(|(.., bytes)| bytes).sum();
    let too_much = total.saturating_add(new) > MOST_BYTES;
    let (mut to, mut gone) = (None, 0_i64);
    for (seq, at, bytes) in rows {
        let left = total.saturating_sub(gone).saturating_add(new);
        if now.since(*at) <= KEPT && !(too_much && left > TRIMMED_BYTES) {
            break;
        }
        to = Some(*seq);
        gone = gone.saturating_add(*bytes);
    }
    (to, gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    #[test]
    fn r7_rows_go_after_ninety_days() {
        let rows = [(1, Millis(0), 10), (2, Millis(50 * DAY), 10), (3, Millis(91 * DAY), 10)];
        assert!(wants_trim(30, 10, Some(Millis(0)), Millis(91 * DAY)));
        assert_eq!(trim(&rows, 10, Millis(91 * DAY)), (Some(1), 10));
        assert!(!wants_trim(20, 10, Some(Millis(50 * DAY)), Millis(91 * DAY)));
    }

    #[test]
    fn r7_the_oldest_rows_go_when_the_log_is_full() {
        let rows: Vec<_> = (1..=256).map(|seq| (seq, Millis(0), 1024)).collect();
        assert!(!wants_trim(255 * 1024, 1024, Some(Millis(0)), Millis(1)));
        assert!(wants_trim(256 * 1024, 1, Some(Millis(0)), Millis(1)));
        let (to, gone) = trim(&rows, 1024, Millis(1));
        assert_eq!((to, gone), (Some(65), 65 * 1024));
        assert_eq!(trim(&rows[..10], 1024, Millis(1)), (None, 0));
    }
}
