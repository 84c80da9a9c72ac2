//! Reading a TOML document table by table, so that every problem is named with its line.

use core::cell::RefCell;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One thing wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// The line, from 1.
    pub line: usize,
    /// Path of the field: `flow[0].step[1].wait`.
    pub field: String,
    /// What stood there; empty where something is missing.
    pub value: String,
    /// Why it is refused, as a sentence fragment.
    pub reason: String,
}

impl core::fmt::Display for Mark {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { line, field, value, reason } = self;
        if value.is_empty() {
            write!(f, "line {line}: {field} {reason}")
        } else {
            write!(f, "line {line}: {field} `{value}` {reason}")
        }
    }
}

/// A table being read: each key is asked for once, and what nobody asked for is a problem.
pub(super) struct Reader<'a> {
    text: &'a str,
    table: &'a DeTable<'a>,
    start: usize,
    path: String,
    asked: RefCell<Vec<&'static str>>,
    marks: &'a RefCell<Vec<Mark>>,
}

impl<'a> Reader<'a> {
    pub(super) fn root(text: &'a str, table: &'a DeTable<'a>, marks: &'a RefCell<Vec<Mark>>) -> Self {
        Self { text, table, start: 0, path: String::new(), asked: RefCell::default(), marks }
    }

    /// A key that may be missing.
    pub(super) fn optional<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, &'static str>,
    ) -> Option<T> {
        let value = self.value(key)?;
        match read(value.get_ref()) {
            Ok(read) => Some(read),
            Err(reason) => {
                self.mark(value.span().start, key, &show(value.get_ref()), reason);
                None
            }
        }
    }

    /// A key that must be there.
    pub(super) fn required<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, &'static str>,
    ) -> Option<T> {
        if !self.table.contains_key(key) {
            self.mark(self.start, key, "", "is missing");
        }
        self.optional(key, read)
    }

    /// A list of values; each bad one is its own problem.
    pub(super) fn list<T>(
        &self,
        key: &'static str,
        read: impl Fn(&DeValue<'_>) -> Result<T, &'static str>,
    ) -> Option<Vec<T>> {
        let value = self.value(key)?;
        let Some(items) = value.get_ref().as_array() else {
            self.mark(value.span().start, key, &show(value.get_ref()), "is not a list");
            return None;
        };
        let mut list = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match read(item.get_ref()) {
                Ok(read) => list.push(read),
                Err(reason) => self.mark(item.span().start, &format!("{key}[{index}]"), &show(item.get_ref()), reason),
            }
        }
        Some(list)
    }

    /// A nested table.
    pub(super) fn table(&self, key: &'static str) -> Option<Reader<'a>> {
        let value = self.value(key)?;
        let reader = value.get_ref().as_table().map(|table| self.inner(key.to_owned(), table, value));
        if reader.is_none() {
            self.mark(value.span().start, key, &show(value.get_ref()), "is not a table");
        }
        reader
    }

    /// A list of tables.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Reader<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.mark(value.span().start, key, &show(value.get_ref()), "is not a list of tables");
            return Vec::new();
        };
        let mut readers = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match item.get_ref().as_table() {
                Some(table) => readers.push(self.inner(format!("{key}[{index}]"), table, item)),
                None => {
                    self.mark(item.span().start, &format!("{key}[{index}]"), &show(item.get_ref()), "is not a table")
                }
            }
        }
        readers
    }

    /// A table whose keys are the shop's own words, with text values.
    pub(super) fn words(&self, key: &'static str) -> Option<Vec<(String, String)>> {
        let value = self.value(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.mark(value.span().start, key, &show(value.get_ref()), "is not a table");
            return None;
        };
        let mut words = Vec::new();
        for (name, word) in table {
            let name = name.get_ref().to_string();
            match word.get_ref().as_str() {
                Some(text) => words.push((name, text.to_owned())),
                None => self.mark(word.span().start, &format!("{key}.{name}"), &show(word.get_ref()), "is not text"),
            }
        }
        Some(words)
    }

    /// Whether a key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A problem with a key, wherever it stands; an empty key means the table itself.
    pub(super) fn wrong(&self, key: &str, reason: &str) {
        let value = self.table.get(key);
        let (start, shown) = value.map_or((self.start, String::new()), |v| (v.span().start, show(v.get_ref())));
        self.mark(start, key, &shown, reason);
    }

    /// Reports the keys that nobody asked for. Call when the table is read.
    pub(super) fn finish(&self) {
        for (key, value) in self.table {
            let name: &str = key.get_ref().as_ref();
            if !self.asked.borrow().contains(&name) {
                self.mark(key.span().start, name, &show(value.get_ref()), "is not a known setting");
            }
        }
    }

    fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    fn inner(&self, key: String, table: &'a DeTable<'a>, at: &Spanned<DeValue<'a>>) -> Reader<'a> {
        let path = if self.path.is_empty() { key } else { format!("{}.{key}", self.path) };
        Reader { text: self.text, table, start: at.span().start, path, asked: RefCell::default(), marks: self.marks }
    }

    fn mark(&self, start: usize, key: &str, value: &str, reason: &str) {
        let field = match (self.path.as_str(), key) {
            ("", key) => key.to_owned(),
            (path, "") => path.to_owned(),
            (path, key) => format!("{path}.{key}"),
        };
        let value: String = value.chars().take(80).collect();
        self.marks.borrow_mut().push(Mark { line: line_of(self.text, start), field, value, reason: reason.to_owned() });
    }
}

/// The line that a byte stands in, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

fn show(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(_) => "[…]".to_owned(),
        DeValue::Table(_) => "{…}".to_owned(),
    }
}
