//! One turn of an object: load → needs → facts → decide → store → effects.
//!
//! Facts are fetched before the state is written, and the state's version is asked again in the transaction that writes it:
//! a turn whose state moved meanwhile starts over (R6). What goes out, goes out after the transaction.

use super::log::{self, Step};
use super::memory::Memory;
use super::store::{Commit, Kept, Store};
use super::{facts, ledger};
use crate::clock::Clock;
use std::rc::Rc;
use wenk_engine::{Config, Decision, Effect, Facts, Input, Reply, SendState, State, decide, needs};
use wenk_wire::{Millis, SendId, ShopId};
use worker::{Env, Error, Result, State as Context};

/// How often a turn may start over; each time another one got something done.
pub(crate) const TRIES: u32 = 8;
/// Effects that were not carried out at once are tried again after this time, by the wall clock.
const EFFECTS_AGAIN: i64 = 60_000;
/// A wake-up within this time is near enough for effects to wait for.
const EFFECTS_WAIT: i64 = 3_600_000;
/// An alarm is never nearer than this: whatever is wrong, an object does not spin.
const LEAST_WAIT: i64 = 200;

/// An object and what it stands on.
pub(crate) struct Object<'a> {
    /// Cloudflare's side of it.
    pub(crate) context: &'a Context,
    /// Bindings.
    pub(crate) env: &'a Env,
    /// The shop.
    pub(crate) shop: ShopId,
    /// The object's name in the shop.
    pub(crate) name: String,
    /// What it remembers.
    pub(crate) memory: &'a Memory,
}

/// What a turn sees before it decides.
pub(crate) struct View {
    /// What the object keeps; `None` where it holds nothing.
    pub(crate) kept: Option<Rc<Kept>>,
    /// The shop's configuration.
    pub(crate) config: Rc<Config>,
    /// The facts asked for.
    pub(crate) facts: Facts,
    /// The moment of this turn.
    pub(crate) now: Millis,
}

/// What a turn came to.
pub(crate) struct Outcome {
    /// The engine's answer.
    pub(crate) reply: Reply,
    /// The state after it.
    pub(crate) state: Option<State>,
}

impl View {
    /// The state. A profile that is being erased has none.
    pub(crate) fn state(&self) -> Option<&State> {
        self.kept.as_deref().filter(|kept| !kept.erasing).map(|kept| &kept.state)
    }

    /// Decides on what is seen.
    pub(crate) fn decide(&self, input: &Input) -> Decision {
        decide(self.state(), &self.facts, &self.config, input, self.now)
    }

    /// The decision as a row of the log tells it.
    pub(crate) fn step(&self, input: &Input, decision: &Decision) -> Step {
        Step { input: log::redacted(input), facts: self.facts.clone(), entries: decision.log.clone() }
    }
}

