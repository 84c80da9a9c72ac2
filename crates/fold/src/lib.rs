//! What a list of signals amounts to: cart, wishes, comparisons, configuration, views.
//!
//! **In scope:** folding rules shared by the script in the page and the engine at the edge, so that both mean the same
//! by "the cart". **Out of scope:** deciding anything.
//!
//! Every rule is "the latest number wins" within one device and "the latest time wins" between devices, so the order
//! in which signals arrive does not matter.
//!
//! ```
//! use wenk_fold::Cart;
//! use wenk_wire::{Line, ProductId};
//! let mut cart = Cart::default();
//! cart.add(Line { product: ProductId::parse("bell").unwrap(), variant: None, quantity: 2 });
//! cart.add(Line { product: ProductId::parse("bell").unwrap(), variant: None, quantity: 1 });
//! assert_eq!(cart.lines[0].quantity, 3);
//! ```

mod activity;
mod cart;
mod numbering;

pub use activity::{Activity, Comparison, Configured, Moment, Ordered, View, Wish, WishKey, merge};
pub use cart::Cart;
pub use numbering::Numbering;
