//! What makes a row of named fields a product.

use super::{FeedSettings, Row};
use crate::{Availability, Product, Sale};
use wenk_wire::{CurrencyCode, Millis, Money, MoneyError, Problem, ProductId};

/// Longest text kept of one field, in bytes.
const MAX_FIELD: usize = 2_000;
/// Fields that every product has.
pub(super) const NEEDED: [&str; 5] = ["id", "title", "link", "price", "availability"];
/// Fields that a product may have, but for those with a list of their own.
const OPTIONAL: [&str; 8] = [
    "image_link",
    "sale_price",
    "sale_price_effective_date",
    "item_group_id",
    "mpn",
    "product_type",
    "google_product_category",
    "brand",
];
/// Fields that say how many are left; the first one given counts.
const STOCK: [&str; 3] = ["quantity", "inventory", "sell_on_google_quantity"];
/// What tells variants apart, in the order shown.
const ATTRIBUTES: [&str; 4] = ["size", "color", "material", "pattern"];

/// A field's name, if it is one that is read; the others, such as long descriptions, are not even kept for a moment.
pub(super) fn known(name: &str) -> Option<&'static str> {
    let all = NEEDED.iter().chain(&OPTIONAL).chain(&STOCK).chain(&ATTRIBUTES);
    all.copied().find(|known| *known == name)
}

/// Reads a row.
///
/// # Errors
/// Every problem of the row, by its field.
pub(super) fn product(row: &Row, settings: &FeedSettings) -> Result<Product, Vec<Problem>> {
    let mut problems = Vec::new();
    let id = need(row, "id", &mut problems, ProductId::parse);
    let title = need(row, "title", &mut problems, line);
    let url = need(row, "link", &mut problems, link);
    let price = need(row, "price", &mut problems, |text| money(text, settings.currency));
    let availability = need(row, "availability", &mut problems, availability);
    let image_link = may(row, "image_link", &mut problems, link);
    let sale_price = may(row, "sale_price", &mut problems, |text| money(text, settings.currency));
    let dates = may(row, "sale_price_effective_date", &mut problems, interval);
    let stock = STOCK.into_iter().find_map(|name| may(row, name, &mut problems, count));
    let dearer = |sale: &Money| price.is_some_and(|price| sale.minor() > price.minor());
    if let Some(sale) = sale_price.filter(dearer) {
        problems.push(Problem::new("sale_price", &sale.to_string(), "is above the price"));
    }
    match (id, title, url, price, availability) {
        (Some(id), Some(title), Some(link), Some(price), Some(availability)) if problems.is_empty() => {
            let (from, until) = dates.unzip();
            // Some shops repeat the price as the sale price of what is not on sale.
            let sale = sale_price.filter(|sale| *sale != price).map(|price| Sale { price, from, until });
            Ok(Product {
                id,
                group: kept(row, "item_group_id"),
                mpn: kept(row, "mpn"),
                title,
                link,
                image_link,
                price,
                sale,
                availability,
                stock,
                category: kept(row, "product_type").or_else(|| kept(row, "google_product_category")),
                brand: kept(row, "brand"),
                attributes: ATTRIBUTES.iter().filter_map(|name| Some(((*name).to_owned(), kept(row, name)?))).collect(),
            })
        }
        _ => Err(problems),
    }
}

/// A field without which the product is as good; one that cannot be kept is left out.
fn kept(row: &Row, name: &str) -> Option<String> {
    row.get(name).and_then(|text| line(text).ok()).filter(|text| !text.is_empty())
}

fn need<T>(
    row: &Row,
    name: &'static str,
    problems: &mut Vec<Problem>,
    read: impl FnOnce(&str) -> Result<T, &'static str>,
) -> Option<T> {
    if row.get(name).is_none_or(|text| text.trim().is_empty()) {
        problems.push(Problem::new(name, "", "is missing"));
        return None;
    }
    may(row, name, problems, read)
}

fn may<T>(
    row: &Row,
    name: &'static str,
    problems: &mut Vec<Problem>,
    read: impl FnOnce(&str) -> Result<T, &'static str>,
) -> Option<T> {
    let text = row.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())?;
    read(text).map_err(|reason| problems.push(Problem::new(name, text, reason))).ok()
}

fn line(text: &str) -> Result<String, &'static str> {
    if text.len() > MAX_FIELD {
        return Err("is longer than 2000 bytes");
    }
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    Ok(words.collect::<Vec<_>>().join(" "))
}

fn link(text: &str) -> Result<String, &'static str> {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte >= 0x80);
    let host = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let named = host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || c == '['));
    if !named || !plain || text.contains(['"', '<', '>', '\\']) {
        return Err("is not a link that begins with https://");
    }
    if text.len() > MAX_FIELD { Err("is longer than 2000 bytes") } else { Ok(text.to_owned()) }
}

fn money(text: &str, currency: CurrencyCode) -> Result<Money, &'static str> {
    let money = Money::parse_with_currency(text).map_err(MoneyError::reason)?;
    if money.currency() != currency {
        return Err("is in another currency than the feed's");
    }
    // A price that a shop's software lost reads 0.00, and would be the largest drop of all.
    if money.minor() == 0 { Err("is zero") } else { Ok(money) }
}

/// Reads how many are left: `3`, `3.0000` as Magento writes it, and `-2` of what was sold too often.
fn count(text: &str) -> Result<u32, &'static str> {
    const SHAPE: &str = "is not a whole number";
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.bytes().any(|byte| byte != b'0') {
        return Err(SHAPE);
    }
    let count: i64 = whole.parse().map_err(|_| SHAPE)?;
    Ok(u32::try_from(count.max(0)).unwrap_or(u32::MAX))
}

fn availability(text: &str) -> Result<Availability, &'static str> {
    let word: String = text.to_ascii_lowercase().replace([' ', '-'], "_");
    match word.rsplit('/').next().unwrap_or_default() {
        "in_stock" | "instock" => Ok(Availability::InStock),
        "out_of_stock" | "outofstock" => Ok(Availability::OutOfStock),
        "preorder" | "pre_order" => Ok(Availability::Preorder),
        "backorder" | "back_order" => Ok(Availability::Backorder),
        _ => Err("is not in_stock, out_of_stock, preorder or backorder"),
    }
}

/// Reads `2026-11-01T10:00+0100/2026-11-08T23:59+0100`, as Google documents it.
fn interval(text: &str) -> Result<(Millis, Millis), &'static str> {
    const SHAPE: &str = "is not two times with their offsets, such as 2026-11-01T10:00+0100/2026-11-08T23:59+0100";
    let (from, until) = text.split_once('/').ok_or(SHAPE)?;
    let (from, until) = (moment(from).ok_or(SHAPE)?, moment(until).ok_or(SHAPE)?);
    if from < until { Ok((from, until)) } else { Err("ends before it begins") }
}

fn moment(text: &str) -> Option<Millis> {
    let text = text.trim();
    let read = ["%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%:z", "%Y-%m-%dT%H:%M:%S%:z"];
    let utc = text.strip_suffix('Z').map(|start| format!("{start}+0000"));
    let text = utc.as_deref().unwrap_or(text);
    read.iter().find_map(|format| jiff::Timestamp::strptime(format, text).ok()).map(|at| Millis(at.as_millisecond()))
}
