//! The way to an object: one question, one answer.

use super::protocol::{Ask, Envelope, Told};
use crate::jurisdiction;
use wenk_wire::ShopId;
use worker::wasm_bindgen::JsValue;
use worker::{Env, Error, Method, Request, RequestInit, Result};

/// The binding of the objects.
const BINDING: &str = "PROFILE";
/// Stubs want a whole address; only its path would be looked at, and there is only one.
const ADDRESS: &str = "https://profile.wenk/ask";

/// Asks the object of one person in one shop.
pub(crate) async fn ask(env: &Env, shop: &ShopId, object: &str, ask: Ask) -> Result<Told> {
    let envelope = Envelope { shop: shop.clone(), object: object.to_owned(), ask };
    let body = serde_json::to_string(&envelope)?;
    let stub = jurisdiction::stub(env, BINDING, &object_name(shop, object))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(JsValue::from_str(&body)));
    let mut response = stub.fetch_with_request(Request::new_with_init(ADDRESS, &init)?).await?;
    let text = response.text().await?;
    if response.status_code() != 200 {
        return Err(Error::RustError(format!("object answered {}: {text}", response.status_code())));
    }
    Ok(serde_json::from_str(&text)?)
}

/// One object per shop and keyed hash of the address: two shops never share one.
fn object_name(shop: &ShopId, object: &str) -> String {
    format!("{shop}/{object}")
}
