//! The GA4 commerce events that the shop's pages push into `dataLayer`, as any shop with a tag manager does.
//!
//! **Out of scope:** anything of Wenk's own; it reads these like every other tag.
//!
//! ```
//! let shelf = wenk_shop::product::Shelf::read(wenk_shop::feed_file::SOURCE).unwrap();
//! let event = wenk_shop::events::view_item(shelf.find("bel").unwrap());
//! assert_eq!(event["ecommerce"]["items"][0]["item_id"], "bel");
//! ```

use crate::cart::Priced;
use crate::product::Product;
use serde_json::{Value, json};

/// A product page was opened.
#[must_use]
pub fn view_item(product: &Product) -> Value {
    event("view_item", product.cents, vec![bare(product)])
}

/// A product was put on the wish list.
#[must_use]
pub fn add_to_wishlist(product: &Product) -> Value {
    event("add_to_wishlist", product.cents, vec![bare(product)])
}

/// So many of a line were put into the basket.
#[must_use]
pub fn add_to_cart(line: &Priced, quantity: u32) -> Value {
    event("add_to_cart", line.each * u64::from(quantity), vec![item(line, quantity)])
}

/// So many of a line were taken out of the basket.
#[must_use]
pub fn remove_from_cart(line: &Priced, quantity: u32) -> Value {
    event("remove_from_cart", line.each * u64::from(quantity), vec![item(line, quantity)])
}

/// The basket was looked at.
#[must_use]
pub fn view_cart(lines: &[Priced]) -> Value {
    whole("view_cart", lines)
}

/// The checkout was opened.
#[must_use]
pub fn begin_checkout(lines: &[Priced]) -> Value {
    whole("begin_checkout", lines)
}

/// An order was placed.
#[must_use]
pub fn purchase(order: &str, lines: &[Priced]) -> Value {
    let mut event = whole("purchase", lines);
    if let Some(Value::Object(ecommerce)) = event.get_mut("ecommerce") {
        ecommerce.insert("transaction_id".to_owned(), json!(order));
        ecommerce.insert("shipping".to_owned(), json!(0));
    }
    event
}

fn whole(name: &str, lines: &[Priced]) -> Value {
    event(name, Priced::total(lines), lines.iter().map(|line| item(line, line.quantity)).collect())
}

fn event(name: &str, cents: u64, items: Vec<Value>) -> Value {
    json!({"event": name, "ecommerce": {"currency": "EUR", "value": amount(cents), "items": items}})
}

fn item(line: &Priced, quantity: u32) -> Value {
    let mut item = bare(&line.product);
    if let Value::Object(fields) = &mut item {
        fields.insert("price".to_owned(), amount(line.each));
        fields.insert("quantity".to_owned(), json!(quantity));
        if let Some(variant) = &line.variant {
            fields.insert("item_variant".to_owned(), json!(variant));
        }
    }
    item
}

fn bare(product: &Product) -> Value {
    json!({
        "item_id": product.id,
        "item_name": product.name,
        "item_brand": product.brand,
        "item_category": product.category_name,
        "item_category2": product.group,
        "price": amount(product.cents),
        "quantity": 1,
    })
}

/// GA4 wants a number; it is made from the decimal text, so that no arithmetic touches it.
fn amount(cents: u64) -> Value {
    serde_json::from_str(&crate::feed_file::decimal(cents)).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cart::Line;
    use crate::product::Shelf;
    use expect_test::expect;

    #[test]
    fn a_purchase_has_the_shape_that_ga4_documents() {
        let shelf = Shelf::read(crate::feed_file::SOURCE).unwrap();
        let lines = [Line { product: "singel".to_owned(), variant: Some("m".to_owned()), quantity: 2 }];
        let event = purchase("1001", &Priced::all(&lines, &shelf));
        expect![[r#"{"ecommerce":{"currency":"EUR","items":[{"item_brand":"Spaak","item_category":"Bicycles","item_category2":"City","item_id":"singel","item_name":"Singel","item_variant":"m","price":749.0,"quantity":2}],"shipping":0,"transaction_id":"1001","value":1498.0},"event":"purchase"}"#]]
        .assert_eq(&event.to_string());
    }
}
