//! The secrets of a stack, made once and kept in a file that only the owner reads.
//!
//! Out of scope: a deployment's secrets, which `wrangler secret put` stores.
//!
//! ```no_run
//! let secrets = wenk_tests::secrets::Secrets::open(std::path::Path::new(".wenk/dev/secrets.json"))?;
//! assert_eq!(secrets.operator_token.len(), 32);
//! # Ok::<(), anyhow::Error>(())
//! ```

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::admin::Keys;
use crate::edge::owner_only;

/// What must not be lost while the state is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Secrets {
    /// 32 random bytes in base64, from which the Worker derives every key.
    pub master_key: String,
    /// The token that makes shops.
    pub operator_token: String,
    /// The keys of the shop, once it was made.
    pub keys: Option<Keys>,
}

impl Secrets {
    /// The secrets in the file; a new file has new ones.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds something else.
    pub fn open(file: &Path) -> anyhow::Result<Secrets> {
        if let Ok(text) = fs::read_to_string(file) {
            return serde_json::from_str(&text)
                .with_context(|| format!("not the secrets of a stack: {}", file.display()));
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(no_randomness)?;
        let secrets = Secrets { master_key: STANDARD.encode(key), operator_token: random()?, keys: None };
        secrets.keep(file)?;
        Ok(secrets)
    }

    /// Writes them.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep(&self, file: &Path) -> anyhow::Result<()> {
        fs::write(file, serde_json::to_string_pretty(self)?)
            .with_context(|| format!("cannot write {}", file.display()))?;
        owner_only(file)
    }
}

/// Sixteen random bytes in hexadecimal.
///
/// # Errors
/// When the system has no randomness.
pub fn random() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(no_randomness)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn no_randomness(error: getrandom::Error) -> anyhow::Error {
    anyhow::anyhow!("the system has no randomness: {error}")
}
