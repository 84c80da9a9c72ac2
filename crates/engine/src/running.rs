//! Runs that are due: what the gate says of them, and the mails that are claimed for them.

use crate::decide::Turn;
use crate::decision::{Effect, EndReason, Entry, Refusal};
use crate::flow::step_wait;
use crate::gate::{Asked, Verdict};
use crate::lottery;
use crate::sending::REQUEUE;
use crate::state::{Content, Purpose, Send, SendState, Subject};
use crate::{Flow, Run};
use wenk_wire::{FlowId, Millis, SendId, Topic};

impl Turn<'_> {
    /// Acts on everything that is due.
    pub(crate) fn wake(&mut self) {
        self.look_after_sends();
        let now = self.now;
        let config = self.config;
        let mut due: Vec<(u32, Millis, FlowId)> = Vec::new();
        for run in self.state.runs.iter().filter(|run| run.is_live() && run.due <= now) {
            due.extend(config.flow(&run.flow).map(|flow| (flow.priority, run.due, run.flow.clone())));
        }
        due.sort_by_key(|(priority, at, _)| (core::cmp::Reverse(*priority), *at));
        for (.., id) in due {
            if let Some(flow) = config.flow(&id) {
                self.run_due(flow);
            }
        }
    }

    fn run_due(&mut self, flow: &Flow) {
        let Some(index) = self.state.runs.iter().position(|run| run.flow == flow.id && run.is_live()) else { return };
        let Some(run) = self.state.runs.get(index).cloned() else { return };
        let asked = Asked { flow, subject: &run.subject, first_due: run.first_due, send: None };
        match self.gate(&asked) {
            Verdict::Go(content) => self.claim(flow, &run, content, false),
            Verdict::Ghost => self.claim(flow, &run, ghost_content(&run), true),
            Verdict::Postpone(until, why) => {
                self.put_off(flow, run.step, until, why);
                return;
            }
            Verdict::Refuse(why) => {
                self.refused(&flow.id, why);
                self.close_run(flow, EndReason::Refused);
                return;
            }
        }
        self.advance(flow, run.step);
    }

    /// The next step of a run, or its end.
    fn advance(&mut self, flow: &Flow, step: u32) {
        let next = step.saturating_add(1);
        if (next as usize) < flow.steps.len() {
            let due = self.now.plus(step_wait(flow, next));
            if let Some(run) = self.live_run(flow) {
                (run.step, run.due, run.first_due, run.put_off) = (next, due, due, None);
            }
        } else {
            self.close_run(flow, EndReason::Finished);
        }
    }

    /// A run about a cart stays as a mark that this cart had its mails; others go.
    pub(crate) fn close_run(&mut self, flow: &Flow, why: EndReason) {
        let now = self.now;
        if let Some(run) = self.live_run(flow) {
            run.over = true;
            run.due = now;
            self.log.push(Entry::Ended { flow: flow.id.clone(), why });
        }
        self.state.runs.retain(|run| run.is_live() || matches!(run.subject, Subject::Cart { .. }));
    }

    fn put_off(&mut self, flow: &Flow, step: u32, until: Millis, why: Refusal) {
        let Some(run) = self.live_run(flow) else { return };
        (run.step, run.due) = (step, until);
        if run.put_off.as_ref() != Some(&why) {
            run.put_off = Some(why.clone());
            self.log.push(Entry::Postponed { flow: flow.id.clone(), until, why });
        }
    }

    fn live_run(&mut self, flow: &Flow) -> Option<&mut Run> {
        self.state.runs.iter_mut().find(|run| run.flow == flow.id && run.is_live())
    }

    fn claim(&mut self, flow: &Flow, run: &Run, content: Content, ghost: bool) {
        let profile = self.state.profile.to_string();
        let variants = flow.steps.get(run.step as usize).map_or(&[][..], |step| &step.variants);
        let lot = lottery::draw(&[&profile, flow.id.as_str(), &run.step.to_string(), "variant"]);
        let drawn = variants.get(lottery::weighted(lot, variants.iter().map(|variant| variant.weight)));
        let Some(mail) = drawn.map(|variant| variant.mail.clone()) else { return };
        let purpose = if flow.topic.is_marketing() { Purpose::Marketing } else { Purpose::Service };
        let (now, first_due) = (self.now, run.first_due);
        let state =
            if ghost { SendState::Ghost { at: now } } else { SendState::Claimed { queue_at: now.plus(REQUEUE) } };
        let send = Send {
            id: self.send_id(),
            flow: flow.id.clone(),
            step: run.step,
            mail,
            topic: flow.topic,
            purpose,
            content,
            claimed_at: now,
            first_due,
            attempts: 0,
            click_redeemed: false,
            state,
        };
        self.log.push(match ghost {
            true => Entry::Ghosted { flow: flow.id.clone(), step: run.step },
            false => Entry::Claimed { send: send.id.clone(), flow: flow.id.clone(), step: run.step },
        });
        if !ghost {
            self.effects.push(Effect::Enqueue { send: send.id.clone() });
        }
        self.state.sends.push(send);
    }

    /// Claims a mail that asks for or confirms something the person just did.
    pub(crate) fn claim_service(&mut self, flow: &'static str, mail: &str, content: Content) {
        let (id, now) = (self.send_id(), self.now);
        self.log.push(Entry::Claimed { send: id.clone(), flow: FlowId::built_in(flow), step: 0 });
        self.effects.push(Effect::Enqueue { send: id.clone() });
        self.state.sends.push(Send {
            id,
            flow: FlowId::built_in(flow),
            step: 0,
            mail: mail.to_owned(),
            topic: Topic::Orders,
            purpose: Purpose::Service,
            content,
            claimed_at: now,
            first_due: now,
            attempts: 0,
            click_redeemed: false,
            state: SendState::Claimed { queue_at: now.plus(REQUEUE) },
        });
    }

    /// Unique without chance: the profile's id is random, and the profile counts its mails.
    fn send_id(&mut self) -> SendId {
        let number = self.state.next_send;
        self.state.next_send = number.saturating_add(1);
        SendId::numbered(&self.state.profile, number)
    }
}

/// A ghost keeps what it would have been about, without prices.
fn ghost_content(run: &Run) -> Content {
    match &run.subject {
        Subject::Cart { cart, active_at } => {
            Content::Cart { cart: cart.clone(), active_at: *active_at, lines: Vec::new() }
        }
        Subject::Drops { drops } => Content::Drops { drops: drops.clone() },
    }
}
