//! Builds every part into `build/`: the tag and the pages as static assets, the Worker, the demo shop.
//!
//! Out of scope: starting anything (see [`crate::dev`]), and how the tag is made (see [`crate::client_build`]).
//!
//! ```text
//! let built = build::all(&root, &tools)?;
//! println!("{}", built.shop.display());
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::client_build;
use crate::run;
use crate::stamp::{Stamp, files};
use crate::tools::Tools;

/// What the Worker is made of; a change in any of it builds it again.
const EDGE_INPUTS: [&str; 7] =
    ["edge", "crates", "www/pages", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "package-lock.json"];
/// What the tag is made of.
const CLIENT_INPUTS: [&str; 6] =
    ["client", "crates", "Cargo.toml", "Cargo.lock", "package-lock.json", "xtask/src/client_build.rs"];
/// The operator's pages and the style of the hosted ones: copied as they are, to the same name below the assets.
const PAGES: [(&str, &str); 3] = [("www/outbox", "outbox"), ("www/why", "why"), ("www/pages/pages.css", "pages.css")];

/// Where the parts are.
#[derive(Debug, Clone)]
pub(crate) struct Built {
    /// The demo shop's server.
    pub(crate) shop: PathBuf,
}

/// Builds what changed.
pub(crate) fn all(root: &Path, tools: &Tools) -> anyhow::Result<Built> {
    assets(root, tools)?;
    edge(root, tools)?;
    Ok(Built { shop: shop(root)? })
}

/// The directory that workerd serves as static files.
pub(crate) fn assets_dir(root: &Path) -> PathBuf {
    root.join("build/assets")
}

/// The directory with the Worker's module and wasm.
pub(crate) fn edge_dir(root: &Path) -> PathBuf {
    root.join("build/edge")
}

/// The tag and the pages.
pub(crate) fn assets(root: &Path, tools: &Tools) -> anyhow::Result<()> {
    let out = assets_dir(root);
    let inputs: Vec<&str> = CLIENT_INPUTS.into_iter().chain(PAGES.map(|(from, _)| from)).collect();
    let stamp = Stamp::of(&root.join("build/assets.stamp"), root, &inputs)?;
    if stamp.holds() && out.join("wenk.js").exists() {
        return Ok(());
    }
    run::step("the tag: loader, glue and wasm");
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("cannot clear {}", out.display()))?;
    }
    fs::create_dir_all(&out)?;
    client_build::build(root, &out, tools)?;
    for (from, to) in PAGES {
        copy(&root.join(from), &out.join(to))?;
    }
    stamp.write()
}

/// A file, or every file below a directory.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    for file in files(from)? {
        let inside = file.strip_prefix(from)?;
        let target = if inside.as_os_str().is_empty() { to.to_owned() } else { to.join(inside) };
        fs::create_dir_all(target.parent().context("a file has a directory")?)?;
        fs::copy(&file, &target).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    Ok(())
}

/// The Worker, built for release: what is tested is what is deployed.
pub(crate) fn edge(root: &Path, tools: &Tools) -> anyhow::Result<()> {
    let out = edge_dir(root);
    fs::create_dir_all(&out)?;
    let stamp = Stamp::of(&root.join("build/edge.stamp"), root, &EDGE_INPUTS)?;
    if stamp.holds() && out.join("index_bg.wasm").exists() {
        return Ok(());
    }
    run::step("the Worker");
    let mut build = tools.command(&tools.worker_build);
    build.current_dir(root.join("edge")).args(["--release", "--out-dir", "../build/edge"]);
    // A client that hangs up in the middle of a request must not leak the heap (workers-rs #653).
    build.env("RUN_TO_COMPLETION", "1");
    run::status(&mut build)?;
    stamp.write()
}

/// The demo shop's server, a native program.
pub(crate) fn shop(root: &Path) -> anyhow::Result<PathBuf> {
    run::step("the demo shop");
    run::status(Command::new("cargo").current_dir(root).args(["build", "--quiet", "--package", "wenk-shop"]))?;
    Ok(target_dir(root).join("debug/wenk-shop"))
}

/// Where cargo puts what it builds.
pub(crate) fn target_dir(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}
