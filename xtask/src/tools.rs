//! The pinned tools: found, or installed once into a cache outside the checkout.
//!
//! Three sources: `rustup` (the wasm target), `cargo install` (worker-build, wasm-bindgen) and npm (wrangler, esbuild,
//! wasm-opt, a Node.js that is new enough). A second call only looks and takes a fraction of a second.
//!
//! Out of scope: building anything of ours (see [`crate::build`]).
//!
//! ```text
//! let tools = Tools::ensure(&root)?;
//! tools.command(&tools.esbuild).arg("--version").status()?;
//! ```

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::run;
use crate::stamp::Stamp;

const WORKER_BUILD: &str = "0.8.7";
const WASM_BINDGEN: &str = "0.2.130";
const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// The oldest Node.js that the pinned wrangler starts on.
const NODE_MAJOR: u32 = 22;

/// Where each tool is. All paths are absolute.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    /// `worker-build`, which turns the crate `edge` into a module for workerd.
    pub(crate) worker_build: PathBuf,
    /// `wasm-bindgen` of the version that Cargo.lock names.
    pub(crate) wasm_bindgen: PathBuf,
    /// `wasm-opt` of the npm package binaryen.
    pub(crate) wasm_opt: PathBuf,
    /// `esbuild`, which bundles and minifies JavaScript.
    pub(crate) esbuild: PathBuf,
    /// A Node.js that wrangler starts on.
    pub(crate) node: PathBuf,
    /// The script that `node` runs as wrangler.
    pub(crate) wrangler: PathBuf,
    path: OsString,
}

impl Tools {
    /// Finds every tool, installs what is missing, and says so while it does.
    pub(crate) fn ensure(root: &Path) -> anyhow::Result<Tools> {
        need("cc", "a C tool chain", "build-essential")?;
        wasm_target(root)?;
        let bin = cache()?.join("tools").join("bin");
        let worker_build = cargo_tool(&bin, "worker-build", "worker-build", WORKER_BUILD, true)?;
        // Not `--locked`: the lock file in that package names versions that are no longer served everywhere.
        let wasm_bindgen = cargo_tool(&bin, "wasm-bindgen-cli", "wasm-bindgen", WASM_BINDGEN, false)?;
        npm_packages(root)?;
        let modules = root.join("node_modules");
        let scripts = modules.join(".bin");
        Ok(Tools {
            worker_build,
            wasm_bindgen,
            wasm_opt: present(scripts.join("wasm-opt"))?,
            esbuild: present(scripts.join("esbuild"))?,
            node: node(&scripts)?,
            wrangler: present(modules.join("wrangler/bin/wrangler.js"))?,
            path: path_with(&[scripts, bin])?,
        })
    }

    /// A command that finds the pinned tools before the machine's own, also in what it starts itself.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env("PATH", &self.path)
            .env("WASM_BINDGEN_BIN", &self.wasm_bindgen)
            .env("WASM_OPT_BIN", &self.wasm_opt)
            .env("ESBUILD_BIN", &self.esbuild);
        command
    }
}

/// Fails unless the browser and its driver are there; only the tests need them.
pub(crate) fn need_browser() -> anyhow::Result<()> {
    need("chromium", "a browser", "chromium")?;
    need("chromedriver", "the browser's driver", "chromium-driver")
}

/// The directory that outlives a checkout: `$WENK_CACHE`, else `$XDG_CACHE_HOME/wenk`, else `~/.cache/wenk`.
pub(crate) fn cache() -> anyhow::Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("WENK_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|dir| dir.join("wenk")))
        .or_else(|| set("HOME").map(|dir| dir.join(".cache").join("wenk")))
        .context("none of WENK_CACHE, XDG_CACHE_HOME and HOME is set, so there is no place for the tools")
}

fn need(program: &str, what: &str, debian_package: &str) -> anyhow::Result<()> {
    if find(program).is_none() {
        bail!("`{program}` ({what}) is missing; on Debian: apt-get install {debian_package}");
    }
    Ok(())
}

fn find(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|dir| dir.join(program)).find(|path| path.is_file())
}

fn present(path: PathBuf) -> anyhow::Result<PathBuf> {
    if !path.exists() {
        bail!("{} is missing although npm reported success; remove node_modules and try again", path.display());
    }
    Ok(path)
}

fn path_with(first: &[PathBuf]) -> anyhow::Result<OsString> {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(first.iter().cloned().chain(std::env::split_paths(&rest))).context("PATH cannot be extended")
}

fn wasm_target(root: &Path) -> anyhow::Result<()> {
    let mut ask = Command::new("rustc");
    ask.current_dir(root).args(["--print", "target-libdir", "--target", WASM_TARGET]);
    let dir = run::output(&mut ask)?;
    if Path::new(dir.trim()).is_dir() {
        return Ok(());
    }
    need("rustup", "the installer of Rust targets", "rustup")?;
    run::step("Rust target wasm32-unknown-unknown");
    run::status(Command::new("rustup").current_dir(root).args(["target", "add", WASM_TARGET]))
}

fn cargo_tool(bin: &Path, package: &str, program: &str, version: &str, locked: bool) -> anyhow::Result<PathBuf> {
    let path = bin.join(program);
    let is_version = |text: String| text.split_whitespace().any(|word| word == version);
    if path.is_file() && run::output(Command::new(&path).arg("--version")).is_ok_and(is_version) {
        return Ok(path);
    }
    run::step(&format!("{package} {version} (some minutes, once on this machine)"));
    let mut install = Command::new("cargo");
    install.args(["install", package, "--version", version, "--force", "--root"]);
    install.arg(bin.parent().context("the tools' directory has no parent")?);
    // In its own directory, so that a build of ours can go on beside it.
    install.env("CARGO_TARGET_DIR", cache()?.join("install"));
    if locked {
        install.arg("--locked");
    }
    run::status(&mut install)?;
    Ok(path)
}

fn npm_packages(root: &Path) -> anyhow::Result<()> {
    let stamp = Stamp::of(&root.join("node_modules/.wenk-stamp"), root, &["package.json", "package-lock.json"])?;
    if stamp.holds() {
        return Ok(());
    }
    need("npm", "the installer of JavaScript packages", "npm")?;
    run::step("packages from npm");
    run::status(Command::new("npm").current_dir(root).args(["ci", "--ignore-scripts", "--loglevel=error"]))?;
    stamp.write()
}

/// The Node.js of node_modules where npm has one for this machine, else the machine's own if it is new enough.
fn node(scripts: &Path) -> anyhow::Result<PathBuf> {
    let pinned = scripts.join("node");
    if pinned.exists() {
        return Ok(pinned);
    }
    let own = find("node").with_context(|| format!("`node` {NODE_MAJOR} or newer is missing"))?;
    let version = run::output(Command::new(&own).arg("--version").stderr(Stdio::null()))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|text| text.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE_MAJOR) {
        bail!("`node` is {}, but wrangler needs {NODE_MAJOR} or newer", version.trim());
    }
    Ok(own)
}
