//! The shop's clock and its random numbers: the only two places that are not the same every time.

use std::time::UNIX_EPOCH;

/// Now, in Unix milliseconds.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the shop is another server than Wenk's and has a clock of its own")]
pub fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A text nobody can guess, of 32 hexadecimal digits.
///
/// # Errors
/// When the system has no randomness to give.
pub fn secret_id() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
