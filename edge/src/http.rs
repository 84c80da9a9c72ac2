//! Requests and responses: bodies with a limit, JSON, and which origins may call.

use crate::error::{Code, Error};
use futures_util::StreamExt as _;
use serde::Serialize;
use serde_json::Value;
use wenk_engine::Config;
use worker::{Headers, Request, Response, Result as WorkerResult};

/// The body as text, read no further than its limit.
///
/// # Errors
/// 413 when it is larger, 400 when it is no text.
pub(crate) async fn body(request: &mut Request, most: usize) -> Result<String, Error> {
    let bytes = bytes(request, most).await?;
    String::from_utf8(bytes).map_err(|_| Error::new(Code::NotJson))
}

/// The body's bytes, read no further than the limit.
///
/// # Errors
/// 413 when there are more.
pub(crate) async fn bytes(request: &mut Request, most: usize) -> Result<Vec<u8>, Error> {
    let announced = request.headers().get("Content-Length")?.and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(Error::new(Code::BodyTooLarge));
    }
    if request.inner().body().is_none() {
        return Ok(Vec::new());
    }
    let (mut stream, mut bytes) = (request.stream()?, Vec::new());
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk?);
        if bytes.len() > most {
            return Err(Error::new(Code::BodyTooLarge));
        }
    }
    Ok(bytes)
}

/// A caller's JSON.
///
/// # Errors
/// 400.
pub(crate) fn parsed(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|_| Error::new(Code::NotJson))
}

/// An answer in JSON that nobody keeps.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn json(document: &impl Serialize, status: u16) -> Result<Response, Error> {
    let headers = Headers::new();
    headers.set("Content-Type", "application/json")?;
    headers.set("Cache-Control", "no-store")?;
    Ok(Response::from_bytes(serde_json::to_vec(document)?)?.with_status(status).with_headers(headers))
}

/// An answer without a body.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn empty(status: u16) -> Result<Response, Error> {
    Ok(Response::empty()?.with_status(status))
}

/// Lets only the shop's own pages call.
///
/// # Errors
/// 403 for a page of another origin, and for a caller that names none.
pub(crate) fn own_origin(request: &Request, config: &Config) -> Result<(), Error> {
    let origin = request.headers().get("Origin")?;
    let own = origin.is_some_and(|origin| config.shop.origins.contains(&origin));
    if own { Ok(()) } else { Err(Error::new(Code::ForeignOrigin)) }
}

/// Lets the page of one of the shop's origins read an answer, errors included. Never with credentials.
///
/// # Errors
/// When the headers cannot be set.
pub(crate) fn readable(response: Response, origin: Option<&str>) -> WorkerResult<Response> {
    let headers = response.headers().clone();
    headers.set("Vary", "Origin")?;
    headers.set("X-Content-Type-Options", "nosniff")?;
    if let Some(origin) = origin {
        headers.set("Access-Control-Allow-Origin", origin)?;
    }
    Ok(response.with_headers(headers))
}
