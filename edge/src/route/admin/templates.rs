//! `PUT /v1/admin/shops/{shop}/templates` `{"templates":[…]}`: compiles and stores mail templates (R44).
//!
//! Who may call: a token that may write.
//!
//! 1. Cap and parse: 413, 400, 422. 2. Compile and lint each: 422 with the problems of all; then nothing is stored. 3. Store all.

use super::Caller;
use crate::error::Error;
use crate::{d1, http};
use serde_json::{Value, json};
use wenk_mail::{Compiled, TemplateSource, compile, lint};
use wenk_wire::Problem;
use worker::{Request, Response};

const MOST_BYTES: usize = 4 << 20;

/// Answers the route.
pub(super) async fn put(request: &mut Request, caller: &Caller<'_>) -> Result<Response, Error> {
    // 1. Parse.
    let document = http::parsed(&http::body(request, MOST_BYTES).await?)?;
    // 2. Compile.
    let templates = compiled(&document).map_err(Error::invalid)?;
    // 3. Store.
    d1::template::put(caller.env, &caller.shop, &templates, caller.now).await?;
    caller.note(&format!("{} templates", templates.len())).await?;
    http::json(&json!({ "stored": templates.len() }), 200)
}

/// Every template of a document, or every problem of all of them.
fn compiled(document: &Value) -> Result<Vec<Compiled>, Vec<Problem>> {
    let list = document.get("templates").and_then(Value::as_array);
    let list = list.ok_or_else(|| vec![Problem::new("templates", "", "is not a list")])?;
    let (mut good, mut problems) = (Vec::new(), Vec::new());
    for (index, value) in list.iter().enumerate() {
        match one(value) {
            Ok(template) => good.push(template),
            Err(found) => {
                let place = place(value, index);
                problems.extend(found.into_iter().map(|problem| problem.inside(&place)));
            }
        }
    }
    if problems.is_empty() { Ok(good) } else { Err(problems) }
}

fn one(value: &Value) -> Result<Compiled, Vec<Problem>> {
    let source: TemplateSource =
        serde_json::from_value(value.clone()).map_err(|why| vec![Problem::new("", "", why.to_string())])?;
    let template = compile(&source)?;
    let problems = lint(&template);
    if problems.is_empty() { Ok(template) } else { Err(problems) }
}

fn place(value: &Value, index: usize) -> String {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    match (text("name"), text("language")) {
        (Some(name), Some(language)) => format!("{name} ({language})"),
        _ => format!("templates[{index}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_problems_of_all_templates_are_named_at_once() {
        let broken = |name: &str| json!({ "name": name, "language": "en", "subject": "{{ nickname }}", "mjml": "<mj-text>{{ nickname }}</mj-text>", "text": "x" });
        let document = json!({ "templates": [broken("one"), broken("two"), { "name": "three" }] });
        let problems = compiled(&document).unwrap_err();
        for place in ["one (en)", "two (en)", "templates[2]"] {
            assert!(problems.iter().any(|problem| problem.field.starts_with(place)), "{place}: {problems:?}");
        }
        assert_eq!(compiled(&json!({})).unwrap_err()[0].field, "templates");
    }

    #[test]
    fn every_template_that_comes_with_wenk_is_stored() {
        let presets = wenk_mail::presets();
        let document = json!({ "templates": presets });
        assert_eq!(compiled(&document).map(|list| list.len()), Ok(presets.len()));
    }
}
