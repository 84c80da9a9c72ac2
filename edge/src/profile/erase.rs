//! Erasure: the rows elsewhere first, then the object itself (R25).
//!
//! That it was asked for is stored before anything is deleted, and the object wakes until it is done: a profile that is being
//! erased is gone for everybody who asks. What survives is the suppression under the keyed hash, and the sealed proof of
//! permissions.
//!
//! While a mail is at its provider, or effects are being carried out, rows may still be added behind the erasure's back; then the
//! rows go at once, and once more, with the object, when that is over.

use super::protocol::Told;
use super::turn::Object;
use crate::clock::Clock;
use crate::d1;
use wenk_engine::{SendState, State};
use wenk_wire::SendId;
use worker::Result;

/// An erasure that was cut off goes on after this time, by the wall clock.
const AGAIN: i64 = 30_000;
/// A provider call and its answer are over after this time, by the wall clock.
const CALL: i64 = 25_000;

impl Object<'_> {
    /// Erases everything about the person.
    pub(crate) async fn forget(&self) -> Result<Told> {
        let Some(kept) = self.store().load()? else { return Ok(Told::Gone) };
        self.erase().await?;
        Ok(if kept.erasing { Told::Gone } else { Told::Done })
    }

    /// Notes that everything is to go, and lets it go.
    pub(crate) async fn erase(&self) -> Result<()> {
        let Some(kept) = self.store().load()? else { return Ok(()) };
        let clock = Clock::of(self.env);
        let state = &kept.state;
        let busy = !kept.erasing && (at_a_provider(state) || self.memory.outbox.is_busy(clock.wall().0));
        if !kept.erasing {
            let again = if busy { CALL } else { AGAIN };
            self.store().begin_erasure(clock.wall().0.saturating_add(again)).await?;
        }
        let proof = serde_json::to_string(&self.store().ledger()?)?;
        // Every mail there ever was: older ones are no longer in the state, but may still stand in the outbox.
        let sends: Vec<SendId> = (1..state.next_send).map(|number| SendId::numbered(&state.profile, number)).collect();
        d1::erase::person(self.env, &self.shop, &self.name, &state.profile, &sends, &proof, clock.now()).await?;
        if busy { Ok(()) } else { self.store().erase().await }
    }
}

fn at_a_provider(state: &State) -> bool {
    state.sends.iter().any(|send| matches!(send.state, SendState::Begun { .. }))
}
