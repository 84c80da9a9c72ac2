//! The embedded provider `outbox`: mails are kept instead of sent.

use super::{first, rows, run};
use crate::clock::Clock;
use serde::Deserialize;
use wenk_mail::Email;
use wenk_wire::{Millis, SendId, ShopId};
use worker::{Env, Result};

/// A mail as it was kept.
#[derive(Debug, Deserialize)]
pub(crate) struct Kept {
    /// Running number.
    pub(crate) seq: i64,
    /// Which mail.
    pub(crate) send: SendId,
    /// When.
    pub(crate) at: i64,
    /// The mail, as its frozen bytes.
    pub(crate) email: String,
}

/// Keeps a mail; the same one twice is kept once.
pub(crate) async fn keep(env: &Env, shop: &ShopId, email: &Email) -> Result<()> {
    let json = serde_json::to_string(email)?;
    let sql = "INSERT INTO outbox (send, shop, at, email) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    let now = Clock::of(env).now();
    run(env, sql, &[email.send_id.as_str().into(), shop.as_str().into(), now.into(), (&json).into()]).await.map(|_| ())
}

/// The newest mails after a running number, newest first.
pub(crate) async fn after(env: &Env, shop: &ShopId, seq: i64, most: i64) -> Result<Vec<Kept>> {
    let sql = "SELECT seq, send, at, email FROM outbox WHERE shop = ?1 AND seq > ?2 ORDER BY seq DESC LIMIT ?3";
    rows(env, sql, &[shop.as_str().into(), seq.into(), most.into()]).await
}

/// One of them.
pub(crate) async fn one(env: &Env, shop: &ShopId, send: &SendId) -> Result<Option<Kept>> {
    let sql = "SELECT seq, send, at, email FROM outbox WHERE shop = ?1 AND send = ?2";
    first(env, sql, &[shop.as_str().into(), send.as_str().into()]).await
}

/// Forgets mails older than a moment.
pub(crate) async fn prune(env: &Env, oldest: Millis) -> Result<usize> {
    run(env, "DELETE FROM outbox WHERE at < ?1", &[oldest.into()]).await
}
