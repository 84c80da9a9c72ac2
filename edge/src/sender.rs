//! How fast a shop may send through a provider, and when it stops by itself (R4).
//!
//! A token bucket paces the calls, a circuit breaker leaves a failing provider alone, and a count per hour notices when a
//! shop sends far more than it usually does. Pure: times are arguments. The bucket and the breaker live by the wall clock, since
//! the provider does; the hours by the virtual clock, since the shop's flows do.
//!
//! **Out of scope:** whether a mail may go out at all; each is asked for in `begin`.

use serde::{Deserialize, Serialize};
use wenk_wire::{Duration, Millis};

/// Calls a second, on average.
const PER_SECOND: i64 = 10;
/// Calls at once after a rest.
const BURST: i64 = 50;
/// Failures in a row that open the breaker.
const FAILURES: u32 = 10;
/// How long it stays open first; doubled each time up to [`LONGEST_OPEN`].
const FIRST_OPEN: Duration = Duration::seconds(10);
const LONGEST_OPEN: Duration = Duration::minutes(10);
/// An hour may bring so many times the usual.
const TIMES_USUAL: u64 = 5;
/// What counts as usual at least: a small or new shop is not stopped by its first good day.
const LEAST_USUAL: u64 = 200;
/// Hours looked back on: a week.
const HOURS: usize = 168;
const HOUR: i64 = 3_600_000;

/// What is known of a shop's sending through a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Sender {
    /// Tokens in thousandths; 0 at `filled_at` 0 means that it was never used.
    tokens: i64,
    filled_at: Millis,
    failures: u32,
    opened: u32,
    open_until: Millis,
    /// Hour number and calls begun in it, oldest first.
    hours: Vec<(i64, u64)>,
}

/// An answer to "how many may I send now?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lease {
    /// So many.
    pub(crate) granted: u32,
    /// The others may be asked for again after this time, in seconds.
    pub(crate) wait_seconds: u32,
    /// The shop sends far more than usual: it must be paused until somebody has looked.
    pub(crate) runaway: bool,
}

/// A question to a sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(crate) enum SenderAsk {
    /// How many of these may be sent now?
    Lease {
        /// As many as this.
        want: u32,
    },
    /// What came of them.
    Report {
        /// The provider took, or refused for a reason of the mail's own.
        answered: u32,
        /// The provider failed, or did not answer.
        failed: u32,
    },
}

impl Sender {
    /// Takes tokens.
    pub(crate) fn lease(&mut self, want: u32, wall: Millis, now: Millis) -> Lease {
        if wall < self.open_until {
            return Lease { granted: 0, wait_seconds: seconds(self.open_until.since(wall)), runaway: false };
        }
        self.fill(wall);
        // After the breaker was open, one mail tries whether the provider is back.
        let most = if self.failures >= FAILURES { 1 } else { i64::from(want) };
        let granted = most.min(self.tokens / 1_000).max(0);
        self.tokens -= granted * 1_000;
        let granted = u32::try_from(granted).unwrap_or(0);
        let runaway = self.count(granted, now);
        let missing = i64::from(want.saturating_sub(granted));
        Lease { granted, wait_seconds: seconds(Duration(missing * 1_000 / PER_SECOND)), runaway }
    }

    /// Learns what came of a batch.
    pub(crate) fn report(&mut self, answered: u32, failed: u32, wall: Millis) {
        if answered > 0 {
            (self.failures, self.opened) = (0, 0);
        }
        if failed > 0 && answered == 0 {
            self.failures = self.failures.saturating_add(failed);
        }
        if self.failures >= FAILURES && answered == 0 && wall >= self.open_until {
            let wait = FIRST_OPEN.0.saturating_mul(1_i64 << self.opened.min(10)).min(LONGEST_OPEN.0);
            self.opened = self.opened.saturating_add(1);
            self.open_until = wall.plus(Duration(wait));
        }
    }

