//! Compiled templates by name and language.

use super::{batch, first, prepare};
use serde::Deserialize;
use wenk_mail::Compiled;
use wenk_wire::{Millis, ShopId};
use worker::{Env, Result};

/// One template, in exactly this language.
pub(crate) async fn load(env: &Env, shop: &ShopId, name: &str, language: &str) -> Result<Option<Compiled>> {
    #[derive(Deserialize)]
    struct Row {
        compiled: String,
    }
    let sql = "SELECT compiled FROM template WHERE shop = ?1 AND name = ?2 AND language = ?3";
    let row: Option<Row> = first(env, sql, &[shop.as_str().into(), name.into(), language.into()]).await?;
    row.map(|row| Ok(serde_json::from_str(&row.compiled)?)).transpose()
}

/// Stores templates, all or none.
pub(crate) async fn put(env: &Env, shop: &ShopId, templates: &[Compiled], now: Millis) -> Result<()> {
    let sql = "INSERT INTO template (shop, name, language, compiled, stored_at) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT DO UPDATE SET compiled = excluded.compiled, stored_at = excluded.stored_at";
    let mut statements = Vec::with_capacity(templates.len());
    for template in templates {
        let json = serde_json::to_string(template)?;
        let values =
            [shop.as_str().into(), (&template.name).into(), (&template.language).into(), (&json).into(), now.into()];
        statements.push(prepare(env, sql, &values)?);
    }
    batch(env, statements).await
}

/// Every name and language that the shop has.
pub(crate) async fn names(env: &Env, shop: &ShopId) -> Result<Vec<(String, String)>> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
        language: String,
    }
    let sql = "SELECT name, language FROM template WHERE shop = ?1 ORDER BY name, language";
    let rows: Vec<Row> = super::rows(env, sql, &[shop.as_str().into()]).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.language)).collect())
}
