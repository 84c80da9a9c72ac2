//! The configurator's steps. What was chosen is kept, so that one can leave and come back.

use crate::configurator::{Choices, STEPS};
use crate::state::{Shop, Visit};
use crate::view::{Failure, act, go, page};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

/// Which step to show.
#[derive(Deserialize)]
pub(super) struct Asked {
    step: Option<usize>,
}

/// One choice, and where to go then.
#[derive(Deserialize)]
pub(super) struct Chosen {
    option: String,
    value: String,
    step: usize,
}

pub(super) async fn step(
    State(shop): State<Shop>,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let product = shelf.find(&id).filter(|product| product.configurable).ok_or(Failure::NotFound)?;
    let kept = visit.session.builds.get(&id).copied();
    let (choices, reached) = kept.unwrap_or((Choices::usual(), 1));
    let number = asked.step.unwrap_or(reached).clamp(1, STEPS.len());
    let chosen: Vec<_> =
        choices.pairs().map(|(step, choice)| (step.option, step.title, choice.value, choice.name)).collect();
    let values = json!({"title": format!("Build your {}", product.name), "product": product, "steps": STEPS, "number": number, "step": number.checked_sub(1).and_then(|index| STEPS.get(index)).ok_or(Failure::NotFound)?, "chosen": chosen, "code": choices.code(), "words": choices.words(), "total": product.cents + choices.extra_cents(), "reached": reached.max(number), "current": product.category});
    page(&shop, &visit, "configure.html", values)
}

pub(super) async fn choose(
    State(shop): State<Shop>,
    visit: Visit,
    Path(id): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let Some(product) = shelf.find(&id).filter(|product| product.configurable) else { return Ok(go("/")) };
    let next = chosen.step.clamp(1, STEPS.len());
    act(&shop, &visit, &format!("/configure/{}?step={next}", product.id), |session| {
        let (choices, reached) = session.builds.get(&product.id).copied().unwrap_or((Choices::usual(), 1));
        let choices = choices.with(&chosen.option, &chosen.value);
        session.builds.insert(product.id.clone(), (choices, reached.max(next)));
        Ok(())
    })
}
