//! What may come in with a dependency: licences, sources, one version of our own pins, nothing unused.
//!
//! Reads `cargo metadata` and `deny.toml`, so that it needs neither a tool to install nor the network.
//!
//! Out of scope: known vulnerabilities, for which cargo-deny fetches a database.
//!
//! ```text
//! cargo xtask test --only policy
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::run;
use crate::stamp::files;

#[derive(Deserialize)]
struct Deny {
    licenses: Licenses,
}

#[derive(Deserialize)]
struct Licenses {
    allow: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    rename: Option<String>,
    req: String,
    path: Option<PathBuf>,
}

/// Fails with every breach at once.
pub(crate) fn check(root: &Path) -> anyhow::Result<()> {
    let deny: Deny = toml::from_str(&fs::read_to_string(root.join("deny.toml"))?).context("deny.toml")?;
    let mut ask = Command::new("cargo");
    ask.current_dir(root).args(["metadata", "--format-version", "1", "--locked"]);
    let metadata: Metadata = serde_json::from_str(&run::output(&mut ask)?)?;
    let mut breaches = Vec::new();
    for package in &metadata.packages {
        let breach = match &package.source {
            Some(source) => foreign(package, source, &deny.licenses.allow),
            None => ours(package)?,
        };
        breaches.extend(breach.into_iter().map(|what| format!("{} {}: {what}", package.name, package.version)));
    }
    if !breaches.is_empty() {
        bail!("dependencies:\n{}", breaches.join("\n"));
    }
    Ok(())
}

fn foreign(package: &Package, source: &str, allowed: &BTreeSet<String>) -> Vec<String> {
    let mut breaches = Vec::new();
    if !source.starts_with("registry+") {
        breaches.push(format!("comes from {source}, not from a registry"));
    }
    let license = package.license.as_deref().unwrap_or("none");
    if !is_allowed(license, allowed) {
        breaches.push(format!("has the licence `{license}`, which deny.toml does not allow"));
    }
    breaches
}

/// `A OR B` needs one, `A AND B` both; the old `A/B` means OR.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let plain = expression.replace('/', " OR ").replace(['(', ')'], " ");
    plain.split(" AND ").all(|all| all.split(" OR ").any(|one| allowed.contains(one.trim())))
}

fn ours(package: &Package) -> anyhow::Result<Vec<String>> {
    let dir = package.manifest_path.parent().context("a manifest has a directory")?;
    let mut text = String::new();
    for file in files(dir)?.iter().filter(|file| file.extension().is_some_and(|found| found == "rs")) {
        text.push_str(&fs::read_to_string(file)?);
    }
    let mut breaches = Vec::new();
    for dependency in &package.dependencies {
        let name = dependency.rename.as_ref().unwrap_or(&dependency.name).replace('-', "_");
        if !text.contains(&name) {
            breaches.push(format!("does not use `{}`", dependency.name));
        }
        let is_wide = dependency.path.is_none() && !dependency.req.starts_with('=') && !is_stable(&dependency.name);
        if is_wide {
            breaches.push(format!("does not pin `{}` (`{}`)", dependency.name, dependency.req));
        }
    }
    Ok(breaches)
}

/// Crates that keep their promise of compatibility; Cargo.lock pins them well enough.
fn is_stable(name: &str) -> bool {
    ["serde", "serde_json", "thiserror"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_allowed_licence_of_an_or_is_enough_and_every_one_of_an_and_is_needed() {
        let allowed = ["MIT", "Unicode-3.0"].map(str::to_owned).into();
        for (expression, expected) in [
            ("MIT OR Apache-2.0", true),
            ("MIT/Apache-2.0", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("MIT AND GPL-3.0", false),
            ("none", false),
        ] {
            assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
        }
    }
}
