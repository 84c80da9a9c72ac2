//! The shop's list of profiles: what each may be mailed about (R11).

use super::{first, rows, run};
use serde::Deserialize;
use wenk_wire::{ProfileId, ShopId, Topic};
use worker::{Env, Result};

/// Writes a profile's row.
pub(crate) async fn list(
    env: &Env,
    shop: &ShopId,
    profile: &ProfileId,
    object: &str,
    topics: &[Topic],
    language: Option<&str>,
) -> Result<()> {
    let topics = topics.iter().map(|topic| topic.as_str()).collect::<Vec<_>>().join(" ");
    let sql = "INSERT INTO profile (shop, profile, object, topics, language) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT DO UPDATE SET object = excluded.object, topics = excluded.topics, language = excluded.language";
    let values = [shop.as_str().into(), profile.as_str().into(), object.into(), (&topics).into(), language.into()];
    run(env, sql, &values).await.map(|_| ())
}

/// A page of the objects of a shop's profiles, in order, after one of them.
pub(crate) async fn page(env: &Env, shop: &ShopId, after: &str, most: i64) -> Result<Vec<(ProfileId, String)>> {
    #[derive(Deserialize)]
    struct Row {
        profile: ProfileId,
        object: String,
    }
    let sql = "SELECT profile, object FROM profile WHERE shop = ?1 AND profile > ?2 ORDER BY profile LIMIT ?3";
    let rows: Vec<Row> = rows(env, sql, &[shop.as_str().into(), after.into(), most.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.profile, row.object)).collect())
}

/// The object of a profile.
pub(crate) async fn object(env: &Env, shop: &ShopId, profile: &ProfileId) -> Result<Option<String>> {
    #[derive(Deserialize)]
    struct Row {
        object: String,
    }
    let sql = "SELECT object FROM profile WHERE shop = ?1 AND profile = ?2";
    Ok(first::<Row>(env, sql, &[shop.as_str().into(), profile.as_str().into()]).await?.map(|row| row.object))
}
