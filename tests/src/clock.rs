//! The one virtual clock of a stack (R10): where it started, how fast it runs, kept in a file.
//!
//! It never goes back: another speed goes on from the time that was reached.
//!
//! Out of scope: reading it inside the Worker, which gets the three numbers as variables.
//!
//! ```
//! use wenk_tests::clock::Clock;
//! let clock = Clock { wall_start: 1_000, virtual_start: 50_000, speed: 60 };
//! assert_eq!(clock.at(1_500), 80_000);
//! ```

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use jiff::civil::Weekday;
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};

/// The shop's time zone in the demo and in every test.
pub const ZONE: &str = "Europe/Brussels";

/// A clock that runs `speed` times as fast as the wall's. All times are Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The wall's time at which the clock was started.
    pub wall_start: i64,
    /// What it showed then.
    pub virtual_start: i64,
    /// Virtual milliseconds per millisecond.
    pub speed: i64,
}

impl Clock {
    /// The clock in the file, going on at `speed`; a first fast clock starts on the next Tuesday at 10:00 shop time.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds something else.
    pub fn open(file: &Path, speed: i64) -> anyhow::Result<Clock> {
        let wall = wall();
        let clock = match fs::read_to_string(file) {
            Ok(text) => {
                let kept: Clock =
                    serde_json::from_str(&text).with_context(|| format!("not a clock: {}", file.display()))?;
                if kept.speed == speed { kept } else { Clock { wall_start: wall, virtual_start: kept.at(wall), speed } }
            }
            Err(_) if speed == 1 => Clock { wall_start: wall, virtual_start: wall, speed },
            Err(_) => Clock { wall_start: wall, virtual_start: next_tuesday_at_ten(wall)?, speed },
        };
        fs::write(file, serde_json::to_string(&clock)?).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(clock)
    }

    /// What the clock shows when the wall's shows `wall`.
    #[must_use]
    pub fn at(&self, wall: i64) -> i64 {
        self.virtual_start + (wall - self.wall_start) * self.speed
    }

    /// What it shows now.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.at(wall())
    }

    /// The variables that tell it to the Worker.
    #[must_use]
    pub fn vars(&self) -> [(&'static str, String); 3] {
        [
            ("WENK_CLOCK_WALL_START", self.wall_start.to_string()),
            ("WENK_CLOCK_VIRTUAL_START", self.virtual_start.to_string()),
            ("WENK_CLOCK_SPEED", self.speed.to_string()),
        ]
    }
}

/// The wall's time in Unix milliseconds.
#[must_use]
pub fn wall() -> i64 {
    Timestamp::now().as_millisecond()
}

fn next_tuesday_at_ten(wall: i64) -> anyhow::Result<i64> {
    let here: ZonedDateTime = Timestamp::from_millisecond(wall)?.in_tz(ZONE)?;
    let ten = here.date().at(10, 0, 0, 0).in_tz(ZONE)?;
    let today = ten.weekday() == Weekday::Tuesday && ten > here;
    let start = if today { ten } else { ten.nth_weekday(1, Weekday::Tuesday)? };
    Ok(start.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> i64 {
        text.parse::<ZonedDateTime>().unwrap().timestamp().as_millisecond()
    }

    #[test]
    fn r10_a_fast_clock_starts_on_a_tuesday_at_ten() {
        for (wall, start) in [
            ("2026-11-24T09:59+01:00[Europe/Brussels]", "2026-11-24T10:00+01:00[Europe/Brussels]"),
            ("2026-11-24T10:00+01:00[Europe/Brussels]", "2026-12-01T10:00+01:00[Europe/Brussels]"),
            ("2026-10-22T12:00+02:00[Europe/Brussels]", "2026-10-27T10:00+01:00[Europe/Brussels]"),
        ] {
            assert_eq!(next_tuesday_at_ten(ms(wall)).unwrap(), ms(start), "{wall}");
        }
    }

    #[test]
    fn r10_another_speed_goes_on_from_the_time_that_was_reached() {
        let file = std::env::temp_dir().join(format!("wenk-clock-{}.json", std::process::id()));
        let fast = Clock::open(&file, 3_600).unwrap();
        let slow = Clock::open(&file, 1).unwrap();
        assert!(slow.virtual_start >= fast.virtual_start);
        assert_eq!(Clock::open(&file, 1).unwrap(), slow);
        fs::remove_file(&file).unwrap();
    }
}
