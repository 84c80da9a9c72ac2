//! Opens the demo shop.
//!
//! ```text
//! wenk-shop --port 8788 --edge http://127.0.0.1:8787 --feed .wenk/dev/feed.xml --vendor node_modules
//! ```

use anyhow::Context;
use clap::Parser;
use std::path::PathBuf;
use tokio::net::TcpListener;
use wenk_shop::Settings;

#[derive(Parser)]
#[command(name = "wenk-shop", about = "Opens the demo shop")]
struct Arguments {
    /// The port of the loopback address to listen on
    #[arg(long, default_value_t = 8788)]
    port: u16,
    /// Where Wenk is
    #[arg(long, default_value = "http://127.0.0.1:8787")]
    edge: String,
    /// The shop's public name at Wenk
    #[arg(long, default_value = "spaak")]
    shop: String,
    /// The secret that the shop shares with Wenk
    #[arg(long, env = "WENK_SHOP_SECRET", hide_env_values = true)]
    secret: String,
    /// The working copy of the feed, made when it is missing
    #[arg(long, default_value = ".wenk/dev/feed.xml")]
    feed: PathBuf,
    /// The directory of npm packages with the consent banner
    #[arg(long, default_value = "node_modules")]
    vendor: PathBuf,
    /// The shop's own address, where it is not the one it listens on
    #[arg(long)]
    origin: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let address = ("127.0.0.1", arguments.port);
    let listener = TcpListener::bind(address).await.with_context(|| format!("port {} is taken", arguments.port))?;
    let settings = Settings {
        edge: arguments.edge,
        shop: arguments.shop,
        secret: arguments.secret,
        feed: arguments.feed,
        vendor: arguments.vendor,
        origin: arguments.origin,
    };
    let running = wenk_shop::start(settings, listener)?;
    println!("The demo shop is open at {}", running.origin);
    running.wait().await
}
