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

impl RenderError {
    /// The part that could not be rendered.
    #[must_use]
    pub const fn part(&self) -> Part {
        match self {
            Self::Missing { part, .. } | Self::TooMuch { part, .. } | Self::Failed { part, .. } => *part,
        }
    }
}

/// Renders a mail.
///
/// # Errors
/// Names the template, the part and what is wrong; see [`RenderError`].
pub fn render(compiled: &Compiled, model: &serde_json::Value) -> Result<Rendered, RenderError> {
    let root = Value::from(Serde(model));
    let part = |part: Part| render_part(compiled, part, &root);
    Ok(Rendered { subject: one_line(&part(Part::Subject)?), html: part(Part::Html)?, text: tidy(&part(Part::Text)?) })
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
    let range = error.range().unwrap_or_default();
    if full || error.kind() == ErrorKind::OutOfFuel {
        RenderError::TooMuch { template, language, part }
    } else if error.kind() == ErrorKind::UndefinedError {
        RenderError::Missing { template, language, part, variable: variable(source, range).to_owned() }
    } else {
        let statement = statement(source, range.start).to_owned();
        RenderError::Failed { template, language, part, statement, reason: error.kind().to_string() }
    }
}

/// The variable as written; the engine points to its last steps only.
fn variable(source: &str, range: core::ops::Range<usize>) -> &str {
    let before = source.get(..range.start).unwrap_or_default();
    let steps = |c: char| c.is_ascii_alphanumeric() || "_.[]".contains(c);
    let start = before.trim_end_matches(steps).len();
    source.get(start..range.end).unwrap_or_default().trim()
}

