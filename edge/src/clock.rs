//! The edge's one clock (R10): the only file that reads the time.
//!
//! [`Clock::now`] is virtual time. It is what is stored, compared and decided with, and runs `WENK_CLOCK_SPEED` times as fast
//! as the wall's clock. [`Clock::wall`] is for what clocks outside decide: a JWT's `exp`, the time stamps of signed requests
//! and webhooks, the life of a ticket, and Cloudflare's alarms.
//!
//! Without the three variables both are the same.

use wenk_wire::Millis;
use worker::{Date, Env};

/// The clock of this deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    read_at: Millis,
    wall_start: Millis,
    virtual_start: Millis,
    speed: i64,
}

impl Clock {
    /// Reads the clock once.
    pub(crate) fn of(env: &Env) -> Self {
        let number = |name: &str| env.var(name).ok().and_then(|value| value.to_string().parse::<i64>().ok());
        let read_at = Millis(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX));
        match (number("WENK_CLOCK_WALL_START"), number("WENK_CLOCK_VIRTUAL_START"), number("WENK_CLOCK_SPEED")) {
            (Some(wall), Some(start), Some(speed)) if speed >= 1 => {
                Self { read_at, wall_start: Millis(wall), virtual_start: Millis(start), speed }
            }
            _ => Self { read_at, wall_start: read_at, virtual_start: read_at, speed: 1 },
        }
    }

    /// The virtual time.
    pub(crate) fn now(self) -> Millis {
        let passed = self.read_at.since(self.wall_start).0.saturating_mul(self.speed);
        Millis(self.virtual_start.0.saturating_add(passed))
    }

    /// The real time.
    pub(crate) const fn wall(self) -> Millis {
        self.read_at
    }

    /// When, on the wall's clock, a virtual moment comes; never before it.
    pub(crate) fn wall_of(self, moment: Millis) -> Millis {
        let ahead = moment.since(self.virtual_start).0;
        let wall = ahead.div_euclid(self.speed).saturating_add(i64::from(ahead.rem_euclid(self.speed) > 0));
        Millis(self.wall_start.0.saturating_add(wall))
    }

    /// How many times as fast as the wall's clock.
    pub(crate) const fn speed(self) -> i64 {
        self.speed
    }

    /// The virtual moment of something that a device dates by its own clock: as long ago as the device says (R7).
    pub(crate) fn told_by_device(self, sent_at: Millis, at: Millis) -> Millis {
        let ago = sent_at.since(at).0.max(0).saturating_mul(self.speed);
        Millis(self.now().0.saturating_sub(ago))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAST: Clock =
        Clock { read_at: Millis(10_500), wall_start: Millis(10_000), virtual_start: Millis(1_000_000), speed: 60 };

    #[test]
    fn r10_an_hour_passes_in_a_minute_and_an_alarm_never_rings_early() {
        assert_eq!(FAST.now(), Millis(1_030_000));
        assert_eq!(FAST.wall_of(Millis(1_030_000)), Millis(10_500));
        assert_eq!(FAST.wall_of(Millis(1_030_001)), Millis(10_501));
    }

    #[test]
    fn r7_a_device_with_a_wrong_clock_still_says_how_long_ago_something_was() {
        assert_eq!(FAST.told_by_device(Millis(5_000), Millis(4_900)), Millis(1_030_000 - 6_000));
        assert_eq!(FAST.told_by_device(Millis(5_000), Millis(9_000)), FAST.now());
    }
}
