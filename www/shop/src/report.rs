//! The server signal: what the shop's server tells Wenk about an order, signed with the shop secret.
//!
//! **In scope:** the body, the signature, and trying again when Wenk does not answer.
//!
//! **Out of scope:** surviving a restart of the shop. A real shop keeps the signal beside the order.

use crate::cart::Line;
use crate::{clock, signing};
use serde::Serialize;
use std::time::Duration;

/// How long to wait before each further attempt, in seconds.
const WAITS_S: [u64; 6] = [1, 2, 4, 8, 16, 32];
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// An order as Wenk is told about it.
#[derive(Clone, Debug, Serialize)]
pub struct OrderPlaced {
    /// Number of the signal, once only.
    pub id: String,
    /// When it was placed, in Unix milliseconds.
    pub at: u64,
    /// Always `order_placed`.
    pub kind: &'static str,
    /// Number of the order.
    pub order: String,
    /// The customer's address.
    pub email: String,
    /// The customer's number, when logged in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The basket it came from.
    pub cart: String,
    /// The checkout it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkout: Option<String>,
    /// What was bought.
    pub lines: Vec<Line>,
    /// What it cost: `59.90 EUR`.
    pub total: String,
}

/// Where to tell it, and with which secret.
#[derive(Clone)]
pub struct Reporter {
    client: reqwest::Client,
    address: String,
    secret: String,
}

impl Reporter {
    /// A reporter for one shop.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(edge: &str, shop: &str, secret: &str) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build()?;
        Ok(Self { client, address: format!("{edge}/v1/shops/{shop}/signals"), secret: secret.to_owned() })
    }

    /// Tells it in the background, several times if need be. The log names the order, never the customer.
    pub fn tell(&self, signal: OrderPlaced) {
        let reporter = self.clone();
        tokio::spawn(async move {
            let Ok(body) = body(&signal) else { return };
            for wait in WAITS_S.into_iter().map(Some).chain([None]) {
                let Err(why) = reporter.attempt(&body).await else { return };
                eprintln!("order {}: Wenk was not told: {why}", signal.order);
                let Some(seconds) = wait.filter(|_| why.may_pass) else { return };
                tokio::time::sleep(Duration::from_secs(seconds)).await;
            }
        });
    }

    async fn attempt(&self, body: &str) -> Result<(), Refused> {
        let timestamp = clock::now_ms() / 1_000;
        let request = self.client.post(&self.address).header("content-type", "application/json");
        let signed = request
            .header("wenk-timestamp", timestamp)
            .header("wenk-signature", signing::signature(&self.secret, timestamp, body));
        let answer = signed.body(body.to_owned()).send().await;
        match answer.map(|answer| answer.status()) {
            Ok(status) if status.is_success() => Ok(()),
            Ok(status) => {
                let may_pass = status.is_server_error() || status == reqwest::StatusCode::TOO_MANY_REQUESTS;
                Err(Refused { said: status.to_string(), may_pass })
            }
            Err(error) => Err(Refused { said: error.without_url().to_string(), may_pass: true }),
        }
    }
}

struct Refused {
    said: String,
    may_pass: bool,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.said)
    }
}

fn body(signal: &OrderPlaced) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Body<'a> {
        version: u32,
        signals: [&'a OrderPlaced; 1],
    }
    serde_json::to_string(&Body { version: 1, signals: [signal] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn the_body_of_an_order_stays_as_it_is() {
        let signal = OrderPlaced {
            id: "order-1001".to_owned(),
            at: 1_764_000_000_000,
            kind: "order_placed",
            order: "1001".to_owned(),
            email: "ada@shop.example".to_owned(),
            customer: None,
            cart: "c-1".to_owned(),
            checkout: Some("t-1".to_owned()),
            lines: vec![Line { product: "bel".to_owned(), variant: None, quantity: 1 }],
            total: "24.95 EUR".to_owned(),
        };
        expect![[r#"{"version":1,"signals":[{"id":"order-1001","at":1764000000000,"kind":"order_placed","order":"1001","email":"ada@shop.example","cart":"c-1","checkout":"t-1","lines":[{"product":"bel","quantity":1}],"total":"24.95 EUR"}]}"#]]
        .assert_eq(&body(&signal).unwrap());
    }
}