    fn fill(&mut self, wall: Millis) {
        let full = BURST * 1_000;
        let passed = if self.filled_at.0 == 0 { i64::MAX } else { wall.since(self.filled_at).0.max(0) };
        self.tokens = self.tokens.saturating_add(passed.saturating_mul(PER_SECOND)).min(full);
        self.filled_at = wall;
    }

    /// Counts the hour's calls; answers whether it is far above the usual.
    fn count(&mut self, granted: u32, now: Millis) -> bool {
        let hour = now.0.div_euclid(HOUR);
        match self.hours.last_mut() {
            Some((known, count)) if *known == hour => *count = count.saturating_add(u64::from(granted)),
            _ => self.hours.push((hour, u64::from(granted))),
        }
        self.hours.retain(|(known, _)| *known > hour - HOURS as i64 && *known <= hour);
        let (mut this, mut sum, mut busy) = (0, 0_u64, 0_u64);
        for (known, count) in &self.hours {
            if *known == hour {
                this = *count;
            } else if *count > 0 {
                sum = sum.saturating_add(*count);
                busy += 1;
            }
        }
        let usual = sum.checked_div(busy).unwrap_or(0).max(LEAST_USUAL);
        this > usual.saturating_mul(TIMES_USUAL)
    }
}

fn seconds(span: Duration) -> u32 {
    u32::try_from((span.0.max(0) + 999) / 1_000).unwrap_or(u32::MAX).clamp(1, 3_600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r4_a_burst_then_so_many_a_second() {
        let mut sender = Sender::default();
        assert_eq!(sender.lease(60, Millis(1_000), Millis(0)), Lease { granted: 50, wait_seconds: 1, runaway: false });
        assert_eq!(sender.lease(10, Millis(1_000), Millis(0)).granted, 0);
        assert_eq!(sender.lease(10, Millis(1_500), Millis(0)).granted, 5);
        assert_eq!(sender.lease(90, Millis(60_000), Millis(0)).granted, 50);
    }

    #[test]
    fn r4_a_failing_provider_is_left_alone_and_then_tried_with_one_mail() {
        let mut sender = Sender::default();
        sender.lease(20, Millis(1_000), Millis(0));
        sender.report(0, 10, Millis(1_000));
        let held = sender.lease(5, Millis(2_000), Millis(0));
        assert_eq!((held.granted, held.wait_seconds), (0, 9));
        assert_eq!(sender.lease(5, Millis(11_000), Millis(0)).granted, 1);
        sender.report(0, 1, Millis(12_000));
        assert_eq!(sender.lease(5, Millis(20_000), Millis(0)).wait_seconds, 12);
        assert_eq!(sender.lease(5, Millis(32_000), Millis(0)).granted, 1);
        sender.report(1, 0, Millis(32_000));
        assert_eq!(sender.lease(5, Millis(33_000), Millis(0)).granted, 5);
    }

    #[test]
    fn r4_a_few_failures_among_answers_change_nothing() {
        let mut sender = Sender::default();
        for second in 1..40 {
            sender.report(3, 2, Millis(second * 1_000));
            assert!(sender.lease(5, Millis(second * 1_000), Millis(0)).granted > 0);
        }
    }

    #[test]
    fn r4_five_times_the_usual_hour_is_a_runaway() {
        let mut sender = Sender::default();
        let mut wall = 0;
        let mut send = |sender: &mut Sender, hour: i64, mails: u32| {
            let mut runaway = false;
            for _ in 0..mails / 50 {
                wall += 10_000;
                runaway |= sender.lease(50, Millis(wall), Millis(hour * HOUR)).runaway;
            }
            runaway
        };
        for hour in 1..10 {
            assert!(!send(&mut sender, hour, 400));
        }
        assert!(!send(&mut sender, 11, 2_000));
        assert!(send(&mut sender, 11, 50));
        let mut fresh = Sender::default();
        assert!(!send(&mut fresh, 1, 1_000));
        assert!(send(&mut fresh, 1, 50));
    }
}
