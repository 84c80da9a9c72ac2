//! Files: the feed, the pictures, the shop's scripts and style, the consent banner from npm.

use crate::configurator::Choices;
use crate::product::Shelf;
use crate::state::Shop;
use crate::view::{Failure, Header};
use crate::{feed_file, pictures};
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

const CSS: Header = (CONTENT_TYPE, "text/css; charset=utf-8");
const SCRIPT: Header = (CONTENT_TYPE, "text/javascript; charset=utf-8");
const SVG: Header = (CONTENT_TYPE, "image/svg+xml");
const AGAIN: Header = (CACHE_CONTROL, "no-cache");
const KEPT: Header = (CACHE_CONTROL, "public, max-age=600");

/// What a configured bicycle's picture shows.
#[derive(Deserialize)]
pub(super) struct Code {
    code: Option<String>,
}

/// The working copy of the feed.
pub(super) async fn feed(State(shop): State<Shop>) -> Result<Response, Failure> {
    let header: Header = (CONTENT_TYPE, "application/xml; charset=utf-8");
    Ok(([header, AGAIN], shop.feed()?).into_response())
}

/// A drawing.
pub(super) async fn picture(Path(file): Path<String>, Query(query): Query<Code>) -> Result<Response, Failure> {
    let svg = match file.as_str() {
        "hero.svg" => Some(pictures::hero()),
        "logo.svg" => Some(pictures::logo()),
        "built.svg" => query.code.as_deref().and_then(Choices::parse).and_then(|choices| {
            let (build, paint) = choices.drawn();
            pictures::built(&build, paint, &choices.words())
        }),
        name => drawn(name.strip_suffix(".svg").ok_or(Failure::NotFound)?)?,
    };
    Ok(([SVG, KEPT], svg.ok_or(Failure::NotFound)?).into_response())
}

/// The shop's own files.
pub(super) async fn file(Path(file): Path<String>) -> Result<Response, Failure> {
    let (kind, text) = match file.as_str() {
        "shop.css" => (CSS, include_str!("../../static/shop.css")),
        "shop.js" => (SCRIPT, include_str!("../../static/shop.js")),
        "consent.js" => (SCRIPT, include_str!("../../static/consent.js")),
        "configure.js" => (SCRIPT, include_str!("../../static/configure.js")),
        _ => return Err(Failure::NotFound),
    };
    Ok(([kind, AGAIN], text).into_response())
}

/// The consent banner's two files.
pub(super) async fn vendor(State(shop): State<Shop>, Path(file): Path<String>) -> Result<Response, Failure> {
    let kind = match file.as_str() {
        "cookieconsent.umd.js" => SCRIPT,
        "cookieconsent.css" => CSS,
        _ => return Err(Failure::NotFound),
    };
    let path = shop.settings().vendor.join("vanilla-cookieconsent/dist").join(&file);
    let text =
        tokio::fs::read_to_string(&path).await.map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
    Ok(([kind, KEPT], text).into_response())
}

fn drawn(id: &str) -> Result<Option<String>, Failure> {
    let shelf = Shelf::read(feed_file::SOURCE)?;
    Ok(shelf.find(id).and_then(|product| pictures::picture(&product.design, &product.title)))
}
