//! Measured figures with stable names, units in the names, printed for people or as one JSON object.
//!
//! Out of scope: judging them (see the budgets of `cargo xtask size`).
//!
//! ```
//! let mut figures = wenk_tests::figures::Figures::default();
//! figures.add("loader_brotli_bytes", 1_801);
//! assert_eq!(figures.json(), r#"{"loader_brotli_bytes":1801}"#);
//! assert_eq!(figures.text(), "loader_brotli_bytes  1801\n");
//! ```

use serde_json::{Map, Number, Value};

/// Figures in the order in which they were measured.
#[derive(Debug, Clone, Default)]
pub struct Figures(Vec<(String, Number)>);

impl Figures {
    /// Adds a count.
    pub fn add(&mut self, name: &str, value: u64) {
        self.0.push((name.to_owned(), Number::from(value)));
    }

    /// Adds a ratio or a rate, rounded to three places; one that is no number is left out.
    pub fn add_ratio(&mut self, name: &str, value: f64) {
        let rounded = (value * 1_000.0).round() / 1_000.0;
        self.0.extend(Number::from_f64(rounded).map(|number| (name.to_owned(), number)));
    }

    /// A figure by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|(known, _)| known == name).and_then(|(_, value)| value.as_f64())
    }

    /// One JSON object.
    #[must_use]
    pub fn json(&self) -> String {
        let object: Map<String, Value> =
            self.0.iter().map(|(name, value)| (name.clone(), Value::Number(value.clone()))).collect();
        Value::Object(object).to_string()
    }

    /// One figure per line.
    #[must_use]
    pub fn text(&self) -> String {
        let width = self.0.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let mut text = String::new();
        for (name, value) in &self.0 {
            text.push_str(&format!("{name:width$}  {value}\n"));
        }
        text
    }
}
