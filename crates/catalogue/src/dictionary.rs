//! Words for a configurator's options (R34): a browser sends ids, the shop's dictionary has the words.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The words of every option and value, by language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dictionary(pub BTreeMap<String, OptionWords>);

/// The words of one option.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionWords {
    /// The option's name by language.
    pub name: BTreeMap<String, String>,
    /// Each value's name by language.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

impl Dictionary {
    /// "Frame size" and "M (54 cm)" for `frame` and `m`; `None` where a word is missing, and then the mail leaves it out.
    #[must_use]
    pub fn words(&self, option: &str, value: &str, language: &str) -> Option<(&str, &str)> {
        let words = self.0.get(option)?;
        Some((words.name.get(language)?, words.values.get(value)?.get(language)?))
    }
}
