//! Topics: what a permission is about.

use serde::{Deserialize, Serialize};

/// What a permission is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The basket left behind.
    Cart,
    /// Price and stock of what a person asked to be told about.
    PriceAlerts,
    /// Help and suggestions.
    Tips,
    /// The shop's newsletter.
    Newsletter,
    /// Orders and shipments. Transactional: needs no permission and carries no promotion.
    Orders,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 5] = [Self::Cart, Self::PriceAlerts, Self::Tips, Self::Newsletter, Self::Orders];

    /// The word in JSON and configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cart => "cart",
            Self::PriceAlerts => "price_alerts",
            Self::Tips => "tips",
            Self::Newsletter => "newsletter",
            Self::Orders => "orders",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == text)
    }

    /// Whether mail about it needs a permission.
    #[must_use]
    pub const fn is_marketing(self) -> bool {
        !matches!(self, Self::Orders)
    }
}
