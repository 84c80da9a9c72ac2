//! What is forgotten every night, and after how long. Objects forget by themselves.

use crate::clock::Clock;
use crate::d1;
use wenk_wire::Duration;
use worker::{Env, Result};

/// Orders (R14).
const ORDERS: Duration = Duration::days(30);
/// Dead letters.
const DEAD_LETTERS: Duration = Duration::days(30);
/// Mails of the embedded provider.
const OUTBOX: Duration = Duration::days(30);
/// Product ids that the catalogue did not know (R33), after they came last.
const UNMATCHED: Duration = Duration::days(30);
/// The sealed proof of an erased person's permissions (R25). Three years, leap days included.
const PROOFS: Duration = Duration::days(1_096);
/// Prices; of each product the one in force then is kept.
const PRICES: Duration = Duration::days(400);

/// Forgets what is old enough. One table that fails keeps no other from being pruned; the first error is answered.
pub(crate) async fn run(env: &Env) -> Result<()> {
    let clock = Clock::of(env);
    let now = clock.now();
    let pruned = [
        d1::used_id::prune(env, clock.wall()).await,
        d1::ordered::prune(env, now.minus(ORDERS)).await,
        d1::asked::prune(env, now).await,
        d1::dead_letter::prune(env, now.minus(DEAD_LETTERS)).await,
        d1::outbox::prune(env, now.minus(OUTBOX)).await,
        d1::unmatched::prune(env, now.minus(UNMATCHED)).await,
        d1::erase::prune_proofs(env, now.minus(PROOFS)).await,
        d1::price::prune(env, now.minus(PRICES)).await,
    ];
    pruned.into_iter().try_for_each(|result| result.map(|_| ()))
}
