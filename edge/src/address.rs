//! E-mail addresses: what is one, and how it is written.

use email_address::{EmailAddress, Options};
use std::str::FromStr as _;

/// An address in lower case; `None` for what is none. Quoted names, literal hosts and hosts without a dot are none here: a shop
/// has no customers there.
pub(crate) fn parse(text: &str) -> Option<String> {
    let text = crate::keys::normalised(text);
    let options = Options::default().without_display_text().without_domain_literal().with_required_tld();
    let plain = text.len() <= 254 && text.is_ascii() && !text.contains('"');
    let known =
        plain && EmailAddress::from_str(&text).is_ok() && EmailAddress::parse_with_options(&text, options).is_ok();
    known.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_is_no_address_is_refused() {
        assert_eq!(parse(" Ada@Home.Example ").as_deref(), Some("ada@home.example"));
        for text in [
            "",
            "a",
            "a@b",
            "a@[1.2.3.4]",
            "Ada <a@b.example>",
            "\"a b\"@c.example",
            "a@b.example\r\nBcc: x@y.example",
            "ä@b.example",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
