//! `cargo xtask dev`: everything on this machine, until Ctrl-C.
//!
//! Out of scope: the start-up sequence itself, which the tests share (see `wenk_tests::stack`).
//!
//! ```text
//! cargo xtask dev --speed 60
//! ```

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use wenk_tests::parts::Parts;
use wenk_tests::stack::{Options, Stack};

use crate::build;
use crate::run;
use crate::tools::Tools;

const LOOK: Duration = Duration::from_millis(500);
/// How often the feed pull fires, by the virtual clock, and how often at most by the wall's.
const PULL: Duration = Duration::from_secs(15 * 60);
const PULL_AT_MOST: Duration = Duration::from_secs(10);
const PULL_CRON: &str = "*/15 * * * *";

/// How to start.
#[derive(Debug, Args)]
pub(crate) struct Dev {
    /// How many times faster than the wall's the virtual clock runs
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    speed: i64,
    /// Port of the Worker
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Port of the demo shop
    #[arg(long, default_value_t = 8788)]
    shop_port: u16,
    /// Forget everything: people, mails, prices, secrets, the clock
    #[arg(long)]
    fresh: bool,
}

/// Where the state of `cargo xtask dev` is kept.
pub(crate) fn dir(root: &Path) -> PathBuf {
    root.join(".wenk/dev")
}

/// Builds, starts, prints the addresses, and waits until it is told to end.
pub(crate) async fn dev(root: &Path, arguments: &Dev) -> anyhow::Result<()> {
    let tools = Tools::ensure(root)?;
    let built = build::all(root, &tools)?;
    for port in [arguments.port, arguments.shop_port] {
        if TcpListener::bind(("127.0.0.1", port)).is_err() {
            bail!("port {port} is in use; end what uses it, or choose others with --port and --shop-port");
        }
    }
    let dir = dir(root);
    if arguments.fresh && dir.exists() {
        fs::remove_dir_all(&dir).with_context(|| format!("cannot clear {}", dir.display()))?;
    }
    let options = Options {
        parts: Parts { root: root.to_owned(), node: tools.node, wrangler: tools.wrangler, shop: built.shop },
        dir,
        edge_port: arguments.port,
        shop_port: arguments.shop_port,
        speed: arguments.speed,
        vars: Vec::new(),
        secrets: Vec::new(),
        demo_shop: true,
        configuration: wenk_shop::CONFIGURATION.to_owned(),
    };
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    run::step("workerd, the shop's content, the demo shop");
    let stack = tokio::select! {
        stack = Stack::start(options) => stack?,
        _ = interrupt.recv() => return Ok(()),
        _ = terminate.recv() => return Ok(()),
    };
    println!("{}", addresses(&stack));
    let mut stack = stack;
    let ended = tokio::select! {
        ended = watch(&mut stack, arguments.speed) => ended,
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    };
    run::step("stopping");
    stack.stop().await;
    ended
}

fn addresses(stack: &Stack) -> String {
    let (edge, shop, token) = (stack.edge_url(), stack.shop_url(), &stack.keys.admin_token);
    format!(
        "
  Demo shop  {shop}/
  Outbox     {edge}/outbox#token={token}
  Why        {edge}/why#token={token}

  One hour of Wenk's timers takes {} here.
  Change a price:  cargo xtask shop price singel 649.00
  Stop: Ctrl-C
",
        took(3_600 / stack.clock.speed.max(1))
    )
}

fn took(seconds: i64) -> String {
    match seconds {
        3_600.. => "an hour".to_owned(),
        60..=119 => "a minute".to_owned(),
        120..=3_599 => format!("{} minutes", seconds / 60),
        _ => format!("{} seconds", seconds.max(1)),
    }
}

/// Fires the feed pull, which nothing else does here; comes back only when a program ended by itself.
async fn watch(stack: &mut Stack, speed: i64) -> anyhow::Result<()> {
    let pull = PULL.div_f64(f64::from(i32::try_from(speed)?)).max(PULL_AT_MOST);
    let mut since = Duration::ZERO;
    loop {
        tokio::time::sleep(LOOK).await;
        if let Some(lines) = stack.ended() {
            bail!("a program ended by itself; its last lines:\n{lines}");
        }
        since += LOOK;
        if since >= pull {
            since = Duration::ZERO;
            if let Err(error) = stack.edge.cron(PULL_CRON).await {
                eprintln!("the feed pull failed: {error:#}");
            }
        }
    }
}
