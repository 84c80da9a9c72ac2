//! Finding a product by the id that a page uses, which rarely is the feed's (R33).

use crate::Product;
use std::collections::BTreeMap;

/// One way in which a page's id follows from a row of the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchRule {
    /// The row's `id`.
    Id,
    /// The row's `item_group_id`.
    ItemGroupId,
    /// The row's `mpn`.
    Mpn,
    /// A text with fields of the row in braces: `shopify_{country}_{item_group_id}_{id}`.
    Template(Vec<Piece>),
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// The value of a field.
    Field(&'static str),
}

const FIELDS: [&str; 4] = ["id", "item_group_id", "mpn", "country"];

impl MatchRule {
    /// Reads `id`, `item_group_id`, `mpn` or `template:…`.
    ///
    /// # Errors
    /// The reason, as a sentence fragment.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "id" => Ok(Self::Id),
            "item_group_id" => Ok(Self::ItemGroupId),
            "mpn" => Ok(Self::Mpn),
            _ => {
                let template = text.strip_prefix("template:").ok_or("is not id, item_group_id, mpn or template:…")?;
                pieces(template).map(Self::Template)
            }
        }
    }

    /// The id a page would use for a row; `None` where the row lacks a field.
    fn key(&self, product: &Product, country: &str) -> Option<String> {
        let field = |name: &str| match name {
            "id" => Some(product.id.to_string()),
            "item_group_id" => product.group.clone(),
            "mpn" => product.mpn.clone(),
            _ => Some(country.to_owned()),
        };
        match self {
            Self::Id => field("id"),
            Self::ItemGroupId => field("item_group_id"),
            Self::Mpn => field("mpn"),
            Self::Template(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => Some(text.clone()),
                    Piece::Field(name) => field(name),
                })
                .collect(),
        }
    }
}

/// The ids under which pages may name each product, for an index: an id that several rows share, such as a group's, leads
/// to the first row that can be bought, else to the first.
#[must_use]
pub fn match_keys<'a>(rules: &[MatchRule], products: &'a [Product], country: &str) -> BTreeMap<String, &'a Product> {
    let mut index: BTreeMap<String, (usize, &Product)> = BTreeMap::new();
    for (rank, rule) in rules.iter().enumerate() {
        for product in products {
            let Some(key) = rule.key(product, country) else { continue };
            let better =
                |known: &(usize, &Product)| known.0 == rank && !known.1.is_available() && product.is_available();
            if index.get(&key).is_none_or(better) {
                index.insert(key, (rank, product));
            }
        }
    }
    index.into_iter().map(|(key, (_, product))| (key, product)).collect()
}

fn pieces(template: &str) -> Result<Vec<Piece>, &'static str> {
    const BRACES: &str = "has a brace that is not closed";
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((text, more)) = rest.split_once('{') {
        let (name, after) = more.split_once('}').ok_or(BRACES)?;
        let field = FIELDS
            .iter()
            .find(|field| **field == name)
            .ok_or("names a field that is not id, item_group_id, mpn or country")?;
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
        pieces.push(Piece::Field(field));
        rest = after;
    }
    if rest.contains('}') {
        return Err(BRACES);
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    let names_a_row = |piece: &Piece| matches!(piece, Piece::Field("id" | "item_group_id" | "mpn"));
    if pieces.iter().any(names_a_row) { Ok(pieces) } else { Err("names no field of the product") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FeedSettings, parse_feed};
    use wenk_wire::CurrencyCode;

    #[test]
    fn r33_a_page_s_id_finds_its_row_by_template_group_or_id() {
        let tsv = "id\titem_group_id\ttitle\tlink\tprice\tavailability\n\
            m\tbike\tBike M\thttps://s.example/b\t10 EUR\tout_of_stock\n\
            l\tbike\tBike L\thttps://s.example/b\t10 EUR\tin_stock\n";
        let settings = FeedSettings { currency: CurrencyCode::parse("EUR").unwrap() };
        let feed = parse_feed(tsv, &settings).unwrap();
        let rules = ["id", "item_group_id", "template:shopify_{country}_{item_group_id}_{id}"]
            .map(|rule| MatchRule::parse(rule).unwrap());
        let index = match_keys(&rules, &feed.products, "NL");
        let found = |key: &str| index.get(key).map(|product| product.id.to_string());
        assert_eq!(found("m").as_deref(), Some("m"));
        assert_eq!(found("bike").as_deref(), Some("l"), "the one that can be bought");
        assert_eq!(found("shopify_NL_bike_m").as_deref(), Some("m"));
        assert_eq!(found("car"), None);
    }

    #[test]
    fn a_rule_that_cannot_work_says_why() {
        for (rule, reason) in [
            ("gtin", "is not id"),
            ("template:x_{sku}", "names a field"),
            ("template:x_{id", "has a brace"),
            ("template:x", "names no field"),
        ] {
            assert!(MatchRule::parse(rule).unwrap_err().starts_with(reason), "{rule}");
        }
    }
}
