//! JSON: a list of objects with the same field names, or an object with such a list under `products` or `items`.

use super::{FeedError, Reading, Row, row};
use serde_json::Value;

/// Reads the rows.
pub(super) fn read(text: &str, reading: &mut Reading<'_>) -> Result<(), FeedError> {
    let document: Value = serde_json::from_str(text).map_err(|error| FeedError::Json { reason: error.to_string() })?;
    let list =
        document.as_array().or_else(|| ["products", "items"].iter().find_map(|key| document.get(key)?.as_array()));
    for item in list.into_iter().flatten() {
        if reading.take(&fields(item)).is_break() {
            break;
        }
    }
    Ok(())
}

fn fields(item: &Value) -> Row {
    let fields = item.as_object().into_iter().flatten();
    fields.filter_map(|(name, value)| Some((row::known(name.trim_start_matches("g:"))?, text(value)?))).collect()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
