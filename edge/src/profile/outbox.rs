//! What a decision asks for elsewhere: orders to the mail queue, and rows in D1.
//!
//! Effects are stored with the state and carried out after it, in order, until they are done; each may be carried out twice
//! without harm. Orders to the queue are not stored: a claimed mail is put on the queue again by its own timer.

use super::effects;
use super::turn::Object;
use crate::clock::Clock;
use crate::mail_queue::{self, MailMessage};
use std::cell::Cell;
use wenk_engine::Effect;
use worker::console_error;

/// A run that was cut off no longer holds up the next one after this time, by the wall clock.
const STALE: i64 = 30_000;
/// After a failure the next try is this far off, doubled each time up to [`LONGEST_WAIT`].
const FIRST_WAIT: i64 = 15_000;
const LONGEST_WAIT: i64 = 3_600_000;

/// The one run at a time that carries out an object's effects.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    /// Since when a run is under way, by the wall clock; 0 for none.
    since: Cell<i64>,
    /// Failures in a row.
    failures: Cell<u32>,
}

impl Outbox {
    /// Puts claimed mails on the queue. One that is lost comes back by its timer.
    pub(crate) async fn order(&self, object: &Object<'_>, orders: &[Effect]) {
        for effect in orders {
            let Effect::Enqueue { send } = effect else { continue };
            let message = MailMessage { shop: object.shop.clone(), object: object.name.clone(), send: send.clone() };
            if let Err(error) = mail_queue::post(object.env, &message, 0).await {
                console_error!("mail queue: {error}");
            }
        }
    }

    /// Carries out what is stored. A failure is noted, and the object woken to try again.
    pub(crate) async fn drain(&self, object: &Object<'_>) {
        let now = Clock::of(object.env).wall().0;
        if object.memory.is_settled() || self.is_busy(now) {
            return;
        }
        self.since.set(now);
        let result = self.run(object).await;
        self.since.set(0);
        match result {
            Ok(()) => self.failures.set(0),
            Err(error) => {
                console_error!("effects of a profile: {error}");
                let failures = self.failures.get();
                self.failures.set(failures.saturating_add(1));
                let wait = FIRST_WAIT.saturating_mul(1_i64 << failures.min(10)).min(LONGEST_WAIT);
                if let Err(error) = object.store().wake_at(now.saturating_add(wait)).await {
                    console_error!("alarm of a profile: {error}");
                }
            }
        }
    }

    /// Whether effects are being carried out, by the wall clock's time.
    pub(crate) const fn is_busy(&self, wall: i64) -> bool {
        wall.saturating_sub(self.since.get()) < STALE
    }

    async fn run(&self, object: &Object<'_>) -> worker::Result<()> {
        loop {
            let rows = object.store().effects()?;
            let Some((last, _)) = rows.last() else {
                object.memory.settle(true);
                return Ok(());
            };
            let mut list: Vec<Effect> = Vec::new();
            for (_, json) in &rows {
                list.extend(serde_json::from_str::<Vec<Effect>>(json)?);
            }
            effects::carry_out(object, &list).await?;
            object.store().effects_done(*last)?;
        }
    }
}
