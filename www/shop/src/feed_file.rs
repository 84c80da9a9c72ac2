//! The shop's feed file: a Google Merchant document that the shop sells from and that Wenk reads.
//!
//! **In scope:** reading the rows, making the working copy that prices are changed in, changing one price.
//!
//! **Out of scope:** what the shop does with a product (see [`crate::product`]).
//!
//! ```
//! let rows = wenk_shop::feed_file::rows(wenk_shop::feed_file::SOURCE).unwrap();
//! assert_eq!(rows.len(), 40);
//! ```

use quick_xml::events::Event;
use quick_xml::reader::Reader;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The feed as it is kept in the repository; its links lead to [`SOURCE_ORIGIN`].
pub const SOURCE: &str = include_str!("../feed.xml");
/// The origin that the links in [`SOURCE`] lead to.
pub const SOURCE_ORIGIN: &str = "http://127.0.0.1:8788";

/// Why a feed file cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The document is not XML.
    #[error("the feed is not XML: {0}")]
    Xml(#[from] quick_xml::Error),
    /// No row has this id.
    #[error("the feed has no product `{0}`")]
    UnknownProduct(String),
    /// A row lacks a field that the shop cannot sell without.
    #[error("the product `{id}` has no {field}")]
    Missing {
        /// Which product.
        id: String,
        /// Which field.
        field: &'static str,
    },
    /// An amount is not like `12.50`.
    #[error("`{0}` is not a price such as 649.00")]
    Price(String),
}

/// One `<item>` of the feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The plain fields by name, without the `g:` prefix.
    pub fields: BTreeMap<String, String>,
    /// The `g:product_detail` pairs in order.
    pub details: Vec<(String, String)>,
    /// Where the text of `g:price` stands in the document.
    price_at: Range<usize>,
}

impl Row {
    /// A field that must be there.
    ///
    /// # Errors
    /// [`FeedError::Missing`].
    pub fn field(&self, name: &'static str) -> Result<&str, FeedError> {
        self.fields
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| FeedError::Missing { id: self.fields.get("id").cloned().unwrap_or_default(), field: name })
    }
}

/// Reads every row of a feed.
///
/// # Errors
/// [`FeedError::Xml`].
pub fn rows(text: &str) -> Result<Vec<Row>, FeedError> {
    let mut reader = Reader::from_str(text);
    let mut rows = Vec::new();
    let mut open = Open::default();
    loop {
        let before = position(&reader);
        match reader.read_event()? {
            Event::Start(tag) => open.start(name(tag.name().as_ref()), position(&reader)),
            Event::End(tag) => rows.extend(open.end(&name(tag.name().as_ref()), before)),
            Event::Text(text) => open.text.push_str(&text.xml10_content()),
            Event::CData(text) => open.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => open.text.push_str(&resolved(&reference)?),
            Event::Eof => return Ok(rows),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// Makes sure that there is a working copy, with its links leading to `origin`. An existing one is kept.
///
/// # Errors
/// [`FeedError::File`].
pub fn working_copy(path: &Path, origin: &str) -> Result<(), FeedError> {
    let file = |source| FeedError::File { path: path.to_owned(), source };
    if path.exists() {
        return Ok(());
    }
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory).map_err(file)?;
    }
    std::fs::write(path, SOURCE.replace(SOURCE_ORIGIN, origin)).map_err(file)
}

/// Reads a feed file as text.
///
/// # Errors
/// [`FeedError::File`].
pub fn read(path: &Path) -> Result<String, FeedError> {
    std::fs::read_to_string(path).map_err(|source| FeedError::File { path: path.to_owned(), source })
}

/// Changes the price of one product in a feed file; everything else stays as it is, byte for byte.
/// The price is an amount such as `649`, `649.00` or `649.00 EUR`.
///
/// # Errors
/// When the file cannot be read or written, has no such product, or the price is no price.
pub fn set_price(path: &Path, id: &str, price: &str) -> Result<(), FeedError> {
    let changed = with_price(&read(path)?, id, price)?;
    // Written beside and moved over, so that a shop that reads at this moment sees the old file or the new one.
    let beside = path.with_extension("new");
    let moved = std::fs::write(&beside, changed).and_then(|()| std::fs::rename(&beside, path));
    moved.map_err(|source| FeedError::File { path: path.to_owned(), source })
}

/// Reads an amount in cents: `649`, `649.5`, `649.50` or the same followed by ` EUR`.
///
/// # Errors
/// [`FeedError::Price`].
pub fn cents(text: &str) -> Result<u64, FeedError> {
    let wrong = || FeedError::Price(text.to_owned());
    let amount = text.trim();
    let amount = amount.strip_suffix("EUR").map_or(amount, str::trim_end);
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
        return Err(wrong());
    }
    format!("{whole}{fraction:0<2}").parse().map_err(|_| wrong())
}

