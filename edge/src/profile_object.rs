//! `ProfileObject`: one person in one shop. The doors of Cloudflare's side; what happens behind them is `profile`.

use crate::profile::protocol::Envelope;
use crate::profile::{Memory, Object};
use worker::wasm_bindgen;
use worker::{DurableObject, Env, Request, Response, Result, State, console_error, durable_object};

/// One person in one shop.
#[durable_object(alarm)]
#[derive(Debug)]
pub struct ProfileObject {
    state: State,
    env: Env,
    memory: Memory,
}

impl DurableObject for ProfileObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, memory: Memory::default() }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let envelope: Envelope = serde_json::from_str(&request.text().await?)?;
        let object = Object {
            context: &self.state,
            env: &self.env,
            shop: envelope.shop,
            name: envelope.object,
            memory: &self.memory,
        };
        match object.answer(envelope.ask).await {
            Ok(told) => Response::from_json(&told),
            Err(error) => {
                console_error!("profile object: {error}");
                Response::error("the object failed", 500)
            }
        }
    }

    /// Never an error: the platform gives up after six, so the object wakes itself again.
    async fn alarm(&self) -> Result<Response> {
        if let Err(error) = Object::wake(&self.state, &self.env, &self.memory).await {
            console_error!("alarm of a profile object: {error}");
        }
        Response::ok("")
    }
}
