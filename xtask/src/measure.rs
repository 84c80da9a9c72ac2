//! `cargo xtask bench` and `cargo xtask faults`: build, measure, print.
//!
//! Out of scope: the measuring (see `wenk_tests::bench`, `wenk_tests::faults` and the engine's own benchmark).
//!
//! ```text
//! cargo xtask faults --rounds 20 --json
//! ```

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context;
use clap::Args;
use serde_json::Value;
use wenk_tests::figures::Figures;
use wenk_tests::parts::Parts;
use wenk_tests::{bench, faults};

use crate::tools::Tools;
use crate::{build, run};

/// How hard to try.
#[derive(Debug, Args)]
pub(crate) struct Faults {
    /// How often workerd is killed
    #[arg(long, default_value_t = 20)]
    rounds: u32,
    /// How many carts become due
    #[arg(long, default_value_t = 200)]
    carts: u32,
    /// Another seed, other moments and other failures of the provider
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Kills workerd again and again; the figures say whether a mail was lost or doubled.
pub(crate) async fn faults(root: &Path, arguments: &Faults) -> anyhow::Result<Figures> {
    let parts = parts(root)?;
    run::step(&format!("{} carts, {} kills", arguments.carts, arguments.rounds));
    let options = faults::Options { rounds: arguments.rounds, seed: arguments.seed, carts: arguments.carts };
    faults::run(parts, options).await
}

/// Fails when a mail was lost, doubled or changed.
pub(crate) fn check_faults(figures: &Figures) -> anyhow::Result<()> {
    let wrong: Vec<&str> = ["sends_lost", "sends_doubled", "sends_changed"]
        .into_iter()
        .filter(|name| figures.get(name).is_none_or(|count| count > 0.0))
        .collect();
    anyhow::ensure!(wrong.is_empty(), "not zero: {}", wrong.join(", "));
    // Where nothing goes out, nothing can be lost or doubled, and nothing was shown.
    anyhow::ensure!(figures.get("sends_sent") > Some(0.0), "no mail was sent");
    Ok(())
}

/// Ingest against nothing and against the floor, then one decision natively.
pub(crate) async fn bench(root: &Path) -> anyhow::Result<Figures> {
    let parts = parts(root)?;
    run::step("ingest");
    let mut figures = bench::run(parts).await?;
    run::step("decide");
    figures.add_ratio("decide_per_second", decide_per_second(root)?);
    Ok(figures)
}

fn parts(root: &Path) -> anyhow::Result<Parts> {
    let tools = Tools::ensure(root)?;
    let built = build::all(root, &tools)?;
    Ok(Parts { root: root.to_owned(), node: tools.node, wrangler: tools.wrangler, shop: built.shop })
}

fn decide_per_second(root: &Path) -> anyhow::Result<f64> {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["bench", "--quiet", "--package", "wenk-engine", "--bench", "decide"]);
    // Its report is for people and would stand in the way of our JSON.
    run::status(command.stdout(Stdio::null()))?;
    let file = build::target_dir(root).join("criterion/decide_cart_updated/new/estimates.json");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let estimates: Value = serde_json::from_str(&text)?;
    let nanoseconds = estimates.pointer("/mean/point_estimate").and_then(Value::as_f64).context("no mean")?;
    Ok(1e9 / nanoseconds)
}
