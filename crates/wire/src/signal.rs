//! One thing a visitor did.

use crate::{CartId, CheckoutToken, Millis, OrderId, ProductId, VariantId};
use serde::{Deserialize, Serialize};

/// Most lines a cart may report; further ones are refused.
pub const MAX_LINES: usize = 100;
/// Most options a configuration may report.
pub const MAX_OPTIONS: usize = 40;

/// One thing a visitor did on one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// The device's running number, from 1, without gaps. Makes repeats and reordering harmless.
    pub n: u64,
    /// When it happened, by the device's clock; the edge corrects it.
    pub at: Millis,
    /// What happened.
    #[serde(flatten)]
    pub kind: SignalKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SignalKind {
    /// A product page was seen.
    ProductViewed {
        /// Which product.
        product: ProductId,
    },
    /// A product was put into the comparison.
    ProductCompared {
        /// Which product.
        product: ProductId,
    },
    /// A product was taken out of the comparison.
    ComparisonRemoved {
        /// Which product.
        product: ProductId,
    },
    /// The configurator was used; always the whole configuration, never a change of it.
    ConfigurationUpdated {
        /// The product being configured.
        product: ProductId,
        /// The step reached, from 1.
        step: u32,
        /// How many steps there are.
        steps: u32,
        /// Whether the last step was finished.
        completed: bool,
        /// What was chosen so far, in the shop's own option and value ids.
        #[serde(with = "as_object")]
        options: Vec<ConfigurationOption>,
    },
    /// A product was put on the wish list.
    WishAdded {
        /// Which product.
        product: ProductId,
        /// Which variant, if one was chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variant: Option<VariantId>,
    },
    /// A product was taken off the wish list.
    WishRemoved {
        /// Which product.
        product: ProductId,
        /// Which variant, if one was chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variant: Option<VariantId>,
    },
    /// The cart, whole, as it now is; no lines means it was emptied.
    CartUpdated {
        /// The shop's id of the cart, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cart: Option<CartId>,
        /// Everything in it.
        lines: Vec<Line>,
    },
    /// The checkout was opened.
    CheckoutStarted {
        /// The shop's id of the cart, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cart: Option<CartId>,
        /// The shop's token of the checkout, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        checkout: Option<CheckoutToken>,
    },
    /// The page said that an order was placed. A hint that stops reminders; never counted as revenue.
    OrderPlaced {
        /// The shop's number of the order.
        order: OrderId,
        /// The cart it came from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cart: Option<CartId>,
        /// The checkout it came from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        checkout: Option<CheckoutToken>,
    },
}

/// One line of a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which product.
    pub product: ProductId,
    /// Which variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<VariantId>,
    /// How many, from 1.
    pub quantity: u32,
}

/// One choice in a configurator, by the shop's own ids. The catalogue's dictionary has the words for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationOption {
    /// Id of the option: `frame`.
    pub option: String,
    /// Id of the value: `m`.
    pub value: String,
}

impl SignalKind {
    /// Every kind's word in JSON, in the order of the variants.
    pub const NAMES: [&'static str; 9] = [
        "product_viewed",
        "product_compared",
        "comparison_removed",
        "configuration_updated",
        "wish_added",
        "wish_removed",
        "cart_updated",
        "checkout_started",
        "order_placed",
    ];

    /// The word in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ProductViewed { .. } => "product_viewed",
            Self::ProductCompared { .. } => "product_compared",
            Self::ComparisonRemoved { .. } => "comparison_removed",
            Self::ConfigurationUpdated { .. } => "configuration_updated",
            Self::WishAdded { .. } => "wish_added",
            Self::WishRemoved { .. } => "wish_removed",
            Self::CartUpdated { .. } => "cart_updated",
            Self::CheckoutStarted { .. } => "checkout_started",
            Self::OrderPlaced { .. } => "order_placed",
        }
    }
}

/// Options travel as an object, `{"frame": "m"}`, as the reader of batches takes them.
pub mod as_object {
    use super::ConfigurationOption;
    use serde::{Deserialize, Deserializer, Serializer};
    use std::collections::BTreeMap;

    /// Writes options.
    ///
    /// # Errors
    /// Those of the format.
    pub fn serialize<S: Serializer>(options: &[ConfigurationOption], to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(options.iter().map(|chosen| (&chosen.option, &chosen.value)))
    }

    /// Reads options.
    ///
    /// # Errors
    /// Those of the format.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<ConfigurationOption>, D::Error> {
        let map = BTreeMap::<String, String>::deserialize(from)?;
        Ok(map.into_iter().map(|(option, value)| ConfigurationOption { option, value }).collect())
    }
}
