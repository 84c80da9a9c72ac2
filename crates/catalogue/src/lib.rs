//! A shop's catalogue: products from feeds, price history, the lawful reference price, differences between two feeds.
//!
//! **In scope:** reading a feed (Google Merchant XML and TSV, CSV, JSON), what a product costs at a moment, what changed
//! between two feeds and whether that is credible, and finding a product by the id that a page uses.
//!
//! **Out of scope:** fetching feeds, storing products, and deciding whom a change concerns (`wenk-engine`).
//!
//! ```
//! use wenk_catalogue::{PricePoint, reference_price};
//! use wenk_wire::{Duration, Millis, Money};
//! let price = |text| Money::parse_with_currency(text).unwrap();
//! let day = |n| Millis(0).plus(Duration::days(n));
//! let history = [(0, "100.00 EUR"), (50, "90.00 EUR"), (55, "120.00 EUR")]
//!     .map(|(n, text)| PricePoint { at: day(n), price: price(text) });
//! assert_eq!(reference_price(&history, day(60)), Ok(price("90.00 EUR")));
//! ```

mod dictionary;
mod diff;
mod feed;
mod history;
mod matching;
mod product;

pub use dictionary::{Dictionary, OptionWords};
pub use diff::{Diff, Hold, PriceChange, StockChange, diff, hold};
pub use feed::{Feed, FeedError, FeedSettings, MAX_ROWS, parse_feed};
pub use history::{NoDrop, NoReference, PriceDrop, PricePoint, find_drop, price_at, prune, record, reference_price};
pub use matching::{MatchRule, Piece, match_keys};
pub use product::{Availability, Product, Sale};
