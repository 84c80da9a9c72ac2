//! What is wrong with a template that compiles: seen by rendering it with a made-up person's data.
//!
//! **Out of scope:** taste.

use super::render::render;
use super::sample::{sample_model, sparse_model};
use super::{Compiled, Part, Rendered, is_service};
use crate::model::Model;
use wenk_wire::Problem;

/// Above this many bytes of HTML, Gmail cuts a mail off, and its footer with it.
pub const MAX_CLIPPED_BYTES: usize = 102 * 1_024;

/// Everything wrong with a template: what it lacks by law (R28), what mailboxes punish, what fails to render.
#[must_use]
pub fn lint(compiled: &Compiled) -> Vec<Problem> {
    let mut problems = Vec::new();
    for model in [sample_model(&compiled.name), sparse_model(&compiled.name)] {
        match render(compiled, &model.to_json()) {
            Ok(mail) => {
                problems.extend(missing(compiled, &model, &mail));
                problems.extend(shape(&mail));
            }
            Err(error) => problems.push(Problem::new("", "", format!("cannot be rendered: {error}"))),
        }
    }
    let mut unique: Vec<Problem> = Vec::new();
    for problem in problems {
        if !unique.contains(&problem) {
            unique.push(problem);
        }
    }
    unique
}

/// R28, R44: what every marketing mail bears, in both parts. Judged by what comes out, not by what is written.
fn missing(compiled: &Compiled, model: &Model, mail: &Rendered) -> Vec<Problem> {
    if is_service(&compiled.name) {
        return Vec::new();
    }
    let unsubscribe = model.links.unsubscribe.as_deref().unwrap_or_default();
    let wanted = [
        ("shop.name", model.shop.name.as_str()),
        ("shop.postal_address", model.shop.postal_address.as_str()),
        ("shop.reply_to", model.shop.reply_to.as_str()),
        ("links.unsubscribe", unsubscribe),
    ];
    let parts = [(Part::Html, &mail.html), (Part::Text, &mail.text)];
    parts
        .into_iter()
        .flat_map(|(part, text)| {
            let absent = wanted.into_iter().filter(move |(_, value)| !text.contains(value));
            absent.map(move |(name, _)| Problem::new(part.field(), name, "is missing from a marketing mail"))
        })
        .collect()
}

fn shape(mail: &Rendered) -> Vec<Problem> {
    let mut problems = Vec::new();
    if mail.subject.is_empty() {
        problems.push(Problem::new(Part::Subject.field(), "", "is empty"));
    }
    if mail.text.trim().is_empty() {
        problems.push(Problem::new(Part::Text.field(), "", "is empty"));
    }
    if mail.html.len() > MAX_CLIPPED_BYTES {
        let reason = format!("gives {} bytes of HTML, and Gmail cuts off after {MAX_CLIPPED_BYTES}", mail.html.len());
        problems.push(Problem::new(Part::Html.field(), "", reason));
    }
    let pictures = mail.html.split("<img").skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
    for tag in pictures.filter(|tag| !tag.contains("alt=\"")) {
        problems.push(Problem::new(Part::Html.field(), tag.trim(), "is a picture without `alt`"));
    }
    problems
}
