//! Products whose price fell and whose watchers have not all been told: written with the prices, deleted once queued, so that an
//! import that was cut off tells everybody in the end.

use super::{prepare, rows, run};
use serde::Deserialize;
use wenk_wire::{ProductId, ShopId};
use worker::{D1PreparedStatement, Env, Result};

/// A product of which watchers are to be told.
#[derive(Debug, Deserialize)]
pub(crate) struct Pending {
    /// By which import.
    pub(crate) import: String,
    /// Which product.
    pub(crate) product: ProductId,
    /// The ids under which pages know it, as JSON.
    pub(crate) keys: String,
}

/// The statement that notes products.
pub(crate) fn add(
    env: &Env,
    shop: &ShopId,
    import: &str,
    products: &[(ProductId, Vec<String>)],
) -> Result<D1PreparedStatement> {
    let list: Vec<(&ProductId, String)> =
        products.iter().map(|(id, keys)| Ok((id, serde_json::to_string(keys)?))).collect::<Result<_>>()?;
    let sql = "INSERT INTO fanout (shop, import, product, keys) \
               SELECT ?1, ?2, value->>0, value->>1 FROM json_each(?3) WHERE true ON CONFLICT DO NOTHING";
    prepare(env, sql, &[shop.as_str().into(), import.into(), (&serde_json::to_string(&list)?).into()])
}

/// What is pending in a shop.
pub(crate) async fn pending(env: &Env, shop: &ShopId) -> Result<Vec<Pending>> {
    let sql = "SELECT import, product, keys FROM fanout WHERE shop = ?1 ORDER BY import, product LIMIT 500";
    rows(env, sql, &[shop.as_str().into()]).await
}

/// Every watcher of a product is on the queue.
pub(crate) async fn done(env: &Env, shop: &ShopId, import: &str, product: &ProductId) -> Result<()> {
    let sql = "DELETE FROM fanout WHERE shop = ?1 AND import = ?2 AND product = ?3";
    run(env, sql, &[shop.as_str().into(), import.into(), product.as_str().into()]).await.map(|_| ())
}
