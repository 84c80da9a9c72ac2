//! `cart_idle`: a cart that is not empty and rests.

use crate::decide::Turn;
use crate::decision::{EndReason, Entry, Refusal};
use crate::{Exit, Flow, Run, Subject};
use wenk_fold::Activity;
use wenk_wire::{CartId, Duration, Millis};

impl Turn<'_> {
    /// Starts, restarts or ends the run about the cart.
    pub(crate) fn follow_cart(&mut self, flow: &Flow, idle: Duration, activity: &Activity) {
        let resting = match self.resting_cart(flow, activity) {
            Ok(Some(resting)) => resting,
            Ok(None) => return,
            Err(why) => return self.end_runs(&flow.id, why),
        };
        let known = self.state.runs.iter().position(|run| run.flow == flow.id);
        let Some(run) = known.and_then(|index| self.state.runs.get_mut(index)) else {
            return self.start_cart_run(flow, idle, resting);
        };
        let Subject::Cart { cart, active_at } = &mut run.subject else { return };
        if resting.active_at <= *active_at {
            return;
        }
        let same_cart = *cart == resting.cart;
        if run.over {
            // Once per cart; where the shop has no cart ids, the re-entry rule alone holds.
            if !(same_cart && cart.is_some()) {
                self.state.runs.retain(|run| run.flow != flow.id);
                self.start_cart_run(flow, idle, resting);
            }
            return;
        }
        *cart = resting.cart;
        *active_at = resting.active_at;
        let step = run.step;
        let due = match step {
            0 => self.not_before_re_entry(flow, resting.active_at.plus(idle)),
            later => resting.active_at.plus(step_wait(flow, later)),
        };
        if let Some(run) = known.and_then(|index| self.state.runs.get_mut(index)) {
            run.due = due;
            run.first_due = due;
            run.put_off = None;
        }
        self.log.push(Entry::Restarted { flow: flow.id.clone(), due });
    }

    /// The cart that a reminder would be about; `Err` says why a run about one ends.
    pub(crate) fn resting_cart(&self, flow: &Flow, activity: &Activity) -> Result<Option<Resting>, EndReason> {
        let Some((when, cart)) = &activity.cart else { return Err(EndReason::NoReason) };
        if cart.is_empty() {
            return Err(EndReason::CartEmptied);
        }
        if self.last_order(activity).is_some_and(|ordered| ordered >= when.at) {
            return Err(EndReason::Bought);
        }
        let checkout = activity.checkout.as_ref().is_some_and(|(started, ..)| *started > *when);
        if checkout && self.exits_on(flow, Exit::CheckoutStarted) {
            return Err(EndReason::CheckoutStarted);
        }
        let counts = when.at >= flow.active_from;
        Ok(counts.then(|| Resting { cart: cart.id.clone(), active_at: when.at }))
    }

    fn start_cart_run(&mut self, flow: &Flow, idle: Duration, resting: Resting) {
        let wished = resting.active_at.plus(idle);
        let due = self.not_before_re_entry(flow, wished);
        let subject = Subject::Cart { cart: resting.cart, active_at: resting.active_at };
        self.state.runs.push(Run {
            flow: flow.id.clone(),
            step: 0,
            due,
            first_due: due,
            put_off: None,
            subject,
            over: false,
        });
        self.log.push(Entry::Started { flow: flow.id.clone(), due });
        if due > wished {
            self.log.push(Entry::Postponed { flow: flow.id.clone(), until: due, why: Refusal::ReEntry });
        }
    }
}

/// A cart that rests.
pub(crate) struct Resting {
    pub(crate) cart: Option<CartId>,
    pub(crate) active_at: Millis,
}

/// How long a step waits after the mail before it.
pub(crate) fn step_wait(flow: &Flow, step: u32) -> Duration {
    flow.steps.get(step as usize).map_or(Duration::ZERO, |step| step.wait)
}
