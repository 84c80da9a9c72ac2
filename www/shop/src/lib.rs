//! The demo shop: a small bicycle shop that carries the tag, as any shop would.
//!
//! **In scope:** pages, baskets, wish lists, a comparison, a configurator, accounts and orders in memory, the feed file,
//! and what a shop's server owes Wenk: identity tokens and signed server signals. It pushes ordinary GA4 commerce events.
//!
//! **Out of scope:** anything of Wenk's own. The shop knows an address, a public name and a secret, nothing else.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! let settings = wenk_shop::Settings {
//!     edge: "http://127.0.0.1:8787".into(),
//!     shop: "spaak".into(),
//!     secret: "the shop secret".into(),
//!     feed: "feed.xml".into(),
//!     vendor: "node_modules".into(),
//!     origin: None,
//! };
//! let running = wenk_shop::start(settings, listener)?;
//! println!("{}", running.origin);
//! running.wait().await
//! # }
//! ```

pub mod account;
pub mod cart;
pub mod cart_link;
pub mod clock;
pub mod configurator;
pub mod events;
pub mod feed_file;
pub mod history;
pub mod pictures;
pub mod product;
pub mod report;
mod routes;
pub mod session;
pub mod signing;
mod state;
mod view;

pub use history::{PricePoint, price_history};

use anyhow::Context;
use std::path::PathBuf;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The demo shop's configuration for Wenk, as it would be kept in the shop's own git.
pub const CONFIGURATION: &str = include_str!("../wenk.toml");

/// What the shop needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where Wenk is.
    pub edge: String,
    /// The shop's public name at Wenk.
    pub shop: String,
    /// The secret that the shop shares with Wenk.
    pub secret: String,
    /// The working copy of the feed; it is made when it is missing.
    pub feed: PathBuf,
    /// The `node_modules` directory with the consent banner.
    pub vendor: PathBuf,
    /// The shop's own address; the one it listens on when `None`.
    pub origin: Option<String>,
}

/// A shop that is open.
#[derive(Debug)]
pub struct Running {
    /// Its address.
    pub origin: String,
    task: JoinHandle<std::io::Result<()>>,
}

/// Opens the shop on a listener.
///
/// # Errors
/// When the feed cannot be read or a template is wrong.
pub fn start(settings: Settings, listener: TcpListener) -> anyhow::Result<Running> {
    let address = listener.local_addr().context("the listener has no address")?;
    let origin = settings.origin.clone().unwrap_or_else(|| format!("http://{address}"));
    feed_file::working_copy(&settings.feed, &origin)?;
    let state = state::Shop::new(settings, origin.clone())?;
    let app = routes::all(state);
    Ok(Running { origin, task: tokio::spawn(async move { axum::serve(listener, app).await }) })
}

impl Running {
    /// Waits until the shop closes, which it does only when it fails.
    ///
    /// # Errors
    /// Why it closed.
    pub async fn wait(self) -> anyhow::Result<()> {
        Ok(self.task.await??)
    }

    /// Closes the shop.
    pub fn stop(self) {
        self.task.abort();
    }
}
