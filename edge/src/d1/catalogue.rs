//! Products as the feed has them, and the index of the ids under which pages name them (R33).

use super::{batch, prepare, rows};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use wenk_catalogue::Product;
use wenk_engine::Config;
use wenk_wire::{Millis, ProductId, ShopId, VariantId};
use worker::{D1PreparedStatement, Env, Result};

/// A product as the page names it, with its variant.
type PageId = (ProductId, Option<VariantId>);

/// Rows written by one statement.
const PER_STATEMENT: usize = 200;

/// Finds products by the ids that pages use: a variant's id first, else the product's.
pub(crate) async fn find(
    env: &Env,
    config: &Config,
    ids: &BTreeSet<PageId>,
    now: Millis,
) -> Result<BTreeMap<PageId, Found>> {
    #[derive(Deserialize)]
    struct Row {
        page_id: String,
        json: String,
    }
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let keys: BTreeSet<&str> = ids
        .iter()
        .flat_map(|(id, variant)| core::iter::once(id.as_str()).chain(variant.iter().map(VariantId::as_str)))
        .collect();
    let sql = "SELECT k.page_id, p.json FROM product_key k \
               JOIN product p ON p.shop = k.shop AND p.feed = k.feed AND p.product = k.product \
               WHERE k.shop = ?1 AND k.page_id IN (SELECT value FROM json_each(?2))";
    let list = serde_json::to_string(&keys)?;
    let rows: Vec<Row> = rows(env, sql, &[config.shop.id.as_str().into(), (&list).into()]).await?;
    let mut products = BTreeMap::new();
    for row in rows {
        products.insert(row.page_id, serde_json::from_str::<Product>(&row.json)?);
    }
    let one = |(id, variant): &PageId| {
        let by_variant = variant.as_ref().and_then(|variant| products.get(variant.as_str()));
        by_variant.or_else(|| products.get(id.as_str())).map(|product| Found::of(product, now))
    };
    Ok(ids.iter().filter_map(|id| Some((id.clone(), one(id)?))).collect())
}

/// What a mail needs of a product.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The catalogue's id.
    pub(crate) id: ProductId,
    /// The name.
    pub(crate) title: String,
    /// What tells the variant apart.
    pub(crate) variant: Option<String>,
    /// The effective price.
    pub(crate) price: wenk_wire::Money,
    /// A picture.
    pub(crate) image: Option<String>,
    /// The product's page.
    pub(crate) link: String,
    /// Whether it can be bought.
    pub(crate) available: bool,
}

impl Found {
    fn of(product: &Product, now: Millis) -> Self {
        Self {
            id: product.id.clone(),
            title: product.title.clone(),
            variant: product.variant_words(),
            price: product.effective_price(now),
            image: product.image_link.clone(),
            link: product.link.clone(),
            available: product.is_available(),
        }
    }
}

/// Every product of a feed.
pub(crate) async fn of_feed(env: &Env, shop: &ShopId, feed: &str) -> Result<BTreeMap<ProductId, Product>> {
    #[derive(Deserialize)]
    struct Row {
        json: String,
    }
    let sql = "SELECT json FROM product WHERE shop = ?1 AND feed = ?2";
    let rows: Vec<Row> = rows(env, sql, &[shop.as_str().into(), feed.into()]).await?;
    let mut products = BTreeMap::new();
    for row in rows {
        let product: Product = serde_json::from_str(&row.json)?;
        products.insert(product.id.clone(), product);
    }
    Ok(products)
}

/// The statements that bring a feed's rows up to date.
pub(crate) fn update(
    env: &Env,
    shop: &ShopId,
    feed: &str,
    changed: &[&Product],
    removed: &[ProductId],
    keys: &BTreeMap<String, &Product>,
) -> Result<Vec<D1PreparedStatement>> {
    let mut statements = Vec::new();
    for page in changed.chunks(PER_STATEMENT) {
        let list: Vec<(&ProductId, String)> =
            page.iter().map(|product| Ok((&product.id, serde_json::to_string(product)?))).collect::<Result<_>>()?;
        let sql = "INSERT INTO product (shop, feed, product, json) \
                   SELECT ?1, ?2, value->>0, value->>1 FROM json_each(?3) WHERE true \
                   ON CONFLICT DO UPDATE SET json = excluded.json";
        statements.push(prepare(
            env,
            sql,
            &[shop.as_str().into(), feed.into(), (&serde_json::to_string(&list)?).into()],
        )?);
    }
    if !removed.is_empty() {
        let list = serde_json::to_string(removed)?;
        let sql = "DELETE FROM product WHERE shop = ?1 AND feed = ?2 AND product IN (SELECT value FROM json_each(?3))";
        statements.push(prepare(env, sql, &[shop.as_str().into(), feed.into(), (&list).into()])?);
        let sql =
            "DELETE FROM product_key WHERE shop = ?1 AND feed = ?2 AND product IN (SELECT value FROM json_each(?3))";
        statements.push(prepare(env, sql, &[shop.as_str().into(), feed.into(), (&list).into()])?);
    }
    let pairs: Vec<(&str, &ProductId)> = keys.iter().map(|(key, product)| (key.as_str(), &product.id)).collect();
    for page in pairs.chunks(PER_STATEMENT) {
        // A key that leads where it led before is no write.
        let sql = "INSERT INTO product_key (shop, feed, page_id, product) \
                   SELECT ?1, ?2, value->>0, value->>1 FROM json_each(?3) WHERE true \
                   ON CONFLICT DO UPDATE SET product = excluded.product WHERE product <> excluded.product";
        statements.push(prepare(
            env,
            sql,
            &[shop.as_str().into(), feed.into(), (&serde_json::to_string(page)?).into()],
        )?);
    }
    Ok(statements)
}

/// Runs such statements, all or none.
pub(crate) async fn write(env: &Env, statements: Vec<D1PreparedStatement>) -> Result<()> {
    batch(env, statements).await
}

/// Which of some page ids the catalogue knows.
pub(crate) async fn known(env: &Env, shop: &ShopId, ids: &BTreeSet<&str>) -> Result<BTreeSet<String>> {
    #[derive(Deserialize)]
    struct Row {
        page_id: String,
    }
    let list = serde_json::to_string(ids)?;
    let sql =
        "SELECT DISTINCT page_id FROM product_key WHERE shop = ?1 AND page_id IN (SELECT value FROM json_each(?2))";
    let rows: Vec<Row> = rows(env, sql, &[shop.as_str().into(), (&list).into()]).await?;
    Ok(rows.into_iter().map(|row| row.page_id).collect())
}
