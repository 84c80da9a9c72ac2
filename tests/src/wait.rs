//! Waiting for a condition, never for a time.
//!
//! Out of scope: deciding what is long enough; the caller says how patient it is.
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! use std::time::Duration;
//! let second = Duration::from_secs(1);
//! let answer = wenk_tests::wait::until("the answer", second, Duration::ZERO, async || Ok(Some(42))).await?;
//! assert_eq!(answer, 42);
//! # anyhow::Ok(()) })?;
//! # Ok::<(), anyhow::Error>(())
//! ```

use std::time::Duration;

use anyhow::bail;

/// Asks again until there is an answer.
///
/// # Errors
/// When asking fails, or there is none after `patience`; the message says what was waited for.
pub async fn until<T>(
    what: &str,
    patience: Duration,
    pause: Duration,
    question: impl AsyncFn() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let start = tokio::time::Instant::now();
    loop {
        if let Some(answer) = question().await? {
            return Ok(answer);
        }
        if start.elapsed() > patience {
            bail!("waited {} s in vain for {what}", patience.as_secs());
        }
        tokio::time::sleep(pause).await;
    }
}
