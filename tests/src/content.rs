//! What a shop is filled with: its configuration and its templates, with this stack's addresses in them.
//!
//! Out of scope: its products, which are in its feed (see `wenk_shop::feed_file`).
//!
//! ```
//! use wenk_tests::content::{Content, changed};
//! let shortly = changed("cart_idle = \"1h\"", "1h", "5m");
//! let content = Content::new(&shortly, "http://127.0.0.1:1", "http://127.0.0.1:2");
//! assert_eq!(content.configuration, "cart_idle = \"5m\"");
//! ```

use serde_json::{Value, json};

/// Where the demo's configuration says that the Worker is.
const EDGE: &str = "http://127.0.0.1:8787";

/// What is loaded into the Worker besides the feed.
#[derive(Debug, Clone)]
pub struct Content {
    /// The configuration, in TOML.
    pub configuration: String,
    /// `{"templates": [...]}`.
    pub templates: Value,
}

impl Content {
    /// This configuration, leading to these addresses instead of the demo's, and the templates that come with Wenk.
    #[must_use]
    pub fn new(configuration: &str, edge: &str, shop: &str) -> Content {
        let configuration = configuration.replace(EDGE, edge).replace(wenk_shop::feed_file::SOURCE_ORIGIN, shop);
        Content { configuration, templates: json!({ "templates": wenk_mail::presets() }) }
    }
}

/// The configuration with a text replaced that must be there, so that a test cannot silently test another setting.
///
/// # Panics
/// When it is not there.
#[must_use]
pub fn changed(configuration: &str, from: &str, to: &str) -> String {
    assert!(configuration.contains(from), "the configuration does not say {from:?}");
    configuration.replace(from, to)
}
