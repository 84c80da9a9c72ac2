//! Values of the page, read leniently: whatever is missing or of another shape is the same as nothing.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

/// A property; undefined where there is none.
pub(crate) fn get(value: &JsValue, name: &str) -> JsValue {
    if value.is_object() {
        Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    }
}

/// A text, or a whole number written as one; empty for anything else.
pub(crate) fn text(value: &JsValue) -> String {
    value.as_string().or_else(|| value.as_f64().map(|number| whole(number).to_string())).unwrap_or_default()
}

/// The text of a property.
pub(crate) fn text_of(value: &JsValue, name: &str) -> String {
    text(&get(value, name))
}

/// The text of a property, if it has one.
pub(crate) fn some_text_of(value: &JsValue, name: &str) -> Option<String> {
    Some(text_of(value, name)).filter(|text| !text.is_empty())
}

/// The number of a property.
pub(crate) fn number_of(value: &JsValue, name: &str) -> i64 {
    get(value, name).as_f64().map_or(0, whole)
}

/// The items of a list.
pub(crate) fn items(value: &JsValue) -> Vec<JsValue> {
    value.dyn_ref::<Array>().map(|list| list.iter().collect()).unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, reason = "times, ids and quantities lie below 2^53")]
pub(crate) const fn whole(number: f64) -> i64 {
    number as i64
}
