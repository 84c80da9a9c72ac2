//! `cargo xtask test`: everything that CI asks, in the order in which it fails soonest.
//!
//! Out of scope: the checks themselves; each step is a command that can be repeated by hand.
//!
//! ```text
//! cargo xtask test --only clippy,native
//! ```

use std::path::Path;
use std::process::Command;

use clap::{Args, ValueEnum};

use crate::tools::{self, Tools};
use crate::{build, policy, run, size};

/// What to check.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Only these steps, separated by commas
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Step>,
    /// The browsers of the journeys
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Browser::Chromium])]
    browsers: Vec<Browser>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Browser {
    Chromium,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// rustfmt
    Format,
    /// clippy, native and for wasm32, with warnings denied
    Clippy,
    /// rustdoc, with warnings denied
    Doc,
    /// licences, pins and unused dependencies
    Policy,
    /// unit, property and scenario tests
    Native,
    /// the tag, the pages, the Worker, the demo shop
    Build,
    /// sizes against the budget
    Size,
    /// end to end against workerd
    Edge,
    /// the story in a browser
    Browser,
}

/// The crates that are only ever built for the browser or for workerd.
const WASM: [&str; 2] = ["wenk-client", "wenk-edge"];

/// Runs the steps; the first that fails ends it and says how to repeat it.
pub(crate) fn test(root: &Path, arguments: &Test) -> anyhow::Result<()> {
    let wanted = |step: &Step| arguments.only.is_empty() || arguments.only.contains(step);
    let needs_browser = wanted(&Step::Browser) && arguments.browsers.contains(&Browser::Chromium);
    if needs_browser {
        tools::need_browser()?;
    }
    for step in Step::value_variants().iter().filter(|step| wanted(step)) {
        let name = step.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        run::step(&format!("test: {name}"));
        if let Err(error) = one(root, *step) {
            anyhow::bail!("{error:#}\nThe step alone: cargo xtask test --only {name}");
        }
    }
    run::step("all steps passed");
    Ok(())
}

fn one(root: &Path, step: Step) -> anyhow::Result<()> {
    match step {
        Step::Format => run::status(&mut cargo(root, &["fmt", "--all", "--check"])),
        Step::Clippy => clippy(root),
        Step::Doc => {
            let mut doc = cargo(root, &["doc", "--workspace", "--no-deps", "--document-private-items", "--quiet"]);
            run::status(doc.env("RUSTDOCFLAGS", "-D warnings"))
        }
        Step::Policy => policy::check(root),
        Step::Native => run::status(&mut cargo(root, &["test", "--workspace", "--exclude", "wenk-tests"])),
        Step::Build => build::all(root, &Tools::ensure(root)?).map(drop),
        Step::Size => size::check(root, &measured(root)?),
        Step::Edge => run::status(&mut cargo(root, &["test", "--package", "wenk-tests", "--lib", "--test", "edge"])),
        Step::Browser => run::status(&mut cargo(
            root,
            &["test", "--package", "wenk-tests", "--test", "browser", "--", "--test-threads=1"],
        )),
    }
}

fn clippy(root: &Path) -> anyhow::Result<()> {
    let mut native = cargo(root, &["clippy", "--workspace", "--all-targets", "--quiet"]);
    for package in WASM {
        native.args(["--exclude", package]);
    }
    run::status(native.args(["--", "-D", "warnings"]))?;
    let mut wasm = cargo(root, &["clippy", "--quiet", "--target", "wasm32-unknown-unknown"]);
    for package in WASM {
        wasm.args(["--package", package]);
    }
    run::status(wasm.args(["--", "-D", "warnings"]))
}

fn measured(root: &Path) -> anyhow::Result<wenk_tests::figures::Figures> {
    let figures = size::measure(root)?;
    eprint!("{}", figures.text());
    Ok(figures)
}

fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    // A backtrace of the test harness hides the message of an error.
    command.current_dir(root).args(arguments).env("RUST_LIB_BACKTRACE", "0");
    command
}
