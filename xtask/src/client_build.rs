//! The tag: loader, glue and wasm, with the names of the two that are fetched after the grant baked into the loader.
//!
//! Out of scope: when it is built, and the pages beside it (see [`crate::build`]).
//!
//! ```text
//! client_build::build(&root, &root.join("build/assets"), &tools)?;
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};

use crate::run;
use crate::tools::Tools;

/// What rustc may use: naming the features keeps wasm-opt from emitting what browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Builds the tag into `out`: `wenk.js`, `wenk/<hash>.js`, `wenk/<hash>.wasm`, `_headers`.
pub(crate) fn build(root: &Path, out: &Path, tools: &Tools) -> anyhow::Result<()> {
    let work = crate::build::target_dir(root).join("client");
    fs::create_dir_all(&work)?;
    fs::create_dir_all(out.join("wenk"))?;
    let wasm = core(root, &work, tools)?;
    let wasm = named(&wasm, out, "wasm")?;
    let glue = work.join("glue.js");
    let after = root.join("client/after/main.js");
    let core = format!("--alias:wenk-core={}", work.join("wenk_client.js").display());
    bundle(tools, &after, &glue, &[&core, "--format=esm", &format!("--define:WASM=\"{wasm}\"")])?;
    let glue = named(&glue, out, "js")?;
    let loader = root.join("client/loader/main.js");
    bundle(tools, &loader, &out.join("wenk.js"), &["--format=iife", &format!("--define:GLUE=\"{glue}\"")])?;
    fs::write(out.join("_headers"), HEADERS)?;
    Ok(())
}

/// Hashed names never change their content; the loader may. The tag is used on pages of other origins.
const HEADERS: &str = "\
/wenk.js
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=300
/wenk/*
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=31536000, immutable
";

/// The wasm, with its JavaScript beside it.
fn core(root: &Path, work: &Path, tools: &Tools) -> anyhow::Result<PathBuf> {
    let target = crate::build::target_dir(root);
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).args(["build", "--quiet", "--profile", "client", "--package", "wenk-client"]);
    run::status(cargo.args(["--lib", "--target", "wasm32-unknown-unknown"]))?;
    let built = target.join("wasm32-unknown-unknown/client/wenk_client.wasm");
    let mut bindgen = tools.command(&tools.wasm_bindgen);
    bindgen.args([
        "--target",
        "web",
        "--no-typescript",
        "--remove-name-section",
        "--remove-producers-section",
        "--out-dir",
    ]);
    run::status(bindgen.arg(work).arg(&built))?;
    let small = work.join("wenk_client_small.wasm");
    let mut optimise = tools.command(&tools.wasm_opt);
    optimise.arg(work.join("wenk_client_bg.wasm")).args([
        "-Oz",
        "--converge",
        "--strip-debug",
        "--strip-producers",
        "-o",
    ]);
    run::status(optimise.arg(&small).args(FEATURES))?;
    Ok(small)
}

fn bundle(tools: &Tools, from: &Path, to: &Path, more: &[&str]) -> anyhow::Result<()> {
    let mut esbuild = tools.command(&tools.esbuild);
    esbuild.arg(from).args(["--bundle", "--minify", "--target=es2022", "--log-level=warning", "--legal-comments=none"]);
    run::status(esbuild.args(more).arg(format!("--outfile={}", to.display())))
}

/// Copies a file under the hash of its content; answers its path below the Worker's origin.
fn named(file: &Path, out: &Path, extension: &str) -> anyhow::Result<String> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let hash: String = Sha256::digest(&bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let name = format!("wenk/{hash}.{extension}");
    fs::write(out.join(&name), bytes)?;
    Ok(name)
}
