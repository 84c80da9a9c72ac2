//! Price history: from a moment on, this is the price.

use super::{prepare, rows, run};
use serde::Deserialize;
use std::collections::BTreeMap;
use wenk_catalogue::PricePoint;
use wenk_wire::{CurrencyCode, Millis, Money, ProductId, ShopId};
use worker::{D1PreparedStatement, Env, Result};

/// The history of some products, oldest price first.
pub(crate) async fn history(
    env: &Env,
    shop: &ShopId,
    products: &[ProductId],
) -> Result<BTreeMap<ProductId, Vec<PricePoint>>> {
    #[derive(Deserialize)]
    struct Row {
        product: ProductId,
        at: i64,
        minor: i64,
        currency: CurrencyCode,
    }
    let list = serde_json::to_string(products)?;
    let sql = "SELECT product, at, minor, currency FROM price \
               WHERE shop = ?1 AND product IN (SELECT value FROM json_each(?2)) ORDER BY product, at";
    let rows: Vec<Row> = rows(env, sql, &[shop.as_str().into(), (&list).into()]).await?;
    let mut history: BTreeMap<ProductId, Vec<PricePoint>> = BTreeMap::new();
    for row in rows {
        let point = PricePoint { at: Millis(row.at), price: Money::new(row.minor, row.currency) };
        history.entry(row.product).or_default().push(point);
    }
    Ok(history)
}

/// The last price that each product had until a moment.
pub(crate) async fn latest(env: &Env, shop: &ShopId, until: Millis) -> Result<BTreeMap<ProductId, Money>> {
    #[derive(Deserialize)]
    struct Row {
        product: ProductId,
        minor: i64,
        currency: CurrencyCode,
    }
    // The other columns of a row with max() are those of the row that has it.
    let sql = "SELECT product, minor, currency, max(at) AS at FROM price WHERE shop = ?1 AND at <= ?2 GROUP BY product";
    let rows: Vec<Row> = rows(env, sql, &[shop.as_str().into(), until.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.product, Money::new(row.minor, row.currency))).collect())
}

/// The statement that adds prices; one that is known for its moment stays as it is.
pub(crate) fn add(env: &Env, shop: &ShopId, prices: &[(ProductId, PricePoint)]) -> Result<D1PreparedStatement> {
    let list: Vec<(&ProductId, i64, i64, CurrencyCode)> =
        prices.iter().map(|(id, point)| (id, point.at.0, point.price.minor(), point.price.currency())).collect();
    let sql = "INSERT INTO price (shop, product, at, minor, currency) \
               SELECT ?1, value->>0, value->>1, value->>2, value->>3 FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING";
    prepare(env, sql, &[shop.as_str().into(), (&serde_json::to_string(&list)?).into()])
}

/// Forgets prices older than a moment, but for the last of each product before it.
pub(crate) async fn prune(env: &Env, oldest: Millis) -> Result<usize> {
    let sql = "DELETE FROM price WHERE at < ?1 AND EXISTS (SELECT 1 FROM price later WHERE later.shop = price.shop \
               AND later.product = price.product AND later.at > price.at AND later.at <= ?1)";
    run(env, sql, &[oldest.into()]).await
}
