//! A compiled template and a model give a mail: escaped, bounded in work and bytes, and strict about what is missing.

use super::{Compiled, Part, Rendered, filters};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, UndefinedBehavior, Value};

/// How many steps a template may take: a loop over the 100 lines of a full basket takes about 10,000.
const FUEL: u64 = 200_000;
/// Largest HTML part, in bytes.
const MAX_HTML_BYTES: usize = 262_144;
/// Largest text part, in bytes.
const MAX_TEXT_BYTES: usize = 65_536;
/// Largest subject, in bytes.
const MAX_SUBJECT_BYTES: usize = 400;

/// Why a template could not be rendered. Names what its author wrote, never a value of the model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The template asks for something that the model does not have.
    #[error("template `{template}` ({language}): `{variable}` in {} has no value", part.field())]
    Missing {
        /// The template.
        template: String,
        /// Its language.
        language: String,
        /// The part.
        part: Part,
        /// What it asked for, as written.
        variable: String,
    },
    /// The template does too much: endless loops, huge texts.
    #[error("template `{template}` ({language}): {} is too much work or too long", part.field())]
    TooMuch {
        /// The template.
        template: String,
        /// Its language.
        language: String,
        /// The part.
        part: Part,
    },
    /// A statement failed.
    #[error("template `{template}` ({language}): `{statement}` in {} failed: {reason}", part.field())]
    Failed {
        /// The template.
        template: String,
        /// Its language.
        language: String,
        /// The part.
        part: Part,
        /// The statement, as written.
        statement: String,
        /// What kind of failure.
        reason: String,
    },
}

/// Renders a mail.
///
/// # Errors
/// Names the template, the part and what is wrong; see [`RenderError`].
pub fn render(compiled: &Compiled, model: &serde_json::Value) -> Result<Rendered, RenderError> {
    let root = Value::from(Serde(model));
    let part = |part: Part| render_part(compiled, part, &root);
    Ok(Rendered {
        subject: one_line(&part(Part::Subject)?),
        html: part(Part::Html)?,
        text: tidy(&part(Part::Text)?),
    })
}

/// The environment of one part: nothing to load, nothing unsafe, bounded work.
pub(crate) fn environment(part: Part, language: &str) -> Environment<'static> {
    let mut environment = Environment::new();
    // What comes from the model is text, always: there is no way to declare it to be markup.
    environment.remove_filter("safe");
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(move |_| match part {
        Part::Html => AutoEscape::Html,
        Part::Subject | Part::Text => AutoEscape::None,
    });
    environment.set_formatter(move |out, _, value| write_value(out, value, part));
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    filters::add(&mut environment, language);
    environment
}

fn render_part(compiled: &Compiled, part: Part, root: &Value) -> Result<String, RenderError> {
    let source = compiled.part(part);
    let environment = environment(part, &compiled.language);
    let mut out = Bounded { bytes: Vec::new(), max: max_bytes(part), full: false };
    let result = environment
        .template_from_named_str(part.field(), source)
        .and_then(|template| template.render_captured_to(root.clone(), &mut out).map(|_| ()));
    match result {
        Ok(()) => Ok(String::from_utf8_lossy(&out.bytes).into_owned()),
        Err(error) => Err(explain(compiled, part, &error, out.full)),
    }
}

const fn max_bytes(part: Part) -> usize {
    match part {
        Part::Subject => MAX_SUBJECT_BYTES,
        Part::Html => MAX_HTML_BYTES,
        Part::Text => MAX_TEXT_BYTES,
    }
}

/// The error in words of the template's author. The engine's own detail is left out: it may repeat a value.
fn explain(compiled: &Compiled, part: Part, error: &Error, full: bool) -> RenderError {
    let (template, language) = (compiled.name.clone(), compiled.language.clone());
    let source = compiled.part(part);
    let written = || error.range().and_then(|range| source.get(range)).unwrap_or_default().trim().to_owned();
    if full || error.kind() == ErrorKind::OutOfFuel {
        RenderError::TooMuch { template, language, part }
    } else if error.kind() == ErrorKind::UndefinedError {
        RenderError::Missing { template, language, part, variable: written() }
    } else {
        RenderError::Failed { template, language, part, statement: written(), reason: error.kind().to_string() }
    }
}

/// Writes one value. Slashes stay as they are, so that a link in the source of a mail can be read.
fn write_value(out: &mut Output<'_>, value: &Value, part: Part) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    if value.is_none() {
        return Ok(());
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let written = if part == Part::Html && !value.is_safe() { out.write_str(&escape(&text)) } else { out.write_str(&text) };
    written.map_err(Error::from)
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// One line without control characters: a subject cannot begin another header.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// At most one empty line in a row, no spaces at the end of a line, one line end at the end.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = 1;
    for line in text.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    let end = tidied.trim_end().len();
    tidied.truncate(end);
    tidied.push('\n');
    tidied
}

struct Bounded {
    bytes: Vec<u8>,
    max: usize,
    full: bool,
}

impl std::io::Write for &mut Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len().saturating_add(bytes.len()) > self.max {
            self.full = true;
            return Err(std::io::Error::from(std::io::ErrorKind::StorageFull));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
