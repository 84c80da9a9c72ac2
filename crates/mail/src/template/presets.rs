//! The templates that come with Wenk: English and Dutch, in `templates/`.
//!
//! Each is a pair of files: MJML whose first line is a comment with the subject, and text.

use super::TemplateSource;

macro_rules! preset {
    ($($language:literal: $($name:literal)*;)*) => {
        [$($((
            $name,
            $language,
            include_str!(concat!("../../templates/", $language, "/", $name, ".mjml")),
            include_str!(concat!("../../templates/", $language, "/", $name, ".txt")),
        ),)*)*]
    };
}

/// The templates that come with Wenk.
#[must_use]
pub fn presets() -> Vec<TemplateSource> {
    preset! {
        "en": "confirmation" "abandoned-cart-1" "abandoned-cart-2" "wishlist-price-drop" "erasure-confirmation"
            "export-confirmation";
        "nl": "confirmation" "abandoned-cart-1" "abandoned-cart-2" "wishlist-price-drop" "erasure-confirmation"
            "export-confirmation";
    }
    .into_iter()
    .map(|(name, language, mjml, text)| {
        let (subject, mjml) = subject(mjml);
        TemplateSource {
            name: name.to_owned(),
            language: language.to_owned(),
            subject: subject.to_owned(),
            mjml: mjml.to_owned(),
            text: text.to_owned(),
        }
    })
    .collect()
}

/// The subject is the file's first line: `<!-- subject: … -->`.
fn subject(file: &'static str) -> (&'static str, &'static str) {
    let (first, rest) = file.split_once('\n').unwrap_or((file, ""));
    let subject = first.strip_prefix("<!-- subject:").and_then(|line| line.trim_end().strip_suffix("-->"));
    subject.map_or(("", file), |subject| (subject.trim(), rest))
}