/// The statement around a place in the source, without its braces.
fn statement(source: &str, at: usize) -> &str {
    let (before, after) = source.split_at_checked(at).unwrap_or((source, ""));
    let start = before.rfind(['{', '%']).map_or(0, |brace| brace.saturating_add(1));
    let end = after.find(['}', '%']).map_or(source.len(), |brace| at.saturating_add(brace));
    source.get(start..end).unwrap_or_default().trim()
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
    let written =
        if part == Part::Html && !value.is_safe() { out.write_str(&escape(&text)) } else { out.write_str(&text) };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{TemplateSource, compile, sample_model};
    use proptest::prelude::*;
    use serde_json::json;

    fn source(subject: &str, html: &str, text: &str) -> TemplateSource {
        TemplateSource {
            name: "t".to_owned(),
            language: "en".to_owned(),
            subject: subject.to_owned(),
            mjml: format!(
                "<mjml><mj-body><mj-section><mj-column><mj-text>{html}</mj-text></mj-column></mj-section></mj-body></mjml>"
            ),
            text: text.to_owned(),
        }
    }

    fn error(subject: &str, html: &str, text: &str) -> String {
        let compiled = compile(&source(subject, html, text)).unwrap();
        match render(&compiled, &sample_model("t").to_json()) {
            Ok(mail) => format!("no error: {}", mail.text),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_title_is_text_never_markup() {
        let model = json!({ "title": "<script>alert('1')</script> & \"co\"\r\nBcc: eve@mail.example" });
        let everywhere = "<a href=\"https://shop.example/?q={{ title }}\">{{ title }}</a>{% autoescape false %}{{ title }}{% endautoescape %}";
        let mail = render(&compile(&source("{{ title }}", everywhere, "{{ title }}")).unwrap(), &model).unwrap();
        assert_eq!(mail.html.matches("<script").count(), 0);
        assert_eq!(
            mail.html.matches("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;co&quot;").count(),
            3
        );
        assert_eq!(mail.subject, "<script>alert('1')</script> & \"co\" Bcc: eve@mail.example");
        assert!(mail.text.starts_with("<script>alert('1')</script> & \"co\""));
    }

    #[test]
    fn there_is_no_way_to_call_a_value_markup() {
        let problems = compile(&source("s", "{{ shop.name | safe }}", "t"));
        let failed = problems.map(|compiled| render(&compiled, &sample_model("t").to_json()).is_err());
        assert!(failed.unwrap_or(true));
    }

    #[test]
    fn a_missing_value_is_named_with_its_template_and_part() {
        let cases = [
            error("{{ subject_line }}", "a", "a"),
            error("s", "Dear {{ person.name }}", "a"),
            error("s", "a", "{% for line in lines %}{{ line.colour }}{% endfor %}"),
        ];
        assert_eq!(
            cases,
            [
                "template `t` (en): `subject_line` in subject has no value",
                "template `t` (en): `person.name` in mjml has no value",
                "template `t` (en): `line.colour` in text has no value",
            ]
        );
    }

    #[test]
    fn a_failed_filter_is_named_without_its_value() {
        assert_eq!(
            error("s", "{{ shop.reply_to | money }}", "a"),
            "template `t` (en): `shop.reply_to | money` in mjml failed: cannot deserialize"
        );
        assert_eq!(
            error("s", "a", "{{ time_zone | datetime(shop.reply_to) }}"),
            "template `t` (en): `time_zone | datetime(shop.reply_to)` in text failed: invalid operation"
        );
    }

    #[test]
    fn too_much_work_stops() {
        let endless = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
        let huge = "{% set x = 'a' * 50000 %}{% for a in range(1000) %}{{ x }}{% endfor %}";
        for statement in [endless, huge] {
            assert_eq!(error("s", statement, "a"), "template `t` (en): mjml is too much work or too long");
            assert_eq!(error("s", "a", statement), "template `t` (en): text is too much work or too long");
        }
        assert_eq!(error("{{ 'a' * 500 }}", "a", "a"), "template `t` (en): subject is too much work or too long");
    }

    #[test]
    fn a_basket_with_a_hundred_lines_still_fits() {
        let mut model = sample_model("abandoned-cart-1");
        model.lines = model.lines.iter().cycle().take(100).cloned().collect();
        let preset = crate::presets().into_iter().find(|source| source.name == "abandoned-cart-1").unwrap();
        let mail = render(&compile(&preset).unwrap(), &model.to_json()).unwrap();
        assert!(mail.html.len() < MAX_HTML_BYTES / 2, "{}", mail.html.len());
    }

    #[test]
    fn statements_may_stand_around_elements() {
        let mut source = source("s", "a", "t");
        source.mjml = "<mjml><mj-body><mj-raw>{% for line in lines %}</mj-raw><mj-section><mj-column><mj-text>{{ line.title }}</mj-text></mj-column></mj-section><mj-raw>{% endfor %}</mj-raw></mj-body></mjml>".to_owned();
        let mail = render(&compile(&source).unwrap(), &sample_model("t").to_json()).unwrap();
        assert_eq!(["Tour 3", "Pannier", "Bell"].map(|title| mail.html.matches(title).count()), [1, 1, 1]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn nothing_that_is_written_or_given_panics(
            statement in r#"[ a-z{}%#|.()\[\]'"0-9<>=*/&;-]{0,60}"#,
            value in "\\PC{0,40}",
        ) {
            let model = json!({ "a": value, "lines": [{ "b": value }], "n": 3 });
            if let Ok(compiled) = compile(&source(&statement, &statement, &statement)) {
                let _ = render(&compiled, &model);
            }
        }

        #[test]
        fn whatever_a_title_is_it_stays_one_text(title in "\\PC{0,60}") {
            let compiled = compile(&source("{{ t }}", "<i title=\"{{ t }}\">{{ t }}</i>", "{{ t }}")).unwrap();
            let mail = render(&compiled, &json!({ "t": title })).unwrap();
            let plain = render(&compiled, &json!({ "t": "" })).unwrap();
            for c in ['<', '>', '"', '\''] {
                prop_assert_eq!(mail.html.matches(c).count(), plain.html.matches(c).count());
            }
            prop_assert!(!mail.subject.chars().any(char::is_control));
        }
    }
}
