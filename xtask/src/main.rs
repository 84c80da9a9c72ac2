//! The one door for people and CI: `cargo xtask dev | test | build | size | bench | faults | shop`.
//!
//! Out of scope: what the commands drive. The running stack, the fault runs and the benchmarks are in `wenk_tests`, so
//! that the tests start exactly what a person starts.
//!
//! ```text
//! cargo xtask dev --speed 60
//! ```

use std::path::Path;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use wenk_tests::figures::Figures;
use wenk_tests::parts;

mod build;
mod check;
mod client_build;
mod dev;
mod measure;
mod policy;
mod run;
mod shop;
mod size;
mod stamp;
mod tools;

use tools::Tools;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, starts, tests and measures Wenk")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts everything on this machine: the demo shop, the outbox, the decision log
    Dev(dev::Dev),
    /// Checks everything that CI checks
    Test(check::Test),
    /// Builds the tag, the pages, the Worker and the demo shop into build/
    Build,
    /// Prints raw, gzip and brotli bytes, and fails over the budget
    Size(Output),
    /// Measures ingest, cost and decisions
    Bench(Output),
    /// Kills workerd while carts become due, and counts the mails
    Faults(measure::Faults),
    /// Calls a shop's admin API
    Shop(shop::Shop),
}

#[derive(Args)]
struct Output {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run_command(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Not the error's debug text: a backtrace of this program says nothing about the mistake.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run_command(command: Command) -> anyhow::Result<()> {
    let root = parts::root()?;
    match command {
        Command::Dev(arguments) => dev::dev(&root, &arguments).await,
        Command::Test(arguments) => check::test(&root, &arguments),
        Command::Build => build::all(&root, &Tools::ensure(&root)?).map(drop),
        Command::Size(output) => sizes(&root, output.json),
        Command::Bench(output) => {
            print(&measure::bench(&root).await?, output.json);
            Ok(())
        }
        Command::Faults(arguments) => {
            let figures = measure::faults(&root, &arguments).await?;
            print(&figures, arguments.json);
            measure::check_faults(&figures)
        }
        Command::Shop(arguments) => shop::shop(&root, arguments).await,
    }
}

fn sizes(root: &Path, json: bool) -> anyhow::Result<()> {
    build::all(root, &Tools::ensure(root)?)?;
    let figures = size::measure(root)?;
    print(&figures, json);
    size::check(root, &figures)
}

fn print(figures: &Figures, json: bool) {
    if json {
        println!("{}", figures.json());
    } else {
        print!("{}", figures.text());
    }
}
