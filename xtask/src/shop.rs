//! `cargo xtask shop …`: a shop's admin API from the command line, by default the one of `cargo xtask dev`.
//!
//! Out of scope: what the answers mean; they are printed as the Worker gave them.
//!
//! ```text
//! cargo xtask shop price singel 649.00
//! cargo xtask shop --edge https://wenk.example.com --shop spaak configure wenk.toml
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::Value;
use wenk_tests::admin::Admin;
use wenk_tests::stack;

use crate::dev;

/// Which shop, and what to do.
#[derive(Debug, Args)]
pub(crate) struct Shop {
    /// Address of the Worker; without it, the one that `cargo xtask dev` started. Its token is taken from
    /// WENK_ADMIN_TOKEN
    #[arg(long, requires = "shop")]
    edge: Option<String>,
    /// Id of the shop
    #[arg(long, requires = "edge")]
    shop: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Changes a price in the demo shop's feed, and imports the feed
    Price {
        /// Id of the product in the feed
        product: String,
        /// The new price, like 649.00
        price: String,
    },
    /// Imports a feed file
    Import {
        /// Google Merchant XML or TSV
        file: PathBuf,
    },
    /// Lets a held import through
    Approve {
        /// Id of the import
        import: String,
    },
    /// Stores a configuration
    Configure {
        /// TOML
        file: PathBuf,
    },
    /// Stores templates
    Templates {
        /// JSON: {"templates": [{"name", "language", "subject", "mjml", "text"}]}
        file: PathBuf,
    },
    /// Stops all mails, or those of one flow, within five seconds
    Pause {
        /// Only this flow
        #[arg(long)]
        flow: Option<String>,
    },
    /// Lets mails go again
    Resume {
        /// Only this flow
        #[arg(long)]
        flow: Option<String>,
    },
    /// Lists what could not be done
    DeadLetters,
    /// Tries a dead letter again
    Replay {
        /// Its id
        id: String,
    },
}

/// Does it and prints the answer.
pub(crate) async fn shop(root: &Path, arguments: Shop) -> anyhow::Result<()> {
    let admin = admin(root, &arguments)?;
    let answer = match arguments.command {
        Command::Price { product, price } => change_price(root, &arguments.edge, &admin, &product, &price).await?,
        Command::Import { file } => admin.feed(fs::read(&file).with_context(|| cannot_read(&file))?).await?,
        Command::Approve { import } => admin.approve(&import).await?,
        Command::Configure { file } => admin.configure(&text(&file)?).await?,
        Command::Templates { file } => admin.templates(&serde_json::from_str(&text(&file)?)?).await?,
        Command::Pause { flow } => admin.pause(true, flow.as_deref()).await?,
        Command::Resume { flow } => admin.pause(false, flow.as_deref()).await?,
        Command::DeadLetters => admin.get("dead-letters").await?,
        Command::Replay { id } => admin.post(&format!("dead-letters/{id}/replay")).await?,
    };
    println!("{}", serde_json::to_string_pretty(&answer)?);
    Ok(())
}

fn admin(root: &Path, arguments: &Shop) -> anyhow::Result<Admin> {
    match (&arguments.edge, &arguments.shop) {
        (Some(edge), Some(shop)) => {
            let token = std::env::var("WENK_ADMIN_TOKEN").context("WENK_ADMIN_TOKEN is not set")?;
            Ok(Admin::new(edge.trim_end_matches('/'), shop, &token))
        }
        _ => stack::admin_of(&dev::dir(root)),
    }
}

async fn change_price(
    root: &Path,
    edge: &Option<String>,
    admin: &Admin,
    product: &str,
    price: &str,
) -> anyhow::Result<Value> {
    if edge.is_some() {
        bail!("`price` changes the demo shop's feed; a real shop changes its own and calls `import`");
    }
    let feed = dev::dir(root).join("feed.xml");
    wenk_shop::feed_file::set_price(&feed, product, price)?;
    admin.feed(fs::read(&feed).with_context(|| cannot_read(&feed))?).await
}

fn text(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| cannot_read(file))
}

fn cannot_read(file: &Path) -> String {
    format!("cannot read {}", file.display())
}