impl Object<'_> {
    /// The object's tables.
    pub(crate) const fn store(&self) -> Store<'_> {
        Store::new(self.context, self.memory)
    }

    /// Takes an input in.
    pub(crate) async fn take(&self, input: &Input) -> Result<Outcome> {
        for _ in 0..TRIES {
            let view = self.look(input).await?;
            let decision = view.decide(input);
            let steps = vec![view.step(input, &decision)];
            if self.write(&view, &decision, steps, None).await? {
                return Ok(Outcome { reply: decision.reply, state: decision.state });
            }
        }
        Err(Error::RustError("the state moved at every try".to_owned()))
    }

    /// Sees what is there, and fetches the facts that the input wants.
    pub(crate) async fn look(&self, input: &Input) -> Result<View> {
        let config = facts::config(self.env, &self.shop).await?;
        let now = Clock::of(self.env).now();
        let mut view = View { kept: self.store().load()?, config, facts: Facts::default(), now };
        let wanted = needs(view.state(), &view.config, input, now);
        view.facts = facts::gather(self.env, &view.config, &self.name, &wanted, now).await?;
        Ok(view)
    }

    /// What the object keeps of a profile. One that is being erased is gone.
    pub(crate) fn read(&self) -> Result<Option<Rc<Kept>>> {
        Ok(self.store().load()?.filter(|kept| !kept.erasing))
    }

    /// Writes a decision and carries out its effects. Answers `false` when the state moved and nothing was written.
    pub(crate) async fn write(
        &self,
        view: &View,
        decision: &Decision,
        steps: Vec<Step>,
        frozen: Option<(SendId, Vec<u8>)>,
    ) -> Result<bool> {
        if view.kept.as_ref().is_some_and(|kept| kept.erasing) {
            return Ok(true);
        }
        let Some(after) = &decision.state else {
            return self.gone(view).await;
        };
        if view.state() == Some(after) && decision.log.is_empty() && decision.effects.is_empty() && frozen.is_none() {
            self.rest(decision.next).await?;
            return Ok(true);
        }
        let (orders, elsewhere): (Vec<Effect>, Vec<Effect>) =
            decision.effects.iter().cloned().partition(|effect| matches!(effect, Effect::Enqueue { .. }));
        let mut commit = self.commit(view, after, decision.next, steps)?;
        commit.effects = if elsewhere.is_empty() { None } else { Some(serde_json::to_string(&elsewhere)?) };
        commit.frozen = frozen;
        commit.alarm = self.alarm(decision.next, commit.effects.is_some());
        if !self.store().commit(commit).await? {
            return Ok(false);
        }
        self.memory.outbox.order(self, &orders).await;
        self.memory.outbox.drain(self).await;
        Ok(true)
    }

    /// Nothing to write; but the alarm that led here is spent.
    pub(crate) async fn rest(&self, next: Option<Millis>) -> Result<()> {
        match next {
            Some(next) => self.store().wake_at(self.wall_of(next)).await,
            None => Ok(()),
        }
    }

    /// Every row that a turn writes.
    fn commit(&self, view: &View, after: &State, next: Option<Millis>, steps: Vec<Step>) -> Result<Commit> {
        let store = self.store();
        let row = serde_json::to_string(&log::Row { config: view.config.version, steps })?;
        let new = i64::try_from(row.len()).unwrap_or(i64::MAX);
        let before = view.state();
        let (mut from_version, mut log_bytes, mut drop_log_to, mut head) = (0, 0, None, String::new());
        if let Some(kept) = &view.kept {
            from_version = kept.version;
            log_bytes = kept.log_bytes;
            if before.map(|state| &state.permissions) != Some(&after.permissions) {
                head = store.ledger_head()?;
            }
            if log::wants_trim(log_bytes, new, store.oldest_log()?, view.now) {
                let (to, gone) = log::trim(&store.log_sizes()?, new, view.now);
                drop_log_to = to;
                log_bytes = log_bytes.saturating_sub(gone);
            }
        }
        let mails_moved = before.map(|state| &state.sends) != Some(&after.sends);
        Ok(Commit {
            from_version,
            kept: Kept {
                version: from_version.saturating_add(1),
                shop: self.shop.clone(),
                object: self.name.clone(),
                next,
                log_bytes: log_bytes.saturating_add(new),
                erasing: false,
                state: after.clone(),
            },
            log: (view.now, row),
            drop_log_to,
            effects: None,
            frozen: None,
            open_sends: mails_moved.then(|| open_sends(after)),
            ledger: ledger::records(before, after, &head),
            alarm: None,
        })
    }

    /// There is no profile, or there is none any more: a pending one leaves nothing behind (R13).
    async fn gone(&self, view: &View) -> Result<bool> {
        if view.state().is_some() {
            self.erase().await?;
        }
        Ok(true)
    }

    /// When to wake. Effects wait for a wake-up that is due anyhow, if it is near: each alarm is a billed row.
    fn alarm(&self, next: Option<Millis>, effects: bool) -> Option<i64> {
        let next = next.map(|next| self.wall_of(next));
        let wall = Clock::of(self.env).wall().0;
        let far = next.is_none_or(|next| next.saturating_sub(wall) > EFFECTS_WAIT);
        if effects && far { Some(wall.saturating_add(EFFECTS_AGAIN)) } else { next }
    }

    /// The wall clock's time of a virtual moment, never in the past.
    fn wall_of(&self, moment: Millis) -> i64 {
        let clock = Clock::of(self.env);
        clock.wall_of(moment).0.max(clock.wall().0.saturating_add(LEAST_WAIT))
    }
}

fn open_sends(state: &State) -> Vec<SendId> {
    let is_open = |send: &&wenk_engine::Send| match send.state {
        SendState::Claimed { .. } | SendState::Begun { .. } | SendState::Unknown { .. } => true,
        SendState::Sent { .. } | SendState::Refused { .. } | SendState::Ghost { .. } => false,
    };
    state.sends.iter().filter(is_open).map(|send| send.id.clone()).collect()
}
