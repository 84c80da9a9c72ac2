//! `cargo xtask size`: what a shopper downloads and what is deployed, against the committed budget.
//!
//! Out of scope: building; the command builds first.
//!
//! ```text
//! cargo xtask size --json
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use wenk_tests::figures::Figures;

use crate::build;
use crate::stamp::files;

/// Measures everything that was built.
pub(crate) fn measure(root: &Path) -> anyhow::Result<Figures> {
    let assets = build::assets_dir(root);
    let tag = files(&assets.join("wenk"))?;
    let mut figures = Figures::default();
    let loader = add(&mut figures, "loader", &[assets.join("wenk.js")])?;
    let glue = add(&mut figures, "glue", &with_extension(&tag, "js"))?;
    let wasm = add(&mut figures, "wasm", &with_extension(&tag, "wasm"))?;
    figures.add("tag_brotli_bytes", loader + glue + wasm);
    let edge = files(&build::edge_dir(root))?;
    let module = [with_extension(&edge, "js"), with_extension(&edge, "wasm")].concat();
    add(&mut figures, "edge", &module)?;
    Ok(figures)
}

/// Fails when a figure is above its budget, or a budget has no figure.
pub(crate) fn check(root: &Path, figures: &Figures) -> anyhow::Result<()> {
    let file = root.join("xtask/budgets.toml");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let over = over_budget(&toml::from_str(&text)?, figures);
    if !over.is_empty() {
        bail!("over the budget of xtask/budgets.toml:\n{}", over.join("\n"));
    }
    Ok(())
}

fn over_budget(budgets: &BTreeMap<String, u32>, figures: &Figures) -> Vec<String> {
    let judge = |(name, budget): (&String, &u32)| match figures.get(name) {
        None => Some(format!("{name} has a budget but is not measured")),
        Some(value) if value > f64::from(*budget) => Some(format!("{name} is {value}, the budget is {budget}")),
        Some(_) => None,
    };
    budgets.iter().filter_map(judge).collect()
}

/// Adds the three figures of a part, and answers its brotli bytes.
fn add(figures: &mut Figures, name: &str, parts: &[PathBuf]) -> anyhow::Result<u64> {
    let (mut raw, mut gzip, mut brotli) = (0, 0, 0);
    for part in parts {
        let bytes = fs::read(part).with_context(|| format!("cannot read {}", part.display()))?;
        raw += bytes.len();
        gzip += gzipped(&bytes)?;
        brotli += brotlied(&bytes)?;
    }
    if raw == 0 {
        bail!("there is no {name} in build/");
    }
    figures.add(&format!("{name}_raw_bytes"), u64::try_from(raw)?);
    figures.add(&format!("{name}_gzip_bytes"), u64::try_from(gzip)?);
    let brotli = u64::try_from(brotli)?;
    figures.add(&format!("{name}_brotli_bytes"), brotli);
    Ok(brotli)
}

fn with_extension(paths: &[PathBuf], extension: &str) -> Vec<PathBuf> {
    paths.iter().filter(|path| path.extension().is_some_and(|found| found == extension)).cloned().collect()
}

fn gzipped(bytes: &[u8]) -> anyhow::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn brotlied(bytes: &[u8]) -> anyhow::Result<usize> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters)?;
    Ok(out.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_over_its_budget_and_a_budget_without_a_figure_are_named() {
        let mut figures = Figures::default();
        figures.add("loader_brotli_bytes", 2_001);
        figures.add("glue_brotli_bytes", 10);
        let budgets = [("loader_brotli_bytes", 2_000), ("glue_brotli_bytes", 10), ("gone_bytes", 1)];
        let budgets = budgets.map(|(name, budget)| (name.to_owned(), budget)).into_iter().collect();
        let said = ["gone_bytes has a budget but is not measured", "loader_brotli_bytes is 2001, the budget is 2000"];
        assert_eq!(over_budget(&budgets, &figures), said);
    }
}
