//! The Worker in workerd, asked over HTTP as browsers, shops and operators ask.
//!
//! Each test has a Worker of its own on an empty directory. Out of scope: what a page does (see the `browser` tests).

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test stops where an answer is not as expected")]

mod bad_input;
mod mails;
mod once;
mod people;

use serde_json::Value;

/// The `code` of a problem document, with its status.
async fn problem(reply: reqwest::Response) -> (u16, String) {
    let status = reply.status().as_u16();
    let kind = reply.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let body: Value = reply.json().await.unwrap_or_default();
    assert!(kind.starts_with("application/problem+json"), "{status} has the type {kind:?}: {body}");
    assert_eq!(body["status"], status, "{body}");
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}
