//! Ids: short, printable strings, one type per thing they name.

use serde::{Deserialize, Serialize};

/// Longest id accepted, in bytes. Shopify's global ids (`gid://shopify/ProductVariant/…`) are about 50.
pub const MAX_ID_BYTES: usize = 120;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes a non-empty text of at most [`MAX_ID_BYTES`] bytes without control characters.
            ///
            /// # Errors
            /// The reason, as a sentence fragment for a [`crate::Problem`].
            pub fn parse(text: &str) -> Result<Self, &'static str> {
                check(text).map(|text| Self(text.to_owned()))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

id! {
    /// The shop's public name in the script tag.
    ShopId
    /// A profile: random, made when the profile is created, borne by every token.
    ProfileId
    /// One browser that holds a device token.
    DeviceId
    /// One mail to one profile; also the idempotency key at the provider.
    SendId
    /// A flow, as the shop's configuration names it.
    FlowId
    /// A sign-up form, as the shop's configuration names it.
    FormId
    /// A product as the page names it; the catalogue may know it under another id.
    ProductId
    /// A variant of a product: size, colour, SKU.
    VariantId
    /// A cart of the shop's.
    CartId
    /// A checkout of the shop's.
    CheckoutToken
    /// An order of the shop's (`transaction_id` in GA4).
    OrderId
    /// A customer account of the shop's.
    CustomerId
}

impl SendId {
    /// The id of a profile's mail by its running number: unique without chance, since the profile's id is random.
    #[must_use]
    pub fn numbered(profile: &ProfileId, number: u64) -> Self {
        Self(format!("{profile}-{number}"))
    }
}

impl FlowId {
    /// The id of a flow that is part of the program, such as the confirmation mail.
    #[must_use]
    pub fn built_in(name: &'static str) -> Self {
        Self(name.to_owned())
    }
}

fn check(text: &str) -> Result<&str, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        Err("is empty")
    } else if text.len() > MAX_ID_BYTES {
        Err("is longer than 120 bytes")
    } else if text.chars().any(char::is_control) {
        Err("has a control character")
    } else {
        Ok(text)
    }
}
