//! What makes a row of named fields a product.

use super::{FeedSettings, Row};
use crate::{Availability, Product, Sale};
use wenk_wire::{CurrencyCode, Millis, Money, MoneyError, Problem, ProductId};

/// Longest text kept of one field, in bytes.
const MAX_FIELD: usize = 2_000;
/// What tells variants apart, in the order shown.
const ATTRIBUTES: [&str; 4] = ["size", "color", "material", "pattern"];

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
    let stock = ["quantity", "inventory", "sell_on_google_quantity"].into_iter().find_map(|name| {
        may(row, name, &mut problems, |text| text.parse::<u32>().map_err(|_| "is not a whole number"))
    });
    match (id, title, url, price, availability) {
        (Some(id), Some(title), Some(link), Some(price), Some(availability)) if problems.is_empty() => {
            let sale = sale_price.map(|price| Sale {
                price,
                from: dates.map(|(from, _)| from),
                until: dates.map(|(_, until)| until),
            });
            let kept = |name: &str| row.get(name).filter(|text| !text.is_empty()).and_then(|text| line(text).ok());
            Ok(Product {
                id,
                group: kept("item_group_id"),
                mpn: kept("mpn"),
                title,
                link,
                image_link,
                price,
                sale,
                availability,
                stock,
                category: kept("product_type").or_else(|| kept("google_product_category")),
                brand: kept("brand"),
                attributes: ATTRIBUTES.iter().filter_map(|name| Some(((*name).to_owned(), kept(name)?))).collect(),
            })
        }
        _ => Err(problems),
    }
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
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn link(text: &str) -> Result<String, &'static str> {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte >= 0x80);
    let known = ["https://", "http://"].iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
    if !known || !plain || text.contains(['"', '<', '>', '\\']) {
        return Err("is not a link that begins with https://");
    }
    if text.len() > MAX_FIELD { Err("is longer than 2000 bytes") } else { Ok(text.to_owned()) }
}

fn money(text: &str, currency: CurrencyCode) -> Result<Money, &'static str> {
    let money = Money::parse_with_currency(text).map_err(MoneyError::reason)?;
    if money.currency() == currency { Ok(money) } else { Err("is in another currency than the feed's") }
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
