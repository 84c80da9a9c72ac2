//! Filters of templates: `money`, `number`, `percent`, `date`, `datetime`, and the layout's `word`,
//! `and_more` and `text_on`.
//!
//! All write in the language of the template: words and numbers of one mail belong together.

use super::language::{Place, month, primary, style, word};
use jiff::{Timestamp, tz::TimeZone};
use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind};
use wenk_wire::Money;

/// Adds the filters in a language.
pub(crate) fn add(environment: &mut Environment<'_>, language: &str) {
    let owned = language.to_owned();
    environment.add_filter("money", move |money: Serde<Money>| write_money(&owned, money.0));
    let owned = language.to_owned();
    environment.add_filter("number", move |number: i64| write_number(&owned, number));
    let owned = language.to_owned();
    environment.add_filter("percent", move |number: i64| format!("{number}{}%", style(&owned).percent));
    let owned = language.to_owned();
    environment.add_filter("date", move |at: i64, zone: String| write_date(&owned, at, &zone, false));
    let owned = language.to_owned();
    environment.add_filter("datetime", move |at: i64, zone: String| write_date(&owned, at, &zone, true));
    let owned = language.to_owned();
    environment.add_filter("word", move |key: String| {
        word(&owned, &key).ok_or_else(|| Error::from(ErrorKind::InvalidOperation))
    });
    let owned = language.to_owned();
    environment.add_filter("text_on", |colour: String| text_on(&colour));
    environment.add_filter("and_more", move |number: i64| {
        word(&owned, "more").unwrap_or("{}").replace("{}", &write_number(&owned, number))
    });
}

/// Black or white, whichever has more contrast on a colour `#rrggbb` (WCAG 2.2, relative luminance).
fn text_on(colour: &str) -> Result<&'static str, Error> {
    let broken = || Error::from(ErrorKind::InvalidOperation);
    let hex = colour.strip_prefix('#').filter(|hex| hex.len() == 6).ok_or_else(broken)?;
    let all = u32::from_str_radix(hex, 16).map_err(|_| broken())?;
    let channel = |shift: u32| {
        let share = f64::from((all >> shift) & 0xff) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0);
    Ok(if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 { "#ffffff" } else { "#000000" })
}

fn write_number(language: &str, number: i64) -> String {
    let digits = group(&number.unsigned_abs().to_string(), style(language).group);
    if number < 0 { format!("-{digits}") } else { digits }
}

/// `€1,299.90` in English, `€ 1.299,90` in Dutch, `1.299,90 €` in German. Spaces inside do not break.
pub(crate) fn write_money(language: &str, money: Money) -> String {
    let style = style(language);
    let decimal = money.decimal();
    let (whole, fraction) = decimal.split_once('.').unwrap_or((&decimal, ""));
    let mut amount = group(whole, style.group);
    if !fraction.is_empty() {
        amount.push(style.decimal);
        amount.push_str(fraction);
    }
    let code = money.currency();
    let symbol = match code.as_str() {
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "$",
        "JPY" => "¥",
        other => other,
    };
    let is_code = symbol.is_ascii() && symbol.len() == 3;
    match style.currency {
        Place::Before if is_code => format!("{symbol}\u{a0}{amount}"),
        Place::Before => format!("{symbol}{amount}"),
        Place::BeforeSpaced => format!("{symbol}\u{a0}{amount}"),
        Place::After => format!("{amount}\u{a0}{symbol}"),
    }
}

/// Digits in groups of three from the right.
fn group(digits: &str, separator: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push_str(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// `24 November 2026`, with the time `24 November 2026 at 10:05`.
fn write_date(language: &str, at: i64, zone: &str, with_time: bool) -> Result<String, Error> {
    let broken = |_| Error::from(ErrorKind::InvalidOperation);
    let zone = TimeZone::get(zone).map_err(broken)?;
    let local = Timestamp::from_millisecond(at).map_err(broken)?.to_zoned_datetime(zone);
    let month = month(language, local.month()).unwrap_or_default();
    let dot = if primary(language) == "de" { "." } else { "" };
    let date = format!("{}{dot} {month} {}", local.day(), local.year());
    Ok(if with_time {
        let at = word(language, "at").unwrap_or_default();
        format!("{date} {at} {:02}:{:02}", local.hour(), local.minute())
    } else {
        date
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wenk_wire::CurrencyCode;

    fn money(language: &str, text: &str) -> String {
        write_money(language, Money::parse_with_currency(text).unwrap())
    }

    #[test]
    fn money_is_written_as_the_language_writes_it() {
        assert_eq!(money("en", "1299.90 EUR"), "€1,299.90");
        assert_eq!(money("nl", "1299.90 EUR"), "€\u{a0}1.299,90");
        assert_eq!(money("nl-BE", "1299.90 EUR"), "€\u{a0}1.299,90");
        assert_eq!(money("de", "1299.90 EUR"), "1.299,90\u{a0}€");
        assert_eq!(money("fr", "1299.90 EUR"), "1\u{202f}299,90\u{a0}€");
        assert_eq!(money("en", "1234567.00 CHF"), "CHF\u{a0}1,234,567.00");
        assert_eq!(money("nl", "0.05 EUR"), "€\u{a0}0,05");
        assert_eq!(money("en", "900 JPY"), "¥900");
        assert_eq!(Money::new(5, CurrencyCode::parse("KWD").unwrap()).decimal(), "0.005");
        assert_eq!(money("xx", "12.50 USD"), "$12.50");
    }

    #[test]
    fn a_button_can_be_read_in_any_colour() {
        for (colour, text) in
            [("#0f5c4c", "#ffffff"), ("#ffd400", "#000000"), ("#ffffff", "#000000"), ("#d00000", "#ffffff")]
        {
            assert_eq!(text_on(colour).unwrap(), text, "{colour}");
        }
        for bad in ["", "red", "#fff", "#ééé", "#12345g"] {
            assert!(text_on(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn dates_are_local_to_the_zone() {
        let late = 1_795_649_400_000; // 2026-11-25T23:30Z
        assert_eq!(write_date("en", late, "Europe/Brussels", false).unwrap(), "26 November 2026");
        assert_eq!(write_date("nl", late, "Europe/Brussels", true).unwrap(), "26 november 2026 om 00:30");
        assert_eq!(write_date("de", late, "UTC", true).unwrap(), "25. November 2026 um 23:30");
        assert_eq!(write_date("fr", late, "America/New_York", false).unwrap(), "25 novembre 2026");
        assert!(write_date("en", late, "Nowhere/City", false).is_err());
        assert!(write_date("en", i64::MAX, "UTC", false).is_err());
    }
}
