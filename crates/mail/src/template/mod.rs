//! Templates: MJML and text with minijinja statements, compiled once, rendered per mail (R44).
//!
//! A source without an `<mjml>` root of its own is put into Wenk's layout, in both parts: header, footer with sender,
//! postal address, reply address, unsubscribe and preference links, and why this mail comes.
//!
//! Statements survive the compilation of MJML in texts and attributes of `<mj-text>`, `<mj-button>`, `<mj-image>` and
//! `<mj-table>`, and around whole elements inside `<mj-raw>`. A comparison inside a statement is written `a > b`,
//! never with `<`, which begins a tag.
//!
//! **Out of scope:** where templates are stored, and who may change them.

mod compile;
mod filters;
mod language;
mod lint;
mod presets;
mod render;
mod sample;

pub use compile::compile;
pub use lint::{MAX_CLIPPED_BYTES, lint};
pub use presets::presets;
pub use render::{RenderError, render};
pub use sample::sample_model;

use serde::{Deserialize, Serialize};

/// A template as its author writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateSource {
    /// Its name in the configuration of flows: `abandoned-cart-1`.
    pub name: String,
    /// Language of its words: `en`, `nl`.
    pub language: String,
    /// The subject.
    pub subject: String,
    /// The HTML part, in MJML.
    pub mjml: String,
    /// The text part.
    pub text: String,
}

/// A template ready to render.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compiled {
    /// Its name.
    pub name: String,
    /// Language of its words.
    pub language: String,
    /// The subject.
    pub subject: String,
    /// The HTML part, MJML turned into HTML.
    pub html: String,
    /// The text part.
    pub text: String,
}

/// A mail's parts, ready to send. No `Debug`: they hold what a person did and links that act for them.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, one line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part.
    pub text: String,
}

/// Which part of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The subject.
    Subject,
    /// The HTML part.
    Html,
    /// The text part.
    Text,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 3] = [Self::Subject, Self::Html, Self::Text];

    /// The field of [`TemplateSource`] that its author would mend.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Html => "mjml",
            Self::Text => "text",
        }
    }
}

impl Compiled {
    /// The template text of a part.
    #[must_use]
    pub fn part(&self, part: Part) -> &str {
        match part {
            Part::Subject => &self.subject,
            Part::Html => &self.html,
            Part::Text => &self.text,
        }
    }
}

/// Whether a template answers something the person asked for, and so is no marketing. Everything else must be easy
/// to unsubscribe from.
#[must_use]
pub fn is_service(name: &str) -> bool {
    matches!(name, "confirmation" | "erasure-confirmation" | "export-confirmation")
}
