//! Points in time and spans, in milliseconds. Nothing here reads a clock.

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

/// A span of time in milliseconds, never negative in a configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Duration(pub i64);

impl Millis {
    /// This moment moved forward (or back, for a negative span); saturates at the ends of time.
    #[must_use]
    pub const fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// This moment moved back.
    #[must_use]
    pub const fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How long after `earlier` this is; negative when it lies before.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// So many seconds.
    #[must_use]
    pub const fn seconds(n: i64) -> Self {
        Self(n.saturating_mul(1_000))
    }

    /// So many minutes.
    #[must_use]
    pub const fn minutes(n: i64) -> Self {
        Self(n.saturating_mul(60_000))
    }

    /// So many hours.
    #[must_use]
    pub const fn hours(n: i64) -> Self {
        Self(n.saturating_mul(3_600_000))
    }

    /// So many days of 24 hours.
    #[must_use]
    pub const fn days(n: i64) -> Self {
        Self(n.saturating_mul(86_400_000))
    }

    /// Reads `"90s"`, `"30m"`, `"1h"`, `"7d"`: a whole number and one unit.
    ///
    /// # Errors
    /// The reason, as a sentence fragment.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const SHAPE: &str = "is not a whole number with a unit s, m, h or d, such as \"90s\" or \"7d\"";
        let text = text.trim();
        let unit = text.chars().next_back().ok_or(SHAPE)?;
        let number = text.strip_suffix(unit).ok_or(SHAPE)?;
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(SHAPE);
        }
        let n: i64 = number.parse().map_err(|_| "is too long a time")?;
        let span = match unit {
            's' => Self::seconds(n),
            'm' => Self::minutes(n),
            'h' => Self::hours(n),
            'd' => Self::days(n),
            _ => return Err(SHAPE),
        };
        if span > Self::days(3_660) { Err("is too long a time") } else { Ok(span) }
    }
}

impl core::fmt::Display for Duration {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let ms = self.0;
        for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)] {
            if ms != 0 && ms % size == 0 {
                return write!(f, "{}{unit}", ms / size);
            }
        }
        if ms == 0 { f.write_str("0s") } else { write!(f, "{ms}ms") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_and_print_the_same() {
        for text in ["90s", "30m", "1h", "23h", "7d", "0s"] {
            assert_eq!(Duration::parse(text).map(|d| d.to_string()), Ok(text.to_owned()));
        }
        assert_eq!(Duration::parse("60m").map(|d| d.to_string()), Ok("1h".to_owned()));
        for text in ["", "1", "h", "1.5h", "-1h", "1 week", "999999999999999999h", "9999d", "1é"] {
            assert!(Duration::parse(text).is_err(), "{text}");
        }
    }
}
