//! What a shop's people see of one profile, and what the person gets who asks for everything.
//!
//! **Out of scope:** who may see it; addresses appear only here and only where the route allows it.

use super::ledger::Record;
use super::local::time_zone;
use super::log::Row;
use serde_json::{Value, json};
use wenk_engine::{Config, Entry, Permission, Run, Send, SendState, Standing, State};
use wenk_wire::{Duration, Millis};

/// A pending profile deletes itself after this time (R13).
const PENDING_FOR: Duration = Duration::hours(72);
/// Lines of the log that one row may become; makes their numbers unique.
const LINES_PER_ROW: i64 = 10_000;

/// A row of the log, read.
pub(crate) struct LogRow {
    /// Its number.
    pub(crate) seq: i64,
    /// When it was written.
    pub(crate) at: Millis,
    /// What it says.
    pub(crate) row: Row,
}

/// One line of the list of profiles.
pub(crate) fn summary(state: &State) -> Value {
    json!({
        "profile": state.profile,
        "address": state.address.expose(),
        "status": status(state),
        "active_at": state.last_batch_at.unwrap_or(state.created_at),
    })
}

/// The Why page of one profile.
pub(crate) fn explain(state: &State, config: &Config, log: &[LogRow], now: Millis) -> Value {
    let activity = state.activity(now.minus(config.limits.consent));
    let cart =
        activity.cart.as_ref().map(|(when, cart)| json!({ "cart": cart.id, "at": when.at, "lines": cart.lines }));
    let wishes = activity.wishes.iter().filter(|(_, wish)| wish.wanted);
    let wishes: Vec<Value> = wishes
        .map(|(key, wish)| json!({ "product": key.product, "variant": key.variant, "since": wish.when.at }))
        .collect();
    json!({
        "now": now,
        "profile": state.profile,
        "address": state.address.expose(),
        "status": status(state),
        "language": state.language.as_ref().or(config.shop.languages.first()),
        "time_zone": time_zone(config, state),
        "objected": state.objected,
        "permissions": state.permissions.iter().map(|(topic, known)| permission(topic.as_str(), known)).collect::<Vec<_>>(),
        "suppression": state.suppression.map(|why| json!({ "reason": why, "at": suppressed_at(log) })),
        "devices": devices(state),
        "cart": cart,
        "wishes": wishes,
        "timers": timers(state),
        "sends": state.sends.iter().rev().map(send).collect::<Vec<_>>(),
        "log": lines(log),
    })
}

/// Everything kept about the person, for the person (Art. 15 and 20 GDPR).
pub(crate) fn export(state: &State, ledger: &[Record], log: &[LogRow], now: Millis) -> Value {
    let proofs: Vec<Value> =
        ledger.iter().map(|record| serde_json::from_str(&record.json).unwrap_or(Value::Null)).collect();
    json!({
        "exported_at": now,
        "address": state.address.expose(),
        "profile": state,
        "permissions": proofs,
        "log": lines(log),
    })
}

const fn status(state: &State) -> &'static str {
    match (state.standing, state.suppression) {
        (_, Some(_)) => "suppressed",
        (Standing::Pending, None) => "pending",
        (Standing::Active, None) => "active",
    }
}

fn permission(topic: &str, known: &Permission) -> Value {
    json!({
        "topic": topic,
        "state": known.state,
        "at": known.at,
        "method": known.proof.method,
        "wording": known.proof.wording,
    })
}

fn devices(state: &State) -> Vec<Value> {
    let devices = state.devices.iter().map(|(id, device)| {
        json!({
            "device": id,
            "state": if device.revoked { "revoked" } else { "bound" },
            "bound_at": device.bound_at,
            "last_batch_at": device.last_batch_at,
            "consent_source": device.consent_source,
        })
    });
    devices.collect()
}

fn timers(state: &State) -> Vec<Value> {
    let runs = state.runs.iter().filter(|run| !run.over).map(|run| (run.due, run_words(run)));
    let sends =
        state.sends.iter().filter_map(|send| Some((looked_at(send)?, format!("{}: {}", send.flow, waits(send)))));
    let pending = (state.standing == Standing::Pending)
        .then(|| (state.created_at.plus(PENDING_FOR), "unconfirmed: deletes itself".to_owned()));
    let mut list: Vec<(Millis, String)> = runs.chain(sends).chain(pending).collect();
    list.sort();
    list.into_iter().map(|(due, what)| json!({ "due": due, "what": what })).collect()
}

fn run_words(run: &Run) -> String {
    let step = run.step.saturating_add(1);
    match &run.put_off {
        Some(why) => format!("{} #{step}, put off: {why}", run.flow),
        None => format!("{} #{step}", run.flow),
    }
}

const fn looked_at(send: &Send) -> Option<Millis> {
    match send.state {
        SendState::Claimed { queue_at } => Some(queue_at),
        SendState::Begun { lease_until, .. } => Some(lease_until),
        SendState::Unknown { retry_at, .. } => retry_at,
        SendState::Sent { .. } | SendState::Refused { .. } | SendState::Ghost { .. } => None,
    }
}

const fn waits(send: &Send) -> &'static str {
    match send.state {
        SendState::Claimed { .. } => "goes to the queue again",
        SendState::Begun { .. } => "the provider's lease ends",
        SendState::Unknown { .. } => "asks the provider again",
        SendState::Sent { .. } | SendState::Refused { .. } | SendState::Ghost { .. } => "over",
    }
}

fn send(send: &Send) -> Value {
    let (state, at, reason) = match &send.state {
        SendState::Claimed { .. } => ("claimed", send.claimed_at, None),
        SendState::Begun { .. } => ("begun", send.claimed_at, None),
        SendState::Unknown { since, .. } => ("unknown", *since, None),
        SendState::Sent { at, .. } => ("sent", *at, None),
        SendState::Refused { at, reason } => ("refused", *at, Some(reason.to_string())),
        SendState::Ghost { at } => ("ghost", *at, None),
    };
    json!({
        "send_id": send.id,
        "flow": send.flow,
        "step": send.step.saturating_add(1),
        "state": state,
        "at": at,
        "reason": reason,
        "attempts": send.attempts,
    })
}

/// Newest first.
fn lines(log: &[LogRow]) -> Vec<Value> {
    let mut list = Vec::new();
    for row in log.iter().rev() {
        let entries: Vec<&Entry> = row.row.steps.iter().flat_map(|step| &step.entries).collect();
        for (index, entry) in (0_i64..).zip(entries).collect::<Vec<_>>().into_iter().rev() {
            list.push(json!({
                "seq": row.seq.saturating_mul(LINES_PER_ROW).saturating_add(index),
                "at": row.at,
                "what": entry.what(),
                "text": entry.to_string(),
                "detail": entry,
            }));
        }
    }
    list
}

fn suppressed_at(log: &[LogRow]) -> Option<Millis> {
    let suppresses = |row: &&LogRow| {
        row.row.steps.iter().flat_map(|step| &step.entries).any(|entry| matches!(entry, Entry::Suppressed { .. }))
    };
    log.iter().rev().find(suppresses).map(|row| row.at)
}
