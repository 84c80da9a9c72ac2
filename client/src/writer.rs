//! JSON as it goes out: objects, one field after the other. Reading JSON is left to the browser.

/// An object being written.
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self(String::from("{"))
    }

    /// A field of text.
    pub(crate) fn text(mut self, name: &str, text: &str) -> Self {
        self.name(name);
        string(&mut self.0, text);
        self
    }

    /// A field of text that may be missing.
    pub(crate) fn may(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    /// A field of a number.
    pub(crate) fn number(mut self, name: &str, number: i64) -> Self {
        self.name(name);
        digits(&mut self.0, number);
        self
    }

    /// A field of JSON that is written already.
    pub(crate) fn raw(mut self, name: &str, json: &str) -> Self {
        self.name(name);
        self.0.push_str(json);
        self
    }

    pub(crate) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        string(&mut self.0, name);
        self.0.push(':');
    }
}

/// A list of JSON that is written already.
pub(crate) fn list<T: AsRef<str>>(items: impl Iterator<Item = T>) -> String {
    let mut out = String::from("[");
    for item in items {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(item.as_ref());
    }
    out.push(']');
    out
}

/// Three texts as one.
#[inline(never)]
pub(crate) fn joined(first: &str, second: &str, third: &str) -> String {
    let mut out = String::from(first);
    out.push_str(second);
    out.push_str(third);
    out
}

/// A whole number. The standard library's way brings its formatting machinery along.
#[inline(never)]
pub(crate) fn digits(out: &mut String, number: i64) {
    if number < 0 {
        out.push('-');
    }
    let mut rest = number.unsigned_abs();
    let mut power = 1;
    while rest / power >= 10 {
        power *= 10;
    }
    while power > 0 {
        out.push(char::from_digit(u32::try_from(rest / power).unwrap_or(0), 10).unwrap_or('0'));
        (rest, power) = (rest % power, power / 10);
    }
}

/// A text in quotes (RFC 8259, section 7).
fn string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if u32::from(control) < 0x20 => {
                out.push_str(if u32::from(control) < 0x10 { "\\u000" } else { "\\u001" });
                out.push(char::from_digit(u32::from(control) & 15, 16).unwrap_or('0'));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let odd = "a\"b\\c\nd\u{1}é🚲</script>";
        let json = Object::new()
            .text("odd", odd)
            .number("n", -3)
            .may("none", None)
            .raw("list", &list(["1", "2"].iter()))
            .end();
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read, serde_json::json!({"odd": odd, "n": -3, "list": [1, 2]}));
    }
}
