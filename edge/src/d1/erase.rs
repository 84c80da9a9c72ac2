//! The rows of one person, deleted (R25). What survives is the suppression and the sealed proof of permissions.

use super::{batch, prepare, run};
use crate::keys::Keys;
use wenk_wire::{Millis, ProfileId, SendId, ShopId};
use worker::{Env, Result};

/// Every table with rows of a person, and the column that names the person. A table that is missing here is a row that
/// outlives an erasure.
const TABLES: [(&str, &str); 3] = [("watch", "object"), ("identity", "object"), ("send", "object")];

/// Deletes a person's rows and seals the proof.
pub(crate) async fn person(
    env: &Env,
    shop: &ShopId,
    object: &str,
    profile: &ProfileId,
    sends: &[SendId],
    proof: &str,
    now: Millis,
) -> Result<()> {
    let mut statements = Vec::new();
    for (table, column) in TABLES {
        let sql = format!("DELETE FROM {table} WHERE shop = ?1 AND {column} = ?2");
        statements.push(prepare(env, &sql, &[shop.as_str().into(), object.into()])?);
    }
    let sql = "DELETE FROM profile WHERE shop = ?1 AND profile = ?2";
    statements.push(prepare(env, sql, &[shop.as_str().into(), profile.as_str().into()])?);
    let list = serde_json::to_string(sends)?;
    let sql = "DELETE FROM outbox WHERE shop = ?1 AND send IN (SELECT value FROM json_each(?2))";
    statements.push(prepare(env, sql, &[shop.as_str().into(), (&list).into()])?);
    let sql = "DELETE FROM dead_letter WHERE shop = ?1 AND instr(body, ?2) > 0";
    statements.push(prepare(env, sql, &[shop.as_str().into(), object.into()])?);
    let sealed = Keys::of(env)?.seal("permission proof", proof.as_bytes())?;
    let sql = "INSERT INTO sealed_proof (shop, object, at, sealed) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    statements.push(prepare(env, sql, &[shop.as_str().into(), object.into(), now.into(), (&sealed).into()])?);
    batch(env, statements).await
}

/// Forgets the proofs of persons erased before a moment.
pub(crate) async fn prune_proofs(env: &Env, oldest: Millis) -> Result<usize> {
    run(env, "DELETE FROM sealed_proof WHERE at < ?1", &[oldest.into()]).await
}
