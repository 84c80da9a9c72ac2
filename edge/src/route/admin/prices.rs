//! `POST /v1/admin/shops/{shop}/prices` `[{"product","at","price"}]`: prices from before Wenk knew the shop (R31).
//!
//! Who may call: a token that may write.
//!
//! 1. Cap and parse: 413, 400. 2. Every row: 422 with all problems; then nothing is stored. 3. Store them. A price that is known for its
//!    moment stays as it is.

use super::Caller;
use crate::error::Error;
use crate::{d1, http};
use serde_json::{Value, json};
use wenk_catalogue::PricePoint;
use wenk_wire::{Millis, Money, Problem, ProductId};
use worker::{Request, Response};

const MOST_BYTES: usize = 8 << 20;
/// Prices written by one statement.
const PER_STATEMENT: usize = 1_000;

/// Answers the route.
pub(super) async fn add(request: &mut Request, caller: &Caller<'_>) -> Result<Response, Error> {
    // 1. Parse.
    let document = http::parsed(&http::body(request, MOST_BYTES).await?)?;
    // 2. Rows.
    let prices = read(&document, caller.now).map_err(Error::invalid)?;
    // 3. Store.
    let statements = prices.chunks(PER_STATEMENT).map(|page| d1::price::add(caller.env, &caller.shop, page));
    d1::catalogue::write(caller.env, statements.collect::<worker::Result<_>>()?).await?;
    caller.note(&format!("{} prices", prices.len())).await?;
    http::json(&json!({ "prices": prices.len() }), 200)
}

fn read(document: &Value, now: Millis) -> Result<Vec<(ProductId, PricePoint)>, Vec<Problem>> {
    let list = document.as_array().ok_or_else(|| vec![Problem::new("", "", "is not a list")])?;
    let (mut good, mut problems) = (Vec::new(), Vec::new());
    for (index, row) in list.iter().enumerate() {
        match price(row, now) {
            Ok(price) => good.push(price),
            Err(problem) => problems.push(problem.inside(&format!("[{index}]"))),
        }
    }
    if problems.is_empty() { Ok(good) } else { Err(problems) }
}

fn price(row: &Value, now: Millis) -> Result<(ProductId, PricePoint), Problem> {
    let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
    let product = ProductId::parse(text("product")).map_err(|why| Problem::new("product", text("product"), why))?;
    let at = row.get("at").and_then(Value::as_i64).filter(|at| *at >= 0).map(Millis);
    let at = at.ok_or_else(|| Problem::new("at", "", "is not a time in milliseconds"))?;
    if at > now {
        return Err(Problem::new("at", &at.0.to_string(), "lies in the future"));
    }
    let price =
        Money::parse_with_currency(text("price")).map_err(|why| Problem::new("price", text("price"), why.reason()))?;
    Ok((product, PricePoint { at, price }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_price_is_named_and_none_is_stored() {
        let good = json!({ "product": "bel", "at": 5, "price": "12.00 EUR" });
        assert_eq!(read(&json!([good]), Millis(10)).map(|list| list.len()), Ok(1));
        let rows = json!([good, { "product": "bel", "at": 11, "price": "1 EUR" }, { "product": "", "at": 1 }, { "product": "bel", "at": 1, "price": "12" }]);
        let fields: Vec<String> =
            read(&rows, Millis(10)).unwrap_err().into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["[1].at", "[2].product", "[3].price"]);
    }
}
