//! Which of a device's numbered signals were already taken in (rule R7).

use serde::{Deserialize, Serialize};

/// The highest number seen from one device, and which of the 64 below it were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbering {
    highest: u64,
    /// Bit `k` stands for `highest - k`.
    #[serde(with = "as_text")]
    window: u64,
}

impl Numbering {
    /// Width of the window: a signal that comes later than 64 others of its device is taken for a repeat.
    pub const WIDTH: u64 = 64;

    /// Takes a number in. Says whether it is new; a repeat, and one too old to tell, is not.
    pub const fn take(&mut self, n: u64) -> bool {
        if n > self.highest {
            let step = n - self.highest;
            self.window = if step >= Self::WIDTH { 1 } else { (self.window << step) | 1 };
            self.highest = n;
            return true;
        }
        let back = self.highest - n;
        if n == 0 || back >= Self::WIDTH || self.window & (1 << back) != 0 {
            return false;
        }
        self.window |= 1 << back;
        true
    }

    /// The highest number taken in; 0 before the first.
    #[must_use]
    pub const fn highest(self) -> u64 {
        self.highest
    }
}

/// Stored as hexadecimal text: JSON numbers end at 2^53.
mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bits: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{bits:x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
        u64::from_str_radix(&String::deserialize(from)?, 16).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn r7_each_number_is_taken_once_and_nothing_within_the_window_is_lost(
            numbers in prop::collection::vec(1_u64..120, 0..200)
        ) {
            let (mut numbering, mut seen) = (Numbering::default(), BTreeSet::new());
            for n in numbers {
                let highest = seen.last().copied().unwrap_or(0);
                let expected = !seen.contains(&n) && n + Numbering::WIDTH > highest;
                prop_assert_eq!(numbering.take(n), expected);
                seen.insert(n);
            }
        }
    }
}
