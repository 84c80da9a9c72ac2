//! D1: the shop's tables, one file each, SQL as text.
//!
//! Traps kept here: whole numbers travel as `f64`, a statement takes at most 100 parameters (lists go as one JSON text through
//! `json_each`), and awaiting a statement itself answers no rows.

pub(crate) mod admin_token;
pub(crate) mod asked;
pub(crate) mod audit;
pub(crate) mod catalogue;
pub(crate) mod config;
pub(crate) mod dead_letter;
pub(crate) mod erase;
pub(crate) mod fanout;
pub(crate) mod held_import;
pub(crate) mod identity;
pub(crate) mod ordered;
pub(crate) mod outbox;
pub(crate) mod pause;
pub(crate) mod price;
pub(crate) mod profile;
pub(crate) mod send;
pub(crate) mod shop;
pub(crate) mod suppression;
pub(crate) mod template;
pub(crate) mod unmatched;
pub(crate) mod used_id;
pub(crate) mod watch;

use serde::de::DeserializeOwned;
use wenk_wire::Millis;
use worker::wasm_bindgen::JsValue;
use worker::{D1PreparedStatement, Env, Result};

/// A value in a statement.
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(i64),
    Null,
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Millis> for Value<'_> {
    fn from(at: Millis) -> Self {
        Self::Number(at.0)
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

/// A statement with its values.
pub(super) fn prepare(env: &Env, sql: &str, values: &[Value<'_>]) -> Result<D1PreparedStatement> {
    #[expect(clippy::cast_precision_loss, reason = "times and counts lie below 2^53")]
    let js = |value: &Value<'_>| match value {
        Value::Text(text) => JsValue::from_str(text),
        Value::Number(number) => JsValue::from_f64(*number as f64),
        Value::Null => JsValue::NULL,
    };
    let values: Vec<JsValue> = values.iter().map(js).collect();
    env.d1("DB")?.prepare(sql).bind(&values)
}

/// Runs a statement; answers how many rows it changed.
pub(super) async fn run(env: &Env, sql: &str, values: &[Value<'_>]) -> Result<usize> {
    let result = prepare(env, sql, values)?.run().await?;
    Ok(result.meta()?.and_then(|meta| meta.changes).unwrap_or(0))
}

/// The rows of a statement.
pub(super) async fn rows<T: DeserializeOwned>(env: &Env, sql: &str, values: &[Value<'_>]) -> Result<Vec<T>> {
    prepare(env, sql, values)?.all().await?.results()
}

/// The first row of a statement.
pub(super) async fn first<T: DeserializeOwned>(env: &Env, sql: &str, values: &[Value<'_>]) -> Result<Option<T>> {
    Ok(rows(env, sql, values).await?.into_iter().next())
}

/// Runs statements together: all of them, or none.
pub(super) async fn batch(env: &Env, statements: Vec<D1PreparedStatement>) -> Result<()> {
    if statements.is_empty() {
        return Ok(());
    }
    env.d1("DB")?.batch(statements).await.map(|_| ())
}
