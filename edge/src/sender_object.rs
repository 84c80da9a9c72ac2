//! `SenderObject`: one per shop and provider, asked once per batch of mails.

use crate::clock::Clock;
use crate::jurisdiction;
use crate::sender::{Lease, Sender, SenderAsk};
use wenk_wire::ShopId;
use worker::wasm_bindgen::{self, JsValue};
use worker::{DurableObject, Env, Error, Method, Request, RequestInit, Response, Result, State, durable_object};

/// The binding of the objects.
const BINDING: &str = "SENDER";
/// Stubs want a whole address; nothing of it is looked at.
const ADDRESS: &str = "https://sender.wenk/ask";
/// The key of the one value stored.
const KEY: &str = "sender";

/// Paces a shop's mails at a provider.
#[durable_object(fetch)]
#[derive(Debug)]
pub struct SenderObject {
    state: State,
    env: Env,
}

impl DurableObject for SenderObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let ask: SenderAsk = serde_json::from_str(&request.text().await?)?;
        let clock = Clock::of(&self.env);
        let storage = self.state.storage();
        let kept: Option<String> = storage.get(KEY).await?;
        let mut sender: Sender = kept.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
        let lease = match ask {
            SenderAsk::Lease { want } => sender.lease(want, clock.wall(), clock.now()),
            SenderAsk::Report { answered, failed } => {
                sender.report(answered, failed, clock.wall());
                Lease { granted: 0, wait_seconds: 0, runaway: false }
            }
        };
        storage.put(KEY, serde_json::to_string(&sender)?).await?;
        Response::from_json(&lease)
    }
}

/// Asks the sender of a shop at a provider.
pub(crate) async fn ask(env: &Env, shop: &ShopId, provider: &str, ask: SenderAsk) -> Result<Lease> {
    let stub = jurisdiction::stub(env, BINDING, &format!("{shop}/{provider}"))?;
    let mut init = RequestInit::new();
    let body = serde_json::to_string(&ask)?;
    init.with_method(Method::Post).with_body(Some(JsValue::from_str(&body)));
    let mut response = stub.fetch_with_request(Request::new_with_init(ADDRESS, &init)?).await?;
    if response.status_code() != 200 {
        return Err(Error::RustError(format!("sender answered {}", response.status_code())));
    }
    response.json().await
}
