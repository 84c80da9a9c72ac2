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
            Err(error) => problems.push(Problem::new(error.part().field(), "", format!("cannot be rendered: {error}"))),
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
        problems.push(Problem::new(Part::Html.field(), tag.trim_end_matches('/').trim(), "is a picture without `alt`"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{TemplateSource, compile};

    fn own(name: &str, html: &str, text: &str) -> Vec<String> {
        let source = TemplateSource {
            name: name.to_owned(),
            language: "en".to_owned(),
            subject: "s".to_owned(),
            mjml: format!("<mjml><mj-body><mj-section><mj-column>{html}</mj-column></mj-section></mj-body></mjml>"),
            text: text.to_owned(),
        };
        lint(&compile(&source).unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn r28_marketing_bears_sender_address_and_a_way_out() {
        let missing = [
            "mjml `shop.name` is missing from a marketing mail",
            "mjml `shop.postal_address` is missing from a marketing mail",
            "mjml `shop.reply_to` is missing from a marketing mail",
            "mjml `links.unsubscribe` is missing from a marketing mail",
            "text `shop.name` is missing from a marketing mail",
            "text `shop.postal_address` is missing from a marketing mail",
            "text `shop.reply_to` is missing from a marketing mail",
            "text `links.unsubscribe` is missing from a marketing mail",
        ];
        assert_eq!(own("summer-sale", "<mj-text>Buy!</mj-text>", "Buy!"), missing);
        assert_eq!(own("confirmation", "<mj-text>Was this you?</mj-text>", "Was this you?"), [""; 0]);
    }

    #[test]
    fn hiding_the_way_out_is_no_way_out() {
        let footer = "{{ shop.name }} {{ shop.postal_address }} {{ shop.reply_to }} {{ links.unsubscribe }}";
        let hidden = format!("{{% if lines | length > 2 %}}{footer}{{% endif %}}");
        assert_eq!(own("sale", &format!("<mj-text>{footer}</mj-text>"), footer), [""; 0]);
        assert_eq!(own("sale", &format!("<mj-text>{hidden}</mj-text>"), footer).len(), 4);
    }

    #[test]
    fn r44_a_template_that_leans_on_a_value_that_may_be_absent_fails() {
        assert_eq!(
            own("confirmation", "<mj-text>{{ total | money }}</mj-text>", "t"),
            [
                "mjml cannot be rendered: template `confirmation` (en): `total | money` in mjml failed: cannot deserialize"
            ]
        );
        assert_eq!(
            own("confirmation", "<mj-text>a</mj-text>", "{{ lines[0].title }}"),
            ["text cannot be rendered: template `confirmation` (en): `lines[0].title` in text has no value"]
        );
    }

    #[test]
    fn pictures_have_words_and_mails_are_not_cut_off() {
        let picture = own("confirmation", "<mj-text><img src=\"https://shop.example/a.png\"></mj-text>", "t");
        assert_eq!(picture, ["mjml `src=\"https://shop.example/a.png\"` is a picture without `alt`"]);
        let long = own("confirmation", &format!("<mj-text>{}</mj-text>", "long ".repeat(21_000)), "t");
        assert_eq!(long.len(), 1);
        assert!(long[0].ends_with("and Gmail cuts off after 104448"), "{long:?}");
    }
}
