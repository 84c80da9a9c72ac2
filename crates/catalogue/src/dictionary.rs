//! Words for a configurator's options (R34): a browser sends ids, the shop's dictionary has the words.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use wenk_wire::{MAX_ID_BYTES, Problem};

/// Longest word, in bytes.
const MAX_WORD: usize = 200;
/// The key under which an option has its values, beside its languages.
const VALUES: &str = "values";

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
    /// Reads `{"frame": {"en": "Frame size", "values": {"m": {"en": "M (54 cm)"}}}}` as a shop writes it. A bad word is named
    /// and left out, the others are kept.
    ///
    /// # Errors
    /// When the document is no JSON object.
    pub fn parse(text: &str) -> Result<(Self, Vec<Problem>), Problem> {
        let document: Value =
            serde_json::from_str(text).map_err(|error| Problem::new("", "", format!("is not JSON: {error}")))?;
        let mut problems = Vec::new();
        let options =
            entries("", &document, &mut problems).ok_or_else(|| Problem::new("", text, "is not an object"))?;
        let options = options.into_iter().filter_map(|(id, value)| {
            let words = option(id, value, &mut problems)?;
            Some((id.to_owned(), words))
        });
        let dictionary = Self(options.collect());
        Ok((dictionary, problems))
    }

    /// "Frame size" and "M (54 cm)" for `frame` and `m`; `None` where a word is missing, and then the mail leaves it out.
    #[must_use]
    pub fn words(&self, option: &str, value: &str, language: &str) -> Option<(&str, &str)> {
        let words = self.0.get(option)?;
        Some((words.name.get(language)?, words.values.get(value)?.get(language)?))
    }
}

fn option(id: &str, value: &Value, problems: &mut Vec<Problem>) -> Option<OptionWords> {
    let Some(fields) = value.as_object() else {
        problems.push(Problem::new(id, &value.to_string(), "is not an object"));
        return None;
    };
    let name = words(id, fields.iter().filter(|(key, _)| *key != VALUES), problems);
    let path = format!("{id}.{VALUES}");
    let values = match fields.get(VALUES) {
        None => Vec::new(),
        Some(value) => entries(&path, value, problems).unwrap_or_else(|| {
            problems.push(Problem::new(&path, &value.to_string(), "is not an object"));
            Vec::new()
        }),
    };
    let mut of_value = |(id, value): (&str, &Value)| {
        let path = format!("{path}.{id}");
        let Some(fields) = value.as_object() else {
            problems.push(Problem::new(path, &value.to_string(), "is not an object"));
            return None;
        };
        Some((id.to_owned(), words(&path, fields.iter(), problems)))
    };
    let values = values.into_iter().filter_map(&mut of_value).collect();
    Some(OptionWords { name, values })
}

/// The entries of an object whose keys can be ids.
fn entries<'a>(path: &str, value: &'a Value, problems: &mut Vec<Problem>) -> Option<Vec<(&'a str, &'a Value)>> {
    let entries: &Map<String, Value> = value.as_object()?;
    let is_id = |id: &str| !id.is_empty() && id.len() <= MAX_ID_BYTES && !id.chars().any(char::is_control);
    let (good, bad): (Vec<_>, Vec<_>) = entries.iter().partition(|(id, _)| is_id(id));
    problems.extend(bad.iter().map(|(id, _)| {
        Problem::new(path, id, "holds an id that is empty, longer than 120 bytes or has a control character")
    }));
    Some(good.into_iter().map(|(id, value)| (id.as_str(), value)).collect())
}

fn words<'a>(
    path: &str,
    fields: impl Iterator<Item = (&'a String, &'a Value)>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    for (language, value) in fields {
        match word(language, value) {
            Ok(word) => drop(words.insert(language.clone(), word)),
            Err(reason) => problems.push(Problem::new(format!("{path}.{language}"), &value.to_string(), reason)),
        }
    }
    words
}

fn word(language: &str, value: &Value) -> Result<String, &'static str> {
    let mut parts = language.split('-');
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_main = |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase());
    if !parts.next().is_some_and(is_main) || !parts.all(is_part) {
        return Err("is not under a language such as en or nl-BE");
    }
    let text = value.as_str().ok_or("is not a text")?.trim();
    match text.len() {
        0 => Err("is empty"),
        _ if text.chars().any(char::is_control) => Err("has a control character"),
        1..=MAX_WORD => Ok(text.to_owned()),
        _ => Err("is longer than 200 bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use proptest::prelude::*;

    #[test]
    fn r34_ids_become_words_and_a_missing_word_is_left_out() {
        let text = r#"{"frame": {"en": "Frame size", "nl": "Framemaat", "values": {"m": {"en": "M (54 cm)"}}}}"#;
        let (dictionary, problems) = Dictionary::parse(text).unwrap();
        assert_eq!(problems, []);
        assert_eq!(dictionary.words("frame", "m", "en"), Some(("Frame size", "M (54 cm)")));
        for (option, value, language) in [("frame", "m", "nl"), ("frame", "l", "en"), ("fork", "m", "en")] {
            assert_eq!(dictionary.words(option, value, language), None);
        }
    }

    #[test]
    fn a_bad_word_is_named_and_the_others_are_kept() {
        let text = r#"{"frame": {"en": "Frame size", "English": "Frame", "nl": 5, "values": {"m": {"en": " "}, "l": 1, "": {}}},
            "fork": "carbon", "bell": {"en": "Bell", "values": []}}"#;
        let (dictionary, problems) = Dictionary::parse(text).unwrap();
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        expect![[r#"
            bell.values `[]` is not an object
            fork `"carbon"` is not an object
            frame.English `"Frame"` is not under a language such as en or nl-BE
            frame.nl `5` is not a text
            frame.values holds an id that is empty, longer than 120 bytes or has a control character
            frame.values.l `1` is not an object
            frame.values.m.en `" "` is empty"#]]
        .assert_eq(&problems.join("\n"));
        let names: Vec<_> = dictionary.0.iter().map(|(id, words)| (id.as_str(), words.name.len())).collect();
        assert_eq!(names, [("bell", 1), ("frame", 1)]);
    }

    #[test]
    fn what_is_no_dictionary_says_why() {
        assert_eq!(Dictionary::parse("[]").unwrap_err().reason, "is not an object");
        assert!(Dictionary::parse("{").unwrap_err().reason.starts_with("is not JSON"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_dictionary_panic(text in "\\PC{0,60}", id in "[a-z]{0,3}") {
            let _ = Dictionary::parse(&text);
            let document = serde_json::json!({ id.clone(): { "en": text, id: { "values": text } } });
            let _ = Dictionary::parse(&document.to_string());
        }
    }
}