/// Writes an amount in cents as a feed does: `649.00`.
#[must_use]
pub fn decimal(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn with_price(text: &str, id: &str, price: &str) -> Result<String, FeedError> {
    let cents = cents(price)?;
    let rows = rows(text)?;
    let row = rows.iter().find(|row| row.fields.get("id").is_some_and(|found| found == id));
    let row = row.ok_or_else(|| FeedError::UnknownProduct(id.to_owned()))?;
    row.field("price")?;
    let mut changed = text.to_owned();
    changed.replace_range(row.price_at.clone(), &format!("{} EUR", decimal(cents)));
    Ok(changed)
}

/// The element that is being read.
#[derive(Default)]
struct Open {
    row: Option<Row>,
    detail: (String, String),
    text: String,
    from: usize,
}

impl Open {
    fn start(&mut self, name: String, at: usize) {
        if name == "item" {
            self.row = Some(Row::default());
        }
        self.text.clear();
        self.from = at;
    }

    fn end(&mut self, name: &str, at: usize) -> Option<Row> {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        if name == "item" {
            return self.row.take();
        }
        let row = self.row.as_mut()?;
        match name {
            "attribute_name" => self.detail.0 = text,
            "attribute_value" => self.detail.1 = text,
            "product_detail" => row.details.push(std::mem::take(&mut self.detail)),
            _ => {
                if name == "price" {
                    row.price_at = self.from..at;
                }
                row.fields.insert(name.to_owned(), text);
            }
        }
        None
    }
}

/// A tag's name without its prefix: the feed's own fields and plain RSS fields are one set of words.
fn name(tag: &str) -> String {
    tag.rsplit(':').next().unwrap_or(tag).to_owned()
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, FeedError> {
    if let Some(character) = reference.resolve_char_ref()? {
        return Ok(character.to_string());
    }
    let name = reference.xml10_content();
    let known = quick_xml::escape::resolve_predefined_entity(&name);
    known.map(str::to_owned).ok_or_else(|| {
        let missing = std::io::Error::new(ErrorKind::InvalidData, format!("&{name}; is not an entity of XML"));
        FeedError::Xml(missing.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_changed_price_leaves_the_rest_of_the_feed_untouched() {
        let changed = with_price(SOURCE, "singel", "649").unwrap();
        let lines = SOURCE.lines().zip(changed.lines()).filter(|(old, new)| old != new);
        let differing: Vec<_> = lines.map(|(old, new)| (old.trim(), new.trim())).collect();
        assert_eq!(differing, [("<g:price>749.00 EUR</g:price>", "<g:price>649.00 EUR</g:price>")]);
        assert_eq!(changed.len(), SOURCE.len());
    }

    #[test]
    fn an_unknown_product_or_a_bad_price_is_named() {
        let said = |id, price| with_price(SOURCE, id, price).unwrap_err().to_string();
        assert_eq!(said("tandem", "10"), "the feed has no product `tandem`");
        assert_eq!(said("singel", "cheap"), "`cheap` is not a price such as 649.00");
        assert_eq!(said("singel", "1.234"), "`1.234` is not a price such as 649.00");
    }

    #[test]
    fn a_working_copy_leads_to_the_shop_and_keeps_its_prices() {
        let directory = std::env::temp_dir().join(format!("wenk-shop-feed-{}", std::process::id()));
        let path = directory.join("feed.xml");
        working_copy(&path, "http://127.0.0.1:9").unwrap();
        set_price(&path, "bel", "19.95 EUR").unwrap();
        working_copy(&path, "http://127.0.0.1:9").unwrap();
        let rows = rows(&read(&path).unwrap()).unwrap();
        let bel = rows.iter().find(|row| row.fields["id"] == "bel").unwrap();
        assert_eq!(bel.fields["price"], "19.95 EUR");
        assert_eq!(bel.fields["link"], "http://127.0.0.1:9/p/bel");
        std::fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn words_with_references_are_read_as_words() {
        let feed = "<rss><item><g:id>a</g:id><g:title>R&amp;D &#60;1&#x3e; <![CDATA[& more]]></g:title></item></rss>";
        assert_eq!(rows(feed).unwrap()[0].fields["title"], "R&D <1> & more");
        assert!(rows("<rss><item><g:id>&nbsp;</g:id></item></rss>").is_err());
        assert!(rows("<rss><item></rss>").is_err());
    }

    proptest! {
        #[test]
        fn a_price_reads_back_as_it_was_written(amount in 0_u64..99_999_999) {
            prop_assert_eq!(cents(&decimal(amount)).unwrap(), amount);
        }
    }
}
