//! Which e-mail addresses and links may stand in a header.
//!
//! **Out of scope:** whether an address exists, or may be written to.

use email_address::{EmailAddress, Options};
use std::str::FromStr;

/// `name@domain.tld` and nothing else: no display name, no comment, no address literal, no control character.
///
/// # Errors
/// The reason, as a sentence fragment.
pub(crate) fn check_address(text: &str) -> Result<(), &'static str> {
    const NOT: &str = "is not an e-mail address";
    if text.len() > 254 || text.chars().any(|c| c.is_control() || c.is_whitespace() || "<>\",;()\\".contains(c)) {
        return Err(NOT);
    }
    let strict = Options::default().with_required_tld().without_display_text().without_domain_literal();
    EmailAddress::parse_with_options(text, strict).map(|_| ()).map_err(|_| NOT)?;
    EmailAddress::from_str(text).map(|_| ()).map_err(|_| NOT)
}

/// An https link (or http to this machine, in development) that cannot end the header it stands in.
///
/// # Errors
/// The reason, as a sentence fragment.
pub(crate) fn check_header_url(text: &str) -> Result<(), &'static str> {
    let local = ["http://127.0.0.1:", "http://127.0.0.1/", "http://localhost:", "http://localhost/"];
    let rest = text.strip_prefix("https://").or_else(|| local.iter().find_map(|start| text.strip_prefix(start)));
    if text.len() > 900 {
        Err("is longer than 900 bytes")
    } else if rest.is_none_or(str::is_empty) {
        Err("is not an https link")
    } else if !text.bytes().all(|b| b.is_ascii_graphic() && !b"<>\",".contains(&b)) {
        Err("has a character that may not stand in a header")
    } else {
        Ok(())
    }
}

/// A name shown beside an address: one line, not longer than a line of a header.
///
/// # Errors
/// The reason, as a sentence fragment.
pub(crate) fn check_name(text: &str) -> Result<(), &'static str> {
    if text.trim().is_empty() {
        Err("is empty")
    } else if text.len() > 120 {
        Err("is longer than 120 bytes")
    } else if text.chars().any(char::is_control) {
        Err("has a control character")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_are_written_to() {
        for good in ["ada@shop.example", "a.b+c@sub.shop.example", "o'neil@shop.example"] {
            assert_eq!(check_address(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "ada",
            "ada@shop",
            "Ada <ada@shop.example>",
            "ada@[127.0.0.1]",
            "ada@shop.example\r\nBcc: b@shop.example",
            "\"a b\"@shop.example",
            "a@b.example,c@d.example",
            "a b@shop.example",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_link_cannot_end_its_header() {
        for good in ["https://shop.example/u/abc-_.~%20", "http://127.0.0.1:8787/u/x", "http://localhost:1/u"] {
            assert_eq!(check_header_url(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "https://",
            "http://shop.example/u",
            "http://127.0.0.1.evil.example/",
            "javascript:alert(1)",
            "mailto:a@b.example",
            "https://a/\r\nBcc: x",
            "https://a/>, <https://b",
            "https://a/ b",
            "https://a/é",
        ] {
            assert!(check_header_url(bad).is_err(), "{bad}");
        }
        assert!(check_header_url(&format!("https://{}", "a".repeat(900))).is_err());
    }
}
