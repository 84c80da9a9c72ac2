//! MJML to HTML, once per template, and a check of every statement's syntax.

use super::render::environment;
use super::{Compiled, Part, TemplateSource};
use mrml::prelude::parser::ParserOptions;
use mrml::prelude::render::RenderOptions;
use wenk_wire::Problem;

/// Largest part accepted, in bytes.
const MAX_SOURCE_BYTES: usize = 262_144;
const LAYOUT_MJML: &str = include_str!("../../templates/layout.mjml");
const LAYOUT_TEXT: &str = include_str!("../../templates/layout.txt");
/// Where the layout takes the source.
const SLOT: &str = "<!-- content -->";

/// Compiles a template.
///
/// # Errors
/// Every problem of every part: broken MJML, a broken statement, a missing part.
pub fn compile(source: &TemplateSource) -> Result<Compiled, Vec<Problem>> {
    let mut problems = Vec::new();
    for (field, value) in [
        ("name", &source.name),
        ("language", &source.language),
        ("subject", &source.subject),
        ("mjml", &source.mjml),
        ("text", &source.text),
    ] {
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
    let mjml = if own_root { source.mjml.clone() } else { LAYOUT_MJML.replace(SLOT, &source.mjml) };
    let text = if own_root { source.text.clone() } else { LAYOUT_TEXT.replace(SLOT, source.text.trim_end()) };
    let html = to_html(&mjml).unwrap_or_else(|problem| {
        problems.push(problem);
        String::new()
    });
    let Compiled { name, language, subject, html, text } = Compiled {
        name: source.name.clone(),
        language: source.language.clone(),
        subject: source.subject.trim().to_owned(),
        html,
        text,
    };
    let compiled = Compiled { name, language, subject, html, text };
    problems.extend(Part::ALL.into_iter().filter_map(|part| syntax(&compiled, part)));
    if problems.is_empty() { Ok(compiled) } else { Err(problems) }
}

/// No fonts: a font from elsewhere would tell its server who opened the mail.
fn to_html(mjml: &str) -> Result<String, Problem> {
    let parsed = mrml::parse_with_options(mjml, &ParserOptions::default())
        .map_err(|error| Problem::new("mjml", "", format!("is not MJML: {error}")))?;
    if let Some(warning) = parsed.warnings.first() {
        let shown = mjml.get(warning.span.start..warning.span.end).unwrap_or_default();
        return Err(Problem::new("mjml", shown, format!("has an {}", warning.kind)));
    }
    let options = RenderOptions { fonts: Default::default(), ..RenderOptions::default() };
    parsed.element.render(&options).map_err(|error| Problem::new("mjml", "", format!("cannot be laid out: {error}")))
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
