//! Personal data as a type: it can be kept and compared, never printed or logged.

use serde::{Deserialize, Serialize};

/// Personal data. `Debug` and `Display` redact; reading it takes a visible [`Pii::expose`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pii<T>(T);

impl<T> Pii<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Each call site is a place to review.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Takes the value out.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> core::fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T> core::fmt::Display for Pii<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::Pii;

    #[test]
    fn personal_data_does_not_print() {
        let address = Pii::new("ada@shop.example");
        assert_eq!(format!("{address} {address:?}"), "[redacted] [redacted]");
        assert_eq!(*address.expose(), "ada@shop.example");
    }
}
