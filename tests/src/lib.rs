//! What end-to-end tests, fault runs, benchmarks and `cargo xtask dev` share: a whole Wenk on this machine.
//!
//! Out of scope: building the parts; `cargo xtask` does that first.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use wenk_tests::stack::{Options, Stack};
//! let stack = Stack::start(Options::for_test("example")?).await?;
//! println!("{} {}", stack.edge_url(), stack.shop_url());
//! # Ok(())
//! # }
//! ```

pub mod admin;
pub mod bench;
pub mod clock;
pub mod content;
pub mod edge;
pub mod faults;
pub mod figures;
pub mod page;
pub mod parts;
pub mod price;
pub mod process;
pub mod provider;
pub mod secrets;
pub mod shopper;
pub mod stack;
pub mod wait;
