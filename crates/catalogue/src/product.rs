//! A product as the shop's feed describes it.

use serde::{Deserialize, Serialize};
use wenk_wire::{Millis, Money, ProductId};

/// One row of a feed: a product, or one variant of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The feed's id of the row.
    pub id: ProductId,
    /// The id that the variants of one product share (`item_group_id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The manufacturer's part number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mpn: Option<String>,
    /// Its name.
    pub title: String,
    /// Its page.
    pub link: String,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_link: Option<String>,
    /// The ordinary price.
    pub price: Money,
    /// A lower price, always or for a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale: Option<Sale>,
    /// Whether it can be bought.
    pub availability: Availability,
    /// How many are left, where the feed says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<u32>,
    /// What kind of thing it is (`product_type`, else `google_product_category`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Who makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// What tells variants apart: `size`, `color`, `material`, `pattern`, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
}

/// A reduced price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// The reduced price.
    pub price: Money,
    /// From when; `None` means it has begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Millis>,
    /// Until when; `None` means it does not end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Millis>,
}

/// Whether a product can be bought, in the feed's four words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// Can be bought and sent.
    InStock,
    /// Cannot be bought.
    OutOfStock,
    /// Can be ordered before it appears.
    Preorder,
    /// Can be ordered and comes later.
    Backorder,
}

impl Product {
    /// What it costs at a moment: the sale price while the sale lasts (R31).
    #[must_use]
    pub fn effective_price(&self, now: Millis) -> Money {
        let on = |sale: &&Sale| sale.from.is_none_or(|from| from <= now) && sale.until.is_none_or(|until| now < until);
        self.sale.as_ref().filter(on).map_or(self.price, |sale| sale.price)
    }

    /// Whether it can be bought.
    #[must_use]
    pub fn is_available(&self) -> bool {
        match self.availability {
            Availability::OutOfStock => false,
            Availability::InStock => self.stock != Some(0),
            Availability::Preorder | Availability::Backorder => true,
        }
    }

    /// What tells this variant apart, in words: `M, moss green`.
    #[must_use]
    pub fn variant_words(&self) -> Option<String> {
        let words: Vec<&str> = self.attributes.iter().map(|(_, value)| value.as_str()).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}
