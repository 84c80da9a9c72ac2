//! JSON: a list of objects with the same field names, or an object with such a list under `products` or `items`.

use super::{FeedError, MAX_ROWS, Row};
use serde_json::Value;

/// Reads the rows.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, FeedError> {
    let document: Value = serde_json::from_str(text).map_err(|error| FeedError::Json { reason: error.to_string() })?;
    let list =
        document.as_array().or_else(|| ["products", "items"].iter().find_map(|key| document.get(key)?.as_array()));
    Ok(list.map(|list| list.iter().take(MAX_ROWS + 1).map(row).collect()).unwrap_or_default())
}

fn row(item: &Value) -> Row {
    let fields = item.as_object().into_iter().flatten();
    fields.filter_map(|(name, value)| Some((name.trim_start_matches("g:").to_owned(), text(value)?))).collect()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
