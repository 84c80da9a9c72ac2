//! The flows: for each trigger, when a run starts, starts over and ends.

mod abandoned_cart;
mod price_drop;

pub(crate) use abandoned_cart::step_wait;
pub(crate) use price_drop::{is_bought, is_enough, is_wished};

use crate::decide::Turn;
use crate::decision::{EndReason, Entry, Refusal};
use crate::{Flow, Run, Trigger};
use wenk_wire::{FlowId, Millis};

impl Turn<'_> {
    /// Brings every run up to date with what is now known. The result depends on the folded state alone, not on the
    /// order in which it came about.
    pub(crate) fn follow_flows(&mut self) {
        if self.state.standing != crate::Standing::Active {
            return;
        }
        let config = self.config;
        let known = |run: &Run| config.flow(&run.flow).is_some();
        let gone: Vec<_> =
            self.state.runs.iter().filter(|run| run.is_live() && !known(run)).map(|run| run.flow.clone()).collect();
        gone.iter().for_each(|flow| self.refused(flow, Refusal::FlowRemoved));
        self.state.runs.retain(known);
        let activity = self.activity();
        for flow in &config.flows {
            match &flow.on {
                Trigger::CartIdle(idle) => self.follow_cart(flow, *idle, &activity),
                Trigger::PriceDrop(_) => self.follow_drops(flow, &activity),
            }
        }
    }

    /// When this flow's last mail to this profile was, if it counts.
    pub(crate) fn last_mail_of(&self, flow: &FlowId) -> Option<Millis> {
        let of_flow = self.state.sends.iter().filter(|send| send.flow == *flow && send.counts());
        of_flow.map(crate::Send::mailed_at).max()
    }

    /// The earliest moment at which the flow may mail again, from when it would like to (re-entry rule).
    pub(crate) fn not_before_re_entry(&self, flow: &Flow, due: Millis) -> Millis {
        self.last_mail_of(&flow.id).map_or(due, |last| due.max(last.plus(flow.re_entry)))
    }

    /// Notes a refusal.
    pub(crate) fn refused(&mut self, flow: &FlowId, why: Refusal) {
        self.log.push(Entry::Refused { flow: flow.clone(), why, product: None });
    }

    /// Removes the live runs of a flow and says why.
    pub(crate) fn end_runs(&mut self, flow: &FlowId, why: EndReason) {
        let before = self.state.runs.len();
        self.state.runs.retain(|run| run.flow != *flow || run.over);
        if self.state.runs.len() < before {
            self.log.push(Entry::Ended { flow: flow.clone(), why });
        }
    }
}
