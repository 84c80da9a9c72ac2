//! The wish list and the comparison.

use crate::events;
use crate::product::Product;
use crate::session::MOST_COMPARED;
use crate::state::{Shop, Visit};
use crate::view::{Failure, act, page};
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A button beside a product.
#[derive(Deserialize)]
pub(super) struct Press {
    product: String,
    back: Option<String>,
}

/// One row of the comparison.
#[derive(Serialize)]
struct Row {
    name: String,
    values: Vec<String>,
    differs: bool,
}

pub(super) async fn wishes(State(shop): State<Shop>, visit: Visit) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let products: Vec<&Product> = visit.session.wishes.iter().filter_map(|id| shelf.find(id)).collect();
    page(&shop, &visit, "wishes.html", json!({"title": "Your wish list", "products": products}))
}

pub(super) async fn wish_add(
    State(shop): State<Shop>,
    visit: Visit,
    Form(press): Form<Press>,
) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let product = shelf.find(&press.product).ok_or(Failure::NotFound)?;
    act(&shop, &visit, press.back.as_deref().unwrap_or("/wishes"), |session| {
        if session.wish(&product.id) {
            session.events.push(events::add_to_wishlist(product));
        }
        session.notice = Some(format!("{} is on your wish list.", product.name));
        Ok(())
    })
}

pub(super) async fn wish_remove(
    State(shop): State<Shop>,
    visit: Visit,
    Form(press): Form<Press>,
) -> Result<Response, Failure> {
    act(&shop, &visit, press.back.as_deref().unwrap_or("/wishes"), |session| {
        session.unwish(&press.product);
        session.notice = Some("Taken off your wish list.".to_owned());
        Ok(())
    })
}

pub(super) async fn compare(State(shop): State<Shop>, visit: Visit) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let products: Vec<&Product> = visit.session.compared.iter().filter_map(|id| shelf.find(id)).collect();
    let rows = rows(&products);
    page(
        &shop,
        &visit,
        "compare.html",
        json!({"title": "Compare", "products": products, "rows": rows, "most": MOST_COMPARED}),
    )
}

pub(super) async fn compare_add(
    State(shop): State<Shop>,
    visit: Visit,
    Form(press): Form<Press>,
) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let product = shelf.find(&press.product).ok_or(Failure::NotFound)?;
    act(&shop, &visit, press.back.as_deref().unwrap_or("/compare"), |session| {
        let room = session.compare(&product.id);
        session.notice = Some(if room {
            format!("{} is in the comparison.", product.name)
        } else {
            format!("The comparison holds {MOST_COMPARED}. Take one out first.")
        });
        Ok(())
    })
}

pub(super) async fn compare_remove(
    State(shop): State<Shop>,
    visit: Visit,
    Form(press): Form<Press>,
) -> Result<Response, Failure> {
    act(&shop, &visit, press.back.as_deref().unwrap_or("/compare"), |session| {
        session.uncompare(&press.product);
        session.notice = Some("Taken out of the comparison.".to_owned());
        Ok(())
    })
}

/// Every property that any of the products has, in the order of the first that has it.
fn rows(products: &[&Product]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (name, _) in products.iter().flat_map(|product| &product.details) {
        if rows.iter().all(|row| row.name != *name) {
            let value = |product: &&Product| {
                let found = product.details.iter().find(|(known, _)| known == name);
                found.map_or_else(|| "–".to_owned(), |(_, value)| value.clone())
            };
            let values: Vec<String> = products.iter().map(value).collect();
            let differs = values.iter().any(|value| values.first() != Some(value));
            rows.push(Row { name: name.clone(), values, differs });
        }
    }
    rows
}
