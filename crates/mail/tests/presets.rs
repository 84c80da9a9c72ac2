//! Every preset mail as its reader gets it.

#![expect(clippy::unwrap_used, reason = "a preset that does not render is a failed test")]

use expect_test::expect_file;
use wenk_mail::{Rendered, compile, lint, presets, render, sample_model};

fn mail(name: &str, language: &str) -> Rendered {
    let source = presets().into_iter().find(|s| s.name == name && s.language == language).unwrap();
    let mut model = sample_model(name);
    model.language = language.to_owned();
    render(&compile(&source).unwrap(), &model.to_json()).unwrap()
}

/// Read `tests/mails`: the subject, the text part, and what a reader sees of the HTML part.
#[test]
fn every_preset_reads_as_it_did() {
    for source in presets() {
        let (name, language) = (&source.name, &source.language);
        let mail = mail(name, language);
        assert!(mail.html.contains(&format!("lang=\"{language}\"")), "the page says its language");
        let shown = format!("{}\n\n{}\n==== html\n{}\n", mail.subject, mail.text, visible(&mail.html));
        expect_file![format!("mails/{language}/{name}.txt")].assert_eq(&shown);
    }
}

/// The words of a page, one line per text; links and pictures as `[…]`.
fn visible(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut lines = Vec::new();
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        for name in ["href", "src"] {
            if let Some(link) = attribute(tag, name) {
                lines.push(format!("[{link}]"));
            }
        }
        if !tag.starts_with('!') && !text.trim().is_empty() {
            lines.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    lines.join("\n")
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[test]
fn every_preset_passes_the_lint() {
    for source in presets() {
        let (name, language) = (&source.name, &source.language);
        let compiled = compile(&source).unwrap_or_else(|problems| panic!("{name} {language}: {problems:#?}"));
        assert_eq!(lint(&compiled), [], "{name} {language}");
    }
    assert_eq!(presets().len(), 12);
}

#[test]
fn a_confirmation_carries_no_promotion() {
    for language in ["en", "nl"] {
        let mail = mail("confirmation", language);
        assert!(!mail.html.contains("/u/") && !mail.text.contains("/u/"), "nothing to unsubscribe from yet");
        assert_eq!(mail.html.matches("https://mail.spaak.example/c/sample\"").count(), 1, "one button");
        for word in ["%", "€", "discount", "korting"] {
            assert!(!mail.text.contains(word), "{word}");
        }
    }
}

#[test]
fn r31_the_old_price_is_struck_through_and_explained() {
    let mail = mail("wishlist-price-drop", "en");
    let label = "Lowest price of the last 30 days before the reduction: ";
    assert!(mail.html.contains(label) && mail.text.contains(label));
    assert!(mail.html.contains(">€2,199.00</s>"));
}

#[test]
fn a_dark_screen_gets_dark_mails() {
    for source in presets() {
        assert!(compile(&source).unwrap().html.contains("prefers-color-scheme: dark"));
    }
}
