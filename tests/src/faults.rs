//! The fault run: workerd is killed again and again while carts become due, against a hostile provider (R41).
//!
//! Shows that no due mail is lost and none goes out twice, counted by the provider, outside of workerd.
//!
//! Out of scope: faults inside of one decision; the engine's properties cover those.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use wenk_tests::{faults, parts::Parts};
//! let figures = faults::run(Parts::find()?, faults::Options { rounds: 20, seed: 1, carts: 200 }).await?;
//! assert_eq!(figures.get("sends_doubled"), Some(0.0));
//! # Ok(())
//! # }
//! ```

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::admin::Admin;
use crate::content::changed;
use crate::figures::Figures;
use crate::parts::Parts;
use crate::provider::{Mood, Provider, Seen};
use crate::stack::{self, Stack};
use crate::wait;

/// Twenty virtual minutes until a cart is due take ten seconds: enough to fill them all before.
const SPEED: i64 = 120;
/// When nothing moves for so long, nothing will.
const PATIENCE: Duration = Duration::from_secs(180);
const POLL: Duration = Duration::from_secs(1);

/// How hard to try.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How often workerd is killed.
    pub rounds: u32,
    /// Another seed, other moments and other failures of the provider.
    pub seed: u64,
    /// How many people leave a cart.
    pub carts: u32,
}

/// Runs it and counts.
///
/// # Errors
/// When the stack does not start, or a mail is neither sent nor given up in three minutes.
pub async fn run(parts: Parts, options: Options) -> anyhow::Result<Figures> {
    let provider = Provider::start(Mood::Hostile { seed: options.seed }).await?;
    let mut stack = start(parts, &provider).await?;
    let people = fill(&stack, options.carts).await?;
    for round in 0..options.rounds {
        tokio::time::sleep(moment(options.seed, round)).await;
        stack.edge.kill();
        stack.edge.restart().await?;
    }
    let settled = settle(&stack.admin, &people).await?;
    let figures = count(&settled, &provider.seen(), options);
    tell_refusals(&settled);
    stack.remove().await?;
    Ok(figures)
}

async fn start(parts: Parts, provider: &Provider) -> anyhow::Result<Stack> {
    let mut options = stack::Options::for_test("faults")?;
    options.parts = parts;
    options.speed = SPEED;
    options.secrets = vec![("WENK_RESEND_KEY".to_owned(), "re_faults".to_owned())];
    options.configuration =
        changed(include_str!("faults.toml"), "http://127.0.0.1:1\"", &format!("{}\"", provider.url()));
    Stack::start(options).await
}

/// Everybody logs in, allows mails about carts, and leaves one.
async fn fill(stack: &Stack, carts: u32) -> anyhow::Result<Vec<String>> {
    let mut people = Vec::new();
    for number in 0..carts {
        let address = format!("person{number}@example.com");
        let mut shopper = stack.shopper();
        let customer = format!("customer-{number}");
        shopper.identify(&stack.server().identity(&customer, &address, &["cart"])?).await?;
        let lines = json!([{ "product": "singel", "quantity": 1 }]);
        shopper.send(vec![json!({ "kind": "cart_updated", "cart": format!("cart-{number}"), "lines": lines })]).await?;
        people.push(address);
    }
    Ok(people)
}

/// Between 0.2 and 2.2 seconds after workerd came up.
fn moment(seed: u64, round: u32) -> Duration {
    let digest = Sha256::digest(format!("moment/{seed}/{round}"));
    let lot = digest.iter().take(4).fold(0_u64, |sum, byte| sum * 256 + u64::from(*byte));
    Duration::from_millis(200 + lot % 2_000)
}

/// One mail as its profile tells it.
#[derive(Debug, Clone)]
struct Told {
    id: String,
    state: String,
    attempts: u64,
    reason: String,
}

