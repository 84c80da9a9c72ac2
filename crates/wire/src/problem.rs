//! What is wrong with a piece of input, said so that its author can mend it.

use serde::{Deserialize, Serialize};

/// One thing wrong with an input: where, what stood there, and why it is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Path of the field: `signals[3].product`, or `flow[0].step[1].wait`.
    pub field: String,
    /// The offending value, shortened to 80 characters. Empty for something missing or personal.
    pub value: String,
    /// Why it is refused, as a sentence fragment: `is longer than 120 bytes`.
    pub reason: String,
}

impl Problem {
    /// Names a problem; a long value is shortened.
    #[must_use]
    pub fn new(field: impl Into<String>, value: &str, reason: impl Into<String>) -> Self {
        let mut shown: String = value.chars().take(80).collect();
        if shown.len() < value.len() {
            shown.push('…');
        }
        Self { field: field.into(), value: shown, reason: reason.into() }
    }

    /// The same problem, seen from one level further out: `product` becomes `signals[3].product`.
    #[must_use]
    pub fn inside(mut self, outer: &str) -> Self {
        self.field = if self.field.is_empty() { outer.to_owned() } else { format!("{outer}.{}", self.field) };
        self
    }
}

impl core::fmt::Display for Problem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.value.is_empty() {
            write!(f, "{} {}", self.field, self.reason)
        } else {
            write!(f, "{} `{}` {}", self.field, self.value, self.reason)
        }
    }
}
