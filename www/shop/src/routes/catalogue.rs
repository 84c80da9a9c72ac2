//! Front page, categories, products.

use crate::events;
use crate::product::{CATEGORIES, Product};
use crate::state::{Shop, Visit};
use crate::view::{Failure, embedded, page, page_with_events};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// What the front page shows first.
const FAVOURITES: [&str; 8] = ["singel", "stroom", "grindpad", "bak", "luwte", "markt", "vuurtoren", "bel"];

pub(super) async fn home(State(shop): State<Shop>, visit: Visit) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let favourites: Vec<&Product> = FAVOURITES.iter().filter_map(|id| shelf.find(id)).collect();
    let doors: Vec<_> = CATEGORIES
        .iter()
        .map(|(slug, name, _)| {
            (*slug, *name, shelf.of(slug).count(), shelf.of(slug).next().map(|first| first.id.clone()))
        })
        .collect();
    let best = shelf.find("veerpont");
    page(
        &shop,
        &visit,
        "home.html",
        json!({"title": "Spaak, bicycles for every day", "favourites": favourites, "doors": doors, "best": best}),
    )
}

pub(super) async fn category(
    State(shop): State<Shop>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let (slug, name, about) = CATEGORIES.iter().find(|(known, _, _)| *known == slug).ok_or(Failure::NotFound)?;
    let products: Vec<&Product> = shelf.of(slug).collect();
    page(
        &shop,
        &visit,
        "category.html",
        json!({"title": name, "name": name, "about": about, "products": products, "current": slug}),
    )
}

pub(super) async fn product(
    State(shop): State<Shop>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let shelf = shop.shelf()?;
    let Some(product) = shelf.find(&id) else { return missing(State(shop), visit).await };
    let beside: Vec<&Product> = shelf.of(&product.category).filter(|other| other.id != id).take(4).collect();
    let facts = embedded(&structured(product, shop.origin()));
    let values = json!({"title": product.title, "product": product, "beside": beside, "facts": facts, "current": product.category});
    page_with_events(&shop, &visit, "product.html", values, vec![events::view_item(product)])
}

pub(super) async fn imprint(State(shop): State<Shop>, visit: Visit) -> Result<Response, Failure> {
    page(&shop, &visit, "imprint.html", json!({"title": "Imprint and privacy"}))
}

/// The page for an address that leads nowhere.
pub(super) async fn missing(State(shop): State<Shop>, visit: Visit) -> Result<Response, Failure> {
    let values = json!({"title": "This page rode off", "text": "The address leads nowhere. The bicycles are where they always were."});
    Ok((StatusCode::NOT_FOUND, page(&shop, &visit, "message.html", values)?).into_response())
}

/// What search engines read: a schema.org product.
fn structured(product: &Product, origin: &str) -> serde_json::Value {
    let availability = if product.in_stock { "InStock" } else { "OutOfStock" };
    json!({
        "@context": "http://schema.org",
        "@type": "Product",
        "name": product.title,
        "description": product.description,
        "sku": product.id,
        "mpn": product.mpn,
        "brand": {"@type": "Brand", "name": product.brand},
        "category": format!("{} > {}", product.category_name, product.group),
        "color": product.colour,
        "image": format!("{origin}/pictures/{}.svg", product.id),
        "url": format!("{origin}/p/{}", product.id),
        "offers": {
            "@type": "Offer",
            "price": product.price(),
            "priceCurrency": "EUR",
            "availability": format!("http://schema.org/{availability}"),
            "itemCondition": "http://schema.org/NewCondition",
            "url": format!("{origin}/p/{}", product.id),
        },
    })
}
