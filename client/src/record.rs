//! How values cross between JavaScript and wasm, and how they lie in the storage: records of fields, as one text.
//!
//! `\u{1f}` ends a field and `\u{1e}` a record; neither may stand in an id, and JSON never has them bare. JavaScript writes the same
//! (`client/after/record.js`). Whatever is missing is the same as empty, so nothing here can fail.

/// Between fields.
const FIELD: u8 = 0x1f;
/// Between records.
const RECORD: u8 = 0x1e;

/// The records of a text.
pub(crate) fn records(text: &str) -> impl Iterator<Item = Fields<'_>> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let (record, more) = cut(rest?, RECORD);
        rest = more;
        Some(Fields(record))
    })
}

/// The fields of a record, one after the other.
pub(crate) struct Fields<'a>(&'a str);

impl<'a> Fields<'a> {
    /// The fields of a text that is one record.
    pub(crate) const fn of(text: &'a str) -> Self {
        Self(text)
    }

    /// The next field.
    #[inline(never)]
    pub(crate) fn next(&mut self) -> String {
        let (field, rest) = cut(self.0, FIELD);
        self.0 = rest.unwrap_or_default();
        field.to_owned()
    }

    /// The next field, if there is something in it.
    pub(crate) fn some(&mut self) -> Option<String> {
        Some(self.next()).filter(|field| !field.is_empty())
    }

    /// The next field as a number; 0 for anything else.
    pub(crate) fn number(&mut self) -> i64 {
        number(&self.next())
    }

    /// The fields that are left.
    pub(crate) fn rest(mut self) -> Vec<String> {
        let mut fields = Vec::new();
        while !self.0.is_empty() {
            fields.push(self.next());
        }
        fields
    }
}

/// A whole number; 0 for anything else.
#[inline(never)]
pub(crate) fn number(text: &str) -> i64 {
    text.trim().parse().unwrap_or(0)
}

/// What stands before the mark, and after it if it is there.
#[inline(never)]
fn cut(text: &str, mark: u8) -> (&str, Option<&str>) {
    let place = text.bytes().position(|byte| byte == mark);
    place.map_or((text, None), |place| (text.get(..place).unwrap_or_default(), text.get(place + 1..)))
}

/// Records being written.
#[derive(Default)]
pub(crate) struct Writer(String);

impl Writer {
    /// Begins a record.
    pub(crate) fn record(&mut self) {
        self.0.push(char::from(RECORD));
    }

    /// A field of text.
    #[inline(never)]
    pub(crate) fn text(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push(char::from(FIELD));
    }

    /// A field of text that may be missing.
    pub(crate) fn may(&mut self, text: Option<&str>) {
        self.text(text.unwrap_or_default());
    }

    /// A field of a number.
    pub(crate) fn number(&mut self, number: i64) {
        crate::writer::digits(&mut self.0, number);
        self.0.push(char::from(FIELD));
    }

    pub(crate) fn end(self) -> String {
        self.0
    }
}
