//! What the shop sells, as its pages show it.
//!
//! **Out of scope:** the feed's XML (see [`crate::feed_file`]) and the pictures (see [`crate::pictures`]).
//!
//! ```
//! let shelf = wenk_shop::product::Shelf::read(wenk_shop::feed_file::SOURCE).unwrap();
//! assert_eq!(shelf.find("bel").unwrap().price(), "24.95");
//! ```

use crate::feed_file::{self, FeedError, Row};
use serde::Serialize;

/// The categories, in the order of the menu: slug, name, and what the category page says.
pub const CATEGORIES: [(&str, &str, &str); 6] = [
    ("bicycles", "Bicycles", "Thirteen bikes, each ridden for a winter before we put it on the shelf."),
    ("helmets", "Helmets", "For heads from eighteen months to eighty years."),
    ("lights", "Lights", "To see the path, and to be seen on it."),
    ("locks", "Locks", "Rated by how long they last against somebody who knows what they are doing."),
    ("bags", "Bags", "What goes on the rack, the bars, the saddle, or your back."),
    ("tools", "Tools & extras", "The small things that make a bike last."),
];

/// One product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Product {
    /// The id in the feed, and in every signal.
    pub id: String,
    /// Its full title: `Singel, city bike`.
    pub title: String,
    /// The first part of the title.
    pub name: String,
    /// The rest of the title.
    pub kind: String,
    /// What it is like.
    pub description: String,
    /// Who makes it.
    pub brand: String,
    /// The maker's part number.
    pub mpn: String,
    /// Today's price.
    pub cents: u64,
    /// Whether it can be ordered.
    pub in_stock: bool,
    /// Slug of its category.
    pub category: String,
    /// Name of its category.
    pub category_name: String,
    /// The group within the category.
    pub group: String,
    /// Name of its colour.
    pub colour: String,
    /// How its picture is drawn: `bicycle/city/3d6b54`.
    pub design: String,
    /// Whether the configurator builds it.
    pub configurable: bool,
    /// Properties, for the product page and the comparison.
    pub details: Vec<(String, String)>,
    /// Sizes to choose from: code and label. Empty when there is one size.
    pub sizes: Vec<(String, String)>,
}

impl Product {
    /// The price as plain decimal text.
    #[must_use]
    pub fn price(&self) -> String {
        feed_file::decimal(self.cents)
    }

    /// Whether this is a variant that can be ordered.
    #[must_use]
    pub fn has_size(&self, code: &str) -> bool {
        self.sizes.iter().any(|(known, _)| known == code)
    }

    fn read(row: &Row) -> Result<Self, FeedError> {
        let field = |name| row.field(name).map(str::to_owned);
        let title = field("title")?;
        let (name, kind) = title.split_once(", ").unwrap_or((&title, ""));
        let kinds = field("product_type")?;
        let (category_name, group) = kinds.split_once(" > ").unwrap_or((&kinds, ""));
        let category = CATEGORIES.iter().find(|(_, name, _)| *name == category_name);
        Ok(Self {
            id: field("id")?,
            name: name.to_owned(),
            kind: kind.to_owned(),
            description: field("description")?,
            brand: field("brand")?,
            mpn: field("mpn")?,
            cents: feed_file::cents(row.field("price")?)?,
            in_stock: row.field("availability")? == "in_stock",
            category: category.map_or_else(String::new, |(slug, _, _)| (*slug).to_owned()),
            category_name: category_name.to_owned(),
            group: group.to_owned(),
            colour: row.fields.get("color").cloned().unwrap_or_default(),
            design: field("custom_label_0")?,
            configurable: row.fields.get("custom_label_1").is_some_and(|label| label == "configurable"),
            sizes: sizes(&row.details),
            details: row.details.clone(),
            title,
        })
    }
}

/// Everything the shop sells, in the feed's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    products: Vec<Product>,
}

impl Shelf {
    /// Reads a feed.
    ///
    /// # Errors
    /// When the feed is not XML, or a row lacks what the shop needs.
    pub fn read(feed: &str) -> Result<Self, FeedError> {
        let products = feed_file::rows(feed)?.iter().map(Product::read).collect::<Result<_, _>>()?;
        Ok(Self { products })
    }

    /// One product by its id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.id == id)
    }

    /// Every product.
    pub fn all(&self) -> impl Iterator<Item = &Product> {
        self.products.iter()
    }

    /// The products of a category.
    pub fn of<'a>(&'a self, category: &'a str) -> impl Iterator<Item = &'a Product> {
        self.products.iter().filter(move |product| product.category == category)
    }
}

fn sizes(details: &[(String, String)]) -> Vec<(String, String)> {
    let sizes = details.iter().find(|(name, _)| name == "Sizes").map_or("", |(_, sizes)| sizes.as_str());
    let list: Vec<_> = sizes.split(", ").map(|size| (size.to_lowercase(), size.to_owned())).collect();
    if list.len() > 1 { list } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feed_stocks_every_category() {
        let shelf = Shelf::read(feed_file::SOURCE).unwrap();
        let counts: Vec<usize> = CATEGORIES.iter().map(|(slug, _, _)| shelf.of(slug).count()).collect();
        assert_eq!(counts, [13, 5, 5, 4, 6, 7]);
        let singel = shelf.find("singel").unwrap();
        assert_eq!((singel.name.as_str(), singel.kind.as_str(), singel.cents), ("Singel", "city bike", 74_900));
        assert!(singel.has_size("m") && singel.configurable && singel.in_stock);
        assert!(shelf.find("plooi").unwrap().sizes.is_empty());
    }
}
