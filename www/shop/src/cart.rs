//! The basket: lines of product, variant and quantity. What they cost is looked up in the feed each time.
//!
//! ```
//! use wenk_shop::cart::{Cart, Line};
//! let mut cart = Cart::new("c-1".into());
//! cart.add(Line { product: "bel".into(), variant: None, quantity: 1 });
//! cart.add(Line { product: "bel".into(), variant: None, quantity: 2 });
//! assert_eq!(cart.count(), 3);
//! ```

use crate::configurator::Choices;
use crate::product::{Product, Shelf};
use serde::Serialize;

/// Most of one product that a basket takes.
pub const MOST: u32 = 20;

/// One line of a basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Which product.
    pub product: String,
    /// Which size, or which configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// How many.
    pub quantity: u32,
}

/// A basket with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cart {
    /// The shop's id of it.
    pub id: String,
    /// What is in it.
    pub lines: Vec<Line>,
}

/// A line with its words and today's price.
#[derive(Clone, Debug, Serialize)]
pub struct Priced {
    /// The product.
    pub product: Product,
    /// The variant's code.
    pub variant: Option<String>,
    /// The variant in words.
    pub variant_words: String,
    /// Address of the picture.
    pub picture: String,
    /// How many.
    pub quantity: u32,
    /// Price of one, in cents.
    pub each: u64,
    /// Price of all of them, in cents.
    pub sum: u64,
}

impl Cart {
    /// An empty basket.
    #[must_use]
    pub const fn new(id: String) -> Self {
        Self { id, lines: Vec::new() }
    }

    /// Puts a line in; the same product and variant become one line.
    pub fn add(&mut self, line: Line) {
        match self.position(&line.product, line.variant.as_deref()).and_then(|at| self.lines.get_mut(at)) {
            Some(known) => known.quantity = known.quantity.saturating_add(line.quantity).min(MOST),
            None => self.lines.push(line),
        }
    }

    /// Sets how many of a line there are, none removes it. Returns how many there were.
    pub fn set(&mut self, product: &str, variant: Option<&str>, quantity: u32) -> u32 {
        let Some(at) = self.position(product, variant) else { return 0 };
        let Some(line) = self.lines.get_mut(at) else { return 0 };
        let before = std::mem::replace(&mut line.quantity, quantity.min(MOST));
        if quantity == 0 {
            self.lines.remove(at);
        }
        before
    }

    /// How many things are in it.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    fn position(&self, product: &str, variant: Option<&str>) -> Option<usize> {
        self.lines.iter().position(|line| line.product == product && line.variant.as_deref() == variant)
    }
}

impl Priced {
    /// Looks a line up; `None` when the shop does not sell that.
    #[must_use]
    pub fn of(line: &Line, shelf: &Shelf) -> Option<Self> {
        let product = shelf.find(&line.product)?.clone();
        let (each, variant_words, picture) = match line.variant.as_deref() {
            None => (product.cents, String::new(), format!("/pictures/{}.svg", product.id)),
            Some(size) if product.has_size(size) => {
                let label = product.sizes.iter().find(|(code, _)| code == size).map_or("", |(_, label)| label);
                (product.cents, format!("Size {label}"), format!("/pictures/{}.svg", product.id))
            }
            Some(code) => {
                let choices = Choices::parse(code).filter(|_| product.configurable)?;
                let picture = format!("/pictures/built.svg?code={code}");
                (product.cents + choices.extra_cents(), choices.words(), picture)
            }
        };
        Some(Self {
            variant: line.variant.clone(),
            variant_words,
            picture,
            quantity: line.quantity,
            each,
            sum: each * u64::from(line.quantity),
            product,
        })
    }

    /// Looks every line up and leaves out what the shop no longer sells.
    #[must_use]
    pub fn all(lines: &[Line], shelf: &Shelf) -> Vec<Self> {
        lines.iter().filter_map(|line| Self::of(line, shelf)).collect()
    }

    /// What they cost together, in cents.
    #[must_use]
    pub fn total(lines: &[Self]) -> u64 {
        lines.iter().map(|line| line.sum).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed_file;

    fn line(product: &str, variant: Option<&str>, quantity: u32) -> Line {
        Line { product: product.to_owned(), variant: variant.map(str::to_owned), quantity }
    }

    #[test]
    fn a_line_of_none_leaves_the_basket() {
        let mut cart = Cart::new("c".to_owned());
        cart.add(line("singel", Some("m"), 2));
        cart.add(line("singel", Some("l"), 1));
        assert_eq!(cart.set("singel", Some("m"), 0), 2);
        assert_eq!(cart.lines, [line("singel", Some("l"), 1)]);
        assert_eq!(cart.set("bel", None, 4), 0);
    }

    #[test]
    fn a_configured_bicycle_costs_its_base_price_and_its_options() {
        let shelf = Shelf::read(feed_file::SOURCE).unwrap();
        let lines = [
            line("veerpont", Some("m.allroad.belt.brick"), 1),
            line("bel", None, 2),
            line("bel", Some("xxl"), 1),
            line("tandem", None, 1),
        ];
        let priced = Priced::all(&lines, &shelf);
        assert_eq!(priced.iter().map(|line| line.each).collect::<Vec<_>>(), [139_000 + 9_500 + 29_000, 2_495]);
        assert_eq!(Priced::total(&priced), 177_500 + 4_990);
    }
}
