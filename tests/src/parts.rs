//! Where the built parts are: what `cargo xtask` builds and installs, found again by the tests.
//!
//! Out of scope: building them.
//!
//! ```no_run
//! let parts = wenk_tests::parts::Parts::find()?;
//! println!("{}", parts.shop.display());
//! # Ok::<(), anyhow::Error>(())
//! ```

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// The programs and directories that a stack is made of.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The checkout, with wrangler.toml and `build/`.
    pub root: PathBuf,
    /// A Node.js that wrangler starts on.
    pub node: PathBuf,
    /// The script that `node` runs as wrangler.
    pub wrangler: PathBuf,
    /// The demo shop's server.
    pub shop: PathBuf,
}

impl Parts {
    /// The parts of this checkout, or what is missing and the command that makes it. `WENK_NODE` and `WENK_SHOP` name
    /// other places.
    ///
    /// # Errors
    /// When a part has not been built or installed.
    pub fn find() -> anyhow::Result<Parts> {
        let root = root()?;
        let set = |name: &str, otherwise: PathBuf| std::env::var_os(name).map_or(otherwise, PathBuf::from);
        let target = set("CARGO_TARGET_DIR", root.join("target"));
        let parts = Parts {
            node: set("WENK_NODE", root.join("node_modules/.bin/node")),
            wrangler: root.join("node_modules/wrangler/bin/wrangler.js"),
            shop: set("WENK_SHOP", target.join("debug/wenk-shop")),
            root,
        };
        let built = [parts.root.join("build/edge/index.js"), parts.root.join("build/assets/wenk.js")];
        for path in built.iter().chain([&parts.node, &parts.wrangler, &parts.shop]) {
            if !path.exists() {
                bail!("{} is missing; run `cargo xtask build`", path.display());
            }
        }
        Ok(parts)
    }
}

/// The checkout that this crate was built from.
///
/// # Errors
/// Never in a checkout; only when the crate lies at the root of a file system.
pub fn root() -> anyhow::Result<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).context("tests has no parent directory")
}
