//! Feeds: rows of named fields in one of four formats, and what makes a row a product.

mod google_xml;
mod json;
mod row;
mod table;

use crate::Product;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use wenk_wire::{CurrencyCode, Problem, ProductId};

/// Most rows of one feed; further ones are a problem.
pub const MAX_ROWS: usize = 200_000;
/// Most problems named; more would only fill the memory.
const MAX_PROBLEMS: usize = 20_000;

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
    /// The ids of rows left out, as far as they can be read. Such a product did not vanish: the shop still has it, and what
    /// was known of it before is still the best there is.
    pub left_out: BTreeSet<ProductId>,
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
    /// A table with a quotation mark that opens a cell and is never closed: the lines after it cannot be told apart.
    Quote {
        /// The line in which it stands, from 1.
        line: u64,
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
            Self::Quote { line } => write!(f, "the feed has a quotation mark in line {line} that is never closed"),
            Self::Column { missing } => write!(f, "the feed's first line has no column {missing}"),
            Self::NoRows => f.write_str("the feed has no products"),
        }
    }
}

impl core::error::Error for FeedError {}

/// One row: the fields that are read, by Google's names.
pub(crate) type Row = std::collections::BTreeMap<&'static str, String>;

/// Reads a feed; its format is told by its first character. A broken row is named and left out, the others are kept.
///
/// # Errors
/// When the document is no feed at all, or is cut off: a part of a feed is not taken for the whole.
pub fn parse_feed(text: &str, settings: &FeedSettings) -> Result<Feed, FeedError> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut reading = Reading { settings, feed: Feed::default(), seen: BTreeSet::new(), rows: 0 };
    match text.chars().next() {
        None => return Err(FeedError::Empty),
        Some('<') => google_xml::read(text, &mut reading)?,
        Some('[' | '{') => json::read(text, &mut reading)?,
        Some(_) => table::read(text, &mut reading)?,
    }
    if reading.rows == 0 { Err(FeedError::NoRows) } else { Ok(reading.finish()) }
}

/// A feed being read: rows become products as they come, so that a large feed is never held twice.
struct Reading<'a> {
    settings: &'a FeedSettings,
    feed: Feed,
    seen: BTreeSet<ProductId>,
    rows: usize,
}

impl Reading<'_> {
    /// Takes the next row in; breaks off after the last that a feed may have.
    fn take(&mut self, row: &Row) -> ControlFlow<()> {
        self.enter(row, row::product(row, self.settings))
    }

    /// Takes the next row in as what it came to.
    fn enter(&mut self, row: &Row, product: Result<Product, Vec<Problem>>) -> ControlFlow<()> {
        self.rows += 1;
        let number = self.rows;
        if number > MAX_ROWS {
            self.problem(Problem::new(format!("row {number}"), "", "is beyond the 200000 rows of a feed"));
            return ControlFlow::Break(());
        }
        let id = row.get("id").and_then(|id| ProductId::parse(id).ok());
        let name = id.as_ref().map_or_else(|| format!("row {number}"), |id| format!("row {number} (id {id})"));
        match product {
            Ok(product) if self.seen.insert(product.id.clone()) => self.feed.products.push(product),
            Ok(product) => self.problem(Problem::new(format!("{name}.id"), product.id.as_str(), "stands twice")),
            Err(problems) => {
                problems.into_iter().for_each(|problem| self.problem(problem.inside(&name)));
                self.feed.left_out.extend(id);
            }
        }
        ControlFlow::Continue(())
    }

    fn problem(&mut self, problem: Problem) {
        match self.feed.problems.len() {
            0..MAX_PROBLEMS => self.feed.problems.push(problem),
            MAX_PROBLEMS => {
                self.feed.problems.push(Problem::new("rows", "", "have further problems that are not listed"))
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Feed {
        self.feed.left_out.retain(|id| !self.seen.contains(id));
        self.feed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_ends_after_two_hundred_thousand_rows() {
        let settings = FeedSettings { currency: CurrencyCode::parse("EUR").unwrap() };
        let mut reading =
            Reading { settings: &settings, feed: Feed::default(), seen: BTreeSet::new(), rows: MAX_ROWS - 1 };
        let table = "id,title,link,price,availability\n\
            a,A,https://s.example,1 EUR,in stock\nb,B,https://s.example,1 EUR,in stock\nc,";
        assert_eq!(table::read(table, &mut reading), Ok(()));
        let feed = reading.finish();
        assert_eq!(feed.products.iter().map(|product| product.id.as_str()).collect::<Vec<_>>(), ["a"]);
        let problems: Vec<_> = feed.problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems, ["row 200001 is beyond the 200000 rows of a feed"]);
    }
}
