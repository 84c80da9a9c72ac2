//! Money in integer minor units. Decimal text is parsed as text; a float never touches an amount.

use serde::{Deserialize, Serialize};

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CurrencyCode([u8; 3]);

/// An amount in the smallest unit of its currency, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: CurrencyCode,
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyError {
    /// Not three ASCII letters.
    Currency,
    /// Not decimal digits with at most one point.
    Amount,
    /// More decimals than the currency has.
    TooPrecise,
    /// Does not fit.
    TooLarge,
}

impl MoneyError {
    /// The reason, as a sentence fragment for a [`crate::Problem`].
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Currency => "is not a currency code of three letters",
            Self::Amount => "is not an amount such as 12.50",
            Self::TooPrecise => "has more decimals than its currency",
            Self::TooLarge => "is too large an amount",
        }
    }
}

impl CurrencyCode {
    /// Reads `EUR` in any case.
    ///
    /// # Errors
    /// [`MoneyError::Currency`].
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        match text.trim().as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_alphabetic) => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase(), c.to_ascii_uppercase()]))
            }
            _ => Err(MoneyError::Currency),
        }
    }

    /// Number of decimals (ISO 4217 exponent): 0 for JPY, 3 for KWD, else 2.
    #[must_use]
    pub const fn exponent(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX"
            | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl TryFrom<String> for CurrencyCode {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).map_err(MoneyError::reason)
    }
}

impl From<CurrencyCode> for String {
    fn from(code: CurrencyCode) -> Self {
        code.as_str().to_owned()
    }
}

impl Money {
    /// An amount of so many minor units; a negative one becomes zero.
    #[must_use]
    pub const fn new(minor: i64, currency: CurrencyCode) -> Self {
        Self { minor: if minor < 0 { 0 } else { minor }, currency }
    }

    /// Reads decimal text such as `1299`, `1299.9` or `1,299.90`. Trailing zeros beyond the exponent are allowed.
    ///
    /// # Errors
    /// What about the text is not an amount.
    pub fn parse(text: &str, currency: CurrencyCode) -> Result<Self, MoneyError> {
        let text = text.trim();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let whole = ungroup(whole).ok_or(MoneyError::Amount)?;
        if whole.is_empty() || !digits(&whole) || !digits(fraction) {
            return Err(MoneyError::Amount);
        }
        let exponent = currency.exponent() as usize;
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > exponent {
            return Err(MoneyError::TooPrecise);
        }
        let minor = format!("{whole}{fraction:0<exponent$}").parse().map_err(|_| MoneyError::TooLarge)?;
        Ok(Self { minor, currency })
    }

    /// Reads an amount followed by its currency, such as `"5.00 EUR"`.
    ///
    /// # Errors
    /// What about the text is not an amount with a currency.
    pub fn parse_with_currency(text: &str) -> Result<Self, MoneyError> {
        let (amount, currency) = text.trim().rsplit_once(' ').ok_or(MoneyError::Currency)?;
        Self::parse(amount, CurrencyCode::parse(currency)?)
    }

    /// The amount in minor units: cents for EUR.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> CurrencyCode {
        self.currency
    }

    /// How much cheaper `other` is; `None` for another currency or when it is not cheaper.
    #[must_use]
    pub fn saving_over(self, other: Self) -> Option<Self> {
        (self.currency == other.currency && other.minor > self.minor)
            .then(|| Self { minor: other.minor - self.minor, currency: self.currency })
    }

    /// The amount as plain decimal text without a currency: `1299.90`.
    #[must_use]
    pub fn decimal(self) -> String {
        let exponent = self.currency.exponent();
        if exponent == 0 {
            return self.minor.to_string();
        }
        let unit = 10_i64.pow(exponent);
        format!("{}.{:0width$}", self.minor / unit, self.minor % unit, width = exponent as usize)
    }
}

/// `1,299` without its commas, if they stand where thousands separators stand.
fn ungroup(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut plain = first.to_owned();
    let mut grouped = false;
    for group in groups {
        if group.len() != 3 || (!grouped && (first.is_empty() || first.len() > 3)) {
            return None;
        }
        grouped = true;
        plain.push_str(group);
    }
    Some(plain)
}

impl core::fmt::Display for Money {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(text: &str) -> Result<i64, MoneyError> {
        CurrencyCode::parse("eur").and_then(|c| Money::parse(text, c)).map(Money::minor)
    }

    #[test]
    fn decimal_text_becomes_minor_units() {
        assert_eq!(eur("12.5"), Ok(1_250));
        assert_eq!(eur("8,700.00"), Ok(870_000));
        assert_eq!(eur("19.990"), Ok(1_999));
        assert_eq!(eur("19.999"), Err(MoneyError::TooPrecise));
        for bad in ["", ".", "-1", "1e3", "1.2.3", "12,50", "1,2,3", ",100", "NaN", "１２"] {
            assert_eq!(eur(bad), Err(MoneyError::Amount), "{bad}");
        }
        assert_eq!(eur("99999999999999999999"), Err(MoneyError::TooLarge));
        assert_eq!(Money::parse_with_currency("900 JPY").map(Money::minor), Ok(900));
        assert_eq!(Money::parse_with_currency("1.234 KWD").map(Money::minor), Ok(1_234));
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(minor in 0..i64::MAX / 10_000, code in "(EUR|JPY|KWD)") {
            let money = Money::new(minor, CurrencyCode::parse(&code).unwrap());
            prop_assert_eq!(Money::parse_with_currency(&money.to_string()), Ok(money));
        }
    }
}
