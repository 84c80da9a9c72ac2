//! MJML to HTML, once per template, and a check of every statement's syntax.

use super::render::environment;
use super::{Compiled, Part, TemplateSource};
use mrml::prelude::parser::{Error, ParserOptions};
use mrml::prelude::render::RenderOptions;
use wenk_wire::Problem;

/// Largest part accepted, in bytes.
const MAX_SOURCE_BYTES: usize = 262_144;
/// Where the layout takes the source.
const CONTENT: &str = "<!-- content -->";
/// Where the layout takes the source's `<mj-preview>`, which MJML wants in the head.
const PREVIEW: &str = "<!-- preview -->";
/// What a source in the layout may ask for: the lines of a basket, the prices that fell.
const PARTS: [(&str, &str, &str); 2] = [
    ("<!-- lines -->", include_str!("../../templates/lines.mjml"), include_str!("../../templates/lines.txt")),
    ("<!-- drops -->", include_str!("../../templates/drops.mjml"), include_str!("../../templates/drops.txt")),
];

/// Compiles a template.
///
/// # Errors
/// Every problem of every part: broken MJML, a broken statement, a missing part.
pub fn compile(source: &TemplateSource) -> Result<Compiled, Vec<Problem>> {
    let mut problems = Vec::new();
    let fields = [
        ("name", &source.name),
        ("language", &source.language),
        ("subject", &source.subject),
        ("mjml", &source.mjml),
        ("text", &source.text),
    ];
    for (field, value) in fields {
        if value.trim().is_empty() {
            problems.push(Problem::new(field, "", "is missing"));
        } else if value.len() > MAX_SOURCE_BYTES {
            problems.push(Problem::new(field, "", format!("is longer than {MAX_SOURCE_BYTES} bytes")));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let own_root = source.mjml.contains("<mjml");
    let mjml = if own_root { source.mjml.clone() } else { mjml_in_layout(&source.mjml) };
    let text = if own_root { source.text.clone() } else { text_in_layout(&source.text) };
    let html = to_html(&mjml).unwrap_or_else(|problem| {
        problems.push(problem);
        String::new()
    });
    let compiled = Compiled {
        name: source.name.clone(),
        language: source.language.clone(),
        subject: source.subject.trim().to_owned(),
        html,
        text,
    };
    problems.extend(Part::ALL.into_iter().filter_map(|part| syntax(&compiled, part)));
    if problems.is_empty() { Ok(compiled) } else { Err(problems) }
}

fn mjml_in_layout(source: &str) -> String {
    let (preview, content) = lift_preview(source);
    let mut content = content;
    for (marker, mjml, _) in PARTS {
        content = content.replace(marker, mjml);
    }
    include_str!("../../templates/layout.mjml").replace(PREVIEW, preview).replace(CONTENT, &content)
}

fn text_in_layout(source: &str) -> String {
    let mut content = source.trim_end().to_owned();
    for (marker, _, text) in PARTS {
        content = content.replace(marker, text.trim_end());
    }
    include_str!("../../templates/layout.txt").replace(CONTENT, &content)
}

/// The preview with its tags, and the rest.
fn lift_preview(source: &str) -> (&str, String) {
    const END: &str = "</mj-preview>";
    let found = source.find("<mj-preview>").and_then(|start| {
        let end = source.get(start..)?.find(END)?.saturating_add(start).saturating_add(END.len());
        Some((source.get(start..end)?, format!("{}{}", source.get(..start)?, source.get(end..)?)))
    });
    found.unwrap_or_else(|| ("", source.to_owned()))
}

/// No fonts: a font from elsewhere would tell its server who opened the mail.
fn to_html(mjml: &str) -> Result<String, Problem> {
    let parsed = mrml::parse_with_options(mjml, &ParserOptions::default()).map_err(|error| not_mjml(mjml, &error))?;
    if let Some(warning) = parsed.warnings.first() {
        let shown = mjml.get(warning.span.start..warning.span.end).unwrap_or_default();
        return Err(Problem::new("mjml", shown, format!("has an {}", warning.kind)));
    }
    let options = RenderOptions { fonts: Default::default(), ..RenderOptions::default() };
    let html = parsed
        .element
        .render(&options)
        .map_err(|error| Problem::new("mjml", "", format!("cannot be laid out: {error}")))?;
    // What the layout engine does not know it passes on, and a mail reader would show nothing of it.
    match html.find("<mj-").and_then(|start| html.get(start..)?.split(['>', ' ', '/']).next()) {
        Some(unknown) => Err(Problem::new("mjml", unknown, "is no element of MJML, or stands where it may not")),
        None => Ok(html),
    }
}

/// The error with the place it points to, as written.
fn not_mjml(mjml: &str, error: &Error) -> Problem {
    let (span, reason) = match error {
        Error::UnexpectedElement { position, .. } => (Some(position), "may not stand here".to_owned()),
        Error::UnexpectedToken { position, .. } => (Some(position), "was not expected here".to_owned()),
        Error::MissingAttribute { name, position, .. } => (Some(position), format!("lacks the attribute `{name}`")),
        Error::InvalidAttribute { position, .. } => (Some(position), "is not a valid attribute".to_owned()),
        Error::InvalidFormat { position, .. } => (Some(position), "is not a valid value".to_owned()),
        Error::IncludeLoaderError { position, .. } => {
            (Some(position), "includes a file, and there are none".to_owned())
        }
        Error::EndOfStream { .. } => (None, "ends before its last element is closed".to_owned()),
        Error::SizeLimit { .. } => (None, "is too long".to_owned()),
        Error::ParserError { source, .. } => {
            let row = usize::try_from(source.pos().row).unwrap_or_default();
            let line = mjml.lines().nth(row.saturating_sub(1)).unwrap_or_default();
            return Problem::new("mjml", line.trim(), "is not MJML: a quote is missing, or a `<` begins no element");
        }
        Error::NoRootNode => (None, "has no `<mjml>` element".to_owned()),
    };
    let shown = span.and_then(|span| mjml.get(span.start..span.end)).unwrap_or_default();
    Problem::new("mjml", shown, reason)
}

/// A statement that does not parse, with the line it stands in.
fn syntax(compiled: &Compiled, part: Part) -> Option<Problem> {
    let source = compiled.part(part);
    let environment = environment(part, &compiled.language);
    let error = environment.template_from_named_str(part.field(), source).err()?;
    let line = error.line().and_then(|line| source.lines().nth(line.saturating_sub(1))).unwrap_or_default();
    let shown = error.range().and_then(|range| source.get(range)).filter(|s| !s.is_empty()).unwrap_or(line.trim());
    let detail = error.detail().unwrap_or("is not a statement");
    Some(Problem::new(part.field(), shown, format!("has a broken statement: {detail}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(subject: &str, mjml: &str, text: &str) -> Vec<String> {
        let [name, language] = ["t", "en"].map(str::to_owned);
        let (subject, mjml, text) = (subject.to_owned(), mjml.to_owned(), text.to_owned());
        let result = compile(&TemplateSource { name, language, subject, mjml, text });
        result.map_or_else(|problems| problems.iter().map(ToString::to_string).collect(), |_| Vec::new())
    }

    #[test]
    fn all_problems_come_at_once() {
        assert_eq!(problems("", "", " "), ["subject is missing", "mjml is missing", "text is missing"]);
        expect_test::expect![[r#"
            mjml `<mj-oops` is no element of MJML, or stands where it may not
            subject `a` has a broken statement: unexpected end of input, expected end of variable block
            text `%}` has a broken statement: unexpected end of block, expected in"#]]
        .assert_eq(&problems("{{ a", "<mj-section><mj-oops/></mj-section>", "{% for %}").join("\n"));
    }

    #[test]
    fn a_mistake_in_mjml_is_shown_as_written() {
        let text = "<mj-section><mj-column><mj-text>a</mj-text></mj-column></mj-section>";
        let mistakes = [
            "<mj-section><mj-column></mj-section>".to_owned(),
            "<mj-section><mj-column><mj-txt>a</mj-txt></mj-column></mj-section>".to_owned(),
            text.replace("</mj-text>", ""),
            text.replace("<mj-text>", "<mj-text color=red>"),
            format!("{text}<mj-include path=\"/etc/hosts\" />"),
            format!("<mjml>{text}"),
            "{% if a < b %}<mj-section></mj-section>{% endif %}".to_owned(),
        ];
        let shown = mistakes.map(|mjml| format!("{mjml}\n  {}", problems("s", &mjml, "t").join("\n  ")));
        expect_test::expect![[r#"
            <mj-section><mj-column></mj-section>
              mjml ends before its last element is closed
            <mj-section><mj-column><mj-txt>a</mj-txt></mj-column></mj-section>
              mjml `<mj-txt` is no element of MJML, or stands where it may not
            <mj-section><mj-column><mj-text>a</mj-column></mj-section>
              mjml ends before its last element is closed
            <mj-section><mj-column><mj-text color=red>a</mj-text></mj-column></mj-section>
              mjml `<mj-section><mj-column><mj-text color=red>a</mj-text></mj-column></mj-section>` is not MJML: a quote is missing, or a `<` begins no element
            <mj-section><mj-column><mj-text>a</mj-text></mj-column></mj-section><mj-include path="/etc/hosts" />
              mjml `mj-include` includes a file, and there are none
            <mjml><mj-section><mj-column><mj-text>a</mj-text></mj-column></mj-section>
              mjml `<mj-section` may not stand here
            {% if a < b %}<mj-section></mj-section>{% endif %}
              mjml `{% if a < b %}<mj-section></mj-section>{% endif %}` is not MJML: a quote is missing, or a `<` begins no element"#]]
        .assert_eq(&shown.join("\n"));
    }

    #[test]
    fn the_same_source_gives_the_same_bytes() {
        for source in crate::presets() {
            let first = compile(&source).unwrap();
            assert!((0..10).all(|_| compile(&source).unwrap() == first), "{}", source.name);
        }
    }

    #[test]
    fn no_font_is_fetched() {
        let html = compile(&crate::presets().remove(0)).unwrap().html;
        assert!(!html.contains("fonts.googleapis") && !html.contains("@import"));
    }

    #[test]
    fn a_page_of_ones_own_gets_no_layout() {
        let own =
            "<mjml><mj-body><mj-section><mj-column><mj-text>Hi</mj-text></mj-column></mj-section></mj-body></mjml>";
        let source = TemplateSource {
            name: "t".to_owned(),
            language: "en".to_owned(),
            subject: "s".to_owned(),
            mjml: own.to_owned(),
            text: "Hi".to_owned(),
        };
        assert_eq!(compile(&source).unwrap().text, "Hi");
        let ours = compile(&TemplateSource { mjml: "<mj-section></mj-section>".to_owned(), ..source }).unwrap();
        assert!(ours.text.contains("shop.postal_address") && ours.html.contains("shop.postal_address"));
    }

    #[test]
    fn stored_templates_keep_their_form() {
        let compiled = compile(&crate::presets().remove(0)).unwrap();
        let stored = serde_json::to_string(&compiled).unwrap();
        assert!(stored.starts_with(r#"{"name":"confirmation","language":"en","subject":"#));
        assert_eq!(serde_json::from_str::<Compiled>(&stored).unwrap(), compiled);
    }
}