async fn settle(admin: &Admin, people: &[String]) -> anyhow::Result<Vec<Vec<Told>>> {
    let mut all = Vec::new();
    for address in people {
        let what = format!("the end of the mail to {address}");
        let told = wait::until(&what, PATIENCE, POLL, async || {
            let told = sends(&admin.why(address).await?)?;
            let is_over = |send: &Told| ["sent", "refused", "unknown", "ghost"].contains(&send.state.as_str());
            Ok((!told.is_empty() && told.iter().all(is_over)).then_some(told))
        });
        // What does not settle is counted, not passed over.
        all.push(match told.await {
            Ok(told) => told,
            Err(_) => sends(&admin.why(address).await?)?,
        });
    }
    Ok(all)
}

fn sends(why: &Value) -> anyhow::Result<Vec<Told>> {
    let list = why.get("sends").and_then(Value::as_array).context("no `sends` in the answer")?;
    let text = |send: &Value, name: &str| send.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let told = list.iter().map(|send| Told {
        id: text(send, "send_id"),
        state: text(send, "state"),
        attempts: send.get("attempts").and_then(Value::as_u64).unwrap_or(0),
        reason: text(send, "reason"),
    });
    Ok(told.collect())
}

/// A fault run in which mails are refused shows nothing: the reasons say what to mend.
fn tell_refusals(settled: &[Vec<Told>]) {
    let mut reasons: BTreeMap<&str, u32> = BTreeMap::new();
    for send in settled.iter().flatten().filter(|send| send.state == "refused") {
        *reasons.entry(&send.reason).or_default() += 1;
    }
    for (reason, count) in reasons {
        eprintln!("{count} refused: {reason}");
    }
}

fn count(settled: &[Vec<Told>], seen: &BTreeMap<String, Seen>, options: Options) -> Figures {
    let accepted = |send: &Told| seen.get(&send.id).map_or(0, |seen| seen.accepted);
    let asked = |send: &Told| send.attempts > 0 || seen.contains_key(&send.id);
    let given_up = |send: &Told| ["refused", "ghost"].contains(&send.state.as_str());
    let in_state = |state: &str| settled.iter().flatten().filter(|send| send.state == state).count() as u64;
    let people = |wrong: &dyn Fn(&Vec<Told>) -> bool| settled.iter().filter(|told| wrong(told)).count() as u64;
    let mut figures = Figures::default();
    figures.add("kills", u64::from(options.rounds));
    figures.add("sends_due", settled.len() as u64);
    figures.add("sends_lost", people(&|told| !told.iter().any(|send| asked(send) || given_up(send))));
    figures.add("sends_doubled", people(&|told| told.iter().map(accepted).sum::<u32>() > 1));
    figures.add("sends_changed", seen.values().filter(|seen| seen.bodies.len() > 1).count() as u64);
    figures.add("sends_sent", in_state("sent"));
    figures.add("sends_refused", in_state("refused"));
    figures.add("sends_unknown", in_state("unknown"));
    figures.add("provider_requests", seen.values().map(|seen| u64::from(seen.requests)).sum());
    figures
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(id: &str, state: &str, attempts: u64) -> Told {
        Told { id: id.to_owned(), state: state.to_owned(), attempts, reason: String::new() }
    }

    #[test]
    fn r41_a_lost_a_doubled_and_an_unknown_mail_are_told_apart() {
        let settled = [
            vec![told("sent", "sent", 1)],
            vec![told("twice", "sent", 1)],
            vec![told("killed-before-the-call", "unknown", 1)],
            vec![told("bought", "refused", 0)],
            vec![told("forgotten", "claimed", 0)],
            vec![],
        ];
        let seen = |accepted| Seen { requests: accepted, accepted, ..Seen::default() };
        let seen = BTreeMap::from([("sent".to_owned(), seen(1)), ("twice".to_owned(), seen(2))]);
        let figures = count(&settled, &seen, Options { rounds: 1, seed: 1, carts: 6 });
        let named = ["sends_due", "sends_lost", "sends_doubled", "sends_unknown", "sends_refused"];
        let counted = named.map(|name| figures.get(name).unwrap());
        assert_eq!(counted, [6.0, 2.0, 1.0, 1.0, 1.0]);
    }
}
