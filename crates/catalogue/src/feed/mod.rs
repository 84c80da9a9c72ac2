//! Feeds: rows of named fields in one of four formats, and what makes a row a product.

mod google_xml;
mod json;
mod row;
mod table;

use crate::Product;
use std::collections::BTreeSet;
use wenk_wire::{CurrencyCode, Problem};

/// Most rows of one feed; further ones are a problem.
pub const MAX_ROWS: usize = 200_000;

/// What a feed is read with.
#[derive(Clone, Copy, Debug)]
pub struct FeedSettings {
    /// The currency its prices must be in.
    pub currency: CurrencyCode,
}

/// What a feed amounts to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// The good rows.
    pub products: Vec<Product>,
    /// What was wrong with the others; each was left out.
    pub problems: Vec<Problem>,
}

/// Why a document is no feed at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedError {
    /// Nothing in it.
    Empty,
    /// Not well-formed XML, from this byte on.
    Xml {
        /// Where.
        at: u64,
        /// What the reader said.
        reason: String,
    },
    /// Not JSON.
    Json {
        /// What the reader said.
        reason: String,
    },
    /// A table whose first line lacks a column that every product needs.
    Column {
        /// Which one.
        missing: &'static str,
    },
    /// Well-formed, but without a single row.
    NoRows,
}

impl core::fmt::Display for FeedError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Empty => f.write_str("the feed is empty"),
            Self::Xml { at, reason } => write!(f, "the feed is not well-formed XML at byte {at}: {reason}"),
            Self::Json { reason } => write!(f, "the feed is not JSON: {reason}"),
            Self::Column { missing } => write!(f, "the feed's first line has no column {missing}"),
            Self::NoRows => f.write_str("the feed has no products"),
        }
    }
}

impl core::error::Error for FeedError {}

/// One row: its fields by Google's names, and its number from 1.
pub(crate) type Row = std::collections::BTreeMap<String, String>;

/// Reads a feed; its format is told by its first character. A broken row is named and left out, the others are kept.
///
/// # Errors
/// When the document is no feed at all.
pub fn parse_feed(text: &str, settings: &FeedSettings) -> Result<Feed, FeedError> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let rows = match text.chars().next() {
        None => return Err(FeedError::Empty),
        Some('<') => google_xml::rows(text)?,
        Some('[' | '{') => json::rows(text)?,
        Some(_) => table::rows(text)?,
    };
    if rows.is_empty() {
        return Err(FeedError::NoRows);
    }
    let (mut feed, mut seen) = (Feed::default(), BTreeSet::new());
    for (index, row) in rows.iter().enumerate() {
        let number = index + 1;
        if number > MAX_ROWS {
            feed.problems.push(Problem::new(format!("row {number}"), "", "is beyond the 200000 rows of a feed"));
            break;
        }
        let name = row.get("id").map_or_else(|| format!("row {number}"), |id| format!("row {number} (id {id})"));
        match row::product(row, settings) {
            Ok(product) if seen.insert(product.id.clone()) => feed.products.push(product),
            Ok(product) => feed.problems.push(Problem::new(format!("{name}.id"), product.id.as_str(), "stands twice")),
            Err(problems) => feed.problems.extend(problems.into_iter().map(|problem| problem.inside(&name))),
        }
    }
    Ok(feed)
}
