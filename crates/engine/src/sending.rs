//! The life of a mail: claimed, begun under a lease, answered, and never sent twice (R1-R3).

use crate::decide::Turn;
use crate::decision::{Effect, EndReason, Entry, Refusal, Reply};
use crate::gate::{Asked, Verdict, flow_of, subject_of};
use crate::input::{DeliveryEvent, Outcome, Proof};
use crate::state::{Content, Send, SendState, Subject, Suppression};
use crate::{Flow, Run};
use wenk_wire::{Duration, Millis, SendId, Topic};

/// A provider call may take this long (R1).
const LEASE: Duration = Duration::seconds(120);
/// A claimed mail that nobody began goes to the queue again after this time: the queue may have lost it.
pub(crate) const REQUEUE: Duration = Duration::minutes(5);
/// Waits between attempts, by the number of attempts made; the last one repeats.
const BACK_OFF: [Duration; 5] =
    [Duration::seconds(30), Duration::minutes(2), Duration::minutes(10), Duration::minutes(30), Duration::hours(1)];
/// After this time an unknown mail counts as sent (R2), and one that no provider took is given up.
const SETTLED: Duration = Duration::hours(72);

/// When a mail wants to be looked at again.
pub(crate) const fn next_look(send: &Send) -> Option<Millis> {
    match send.state {
        SendState::Claimed { queue_at } => Some(queue_at),
        SendState::Begun { lease_until, .. } => Some(lease_until),
        SendState::Unknown { retry_at: Some(at), .. } => Some(at),
        SendState::Unknown { since, .. } => Some(since.plus(SETTLED)),
        SendState::Sent { .. } | SendState::Refused { .. } | SendState::Ghost { .. } => None,
    }
}

impl Turn<'_> {
    /// Leases that ended, attempts to repeat, claims that the queue lost, and doubts that nobody resolved.
    pub(crate) fn look_after_sends(&mut self) {
        let now = self.now;
        for send in &mut self.state.sends {
            match &send.state {
                SendState::Claimed { queue_at } if *queue_at <= now => {
                    if now.since(send.claimed_at) > SETTLED {
                        send.state = SendState::Refused { at: now, reason: Refusal::TooLate };
                        self.log.push(Entry::Refused { flow: send.flow.clone(), why: Refusal::TooLate, product: None });
                    } else {
                        send.state = SendState::Claimed { queue_at: now.plus(REQUEUE) };
                        self.effects.push(Effect::Enqueue { send: send.id.clone() });
                    }
                }
                SendState::Begun { lease_until, .. } if *lease_until <= now => {
                    send.state = doubt(&send.state, send.attempts, now);
                    self.log.push(Entry::Answered { send: send.id.clone(), outcome: "no answer: unknown".to_owned() });
                }
                SendState::Unknown { since, provider, .. } if now >= since.plus(SETTLED) => {
                    let provider = provider.clone();
                    send.state = SendState::Sent { at: *since, provider, provider_id: None };
                    let outcome = "unknown for 72 h: counted as sent".to_owned();
                    self.log.push(Entry::Answered { send: send.id.clone(), outcome });
                }
                SendState::Unknown { retry_at: Some(at), since, provider, body_hash, retry_until } if *at <= now => {
                    let again = now.plus(REQUEUE);
                    let retry_at = retry_until.filter(|until| again < *until).map(|_| again);
                    self.effects.push(Effect::Enqueue { send: send.id.clone() });
                    let (since, provider, body_hash, retry_until) =
                        (*since, provider.clone(), body_hash.clone(), *retry_until);
                    send.state = SendState::Unknown { since, provider, body_hash, retry_at, retry_until };
                }
                SendState::Claimed { .. }
                | SendState::Begun { .. }
                | SendState::Unknown { .. }
                | SendState::Sent { .. }
                | SendState::Refused { .. }
                | SendState::Ghost { .. } => {}
            }
        }
    }

    /// May this mail go out now? Asks the whole gate again (R1).
    pub(crate) fn begin(&mut self, id: &SendId) -> Reply {
        let now = self.now;
        let Some(send) = self.state.sends.iter_mut().find(|send| send.id == *id) else { return Reply::Stop };
        if matches!(send.state, SendState::Begun { lease_until, .. } if lease_until <= now) {
            send.state = doubt(&send.state, send.attempts, now);
        }
        let send = send.clone();
        let repeats = match &send.state {
            SendState::Claimed { .. } => false,
            SendState::Unknown { provider, retry_until: Some(until), .. }
                if now < *until && *provider == self.config.mail.provider =>
            {
                true
            }
            SendState::Unknown { .. }
            | SendState::Begun { .. }
            | SendState::Sent { .. }
            | SendState::Refused { .. }
            | SendState::Ghost { .. } => return Reply::Stop,
        };
        let Some(subject) = subject_of(&send.content) else { return self.begin_service(&send) };
        let Some(flow) = flow_of(self, &send.flow) else {
            return self.refuse_send(&send, Refusal::FlowRemoved, repeats);
        };
        let asked = Asked { flow, subject: &subject, first_due: send.first_due, send: Some(&send.id) };
        match self.gate(&asked) {
            Verdict::Go(content) => {
                if let (Some(known), false) = (self.send_mut(id), repeats) {
                    known.content = content.clone();
                }
                Reply::Go { content }
            }
            Verdict::Postpone(until, why) if !repeats => {
                self.refuse_send(&send, why.clone(), repeats);
                self.reopen_run(flow, &send, subject, until, why);
                Reply::Stop
            }
            Verdict::Ghost => self.refuse_send(&send, Refusal::NoReason, repeats),
            Verdict::Postpone(_, why) => self.refuse_send(&send, why, repeats),
            Verdict::Refuse(why) => {
                let reply = self.refuse_send(&send, why.clone(), repeats);
                if !repeats {
                    self.refused(&flow.id, why);
                    self.close_run(flow, EndReason::Refused);
                }
                reply
            }
        }
    }

    /// A mail the person asked for a moment ago: only a dead address, or an answer given meanwhile, stops it.
    fn begin_service(&mut self, send: &Send) -> Reply {
        if self.suppression() == Some(Suppression::HardBounce) {
            return self.refuse_send(send, Refusal::Suppressed { why: Suppression::HardBounce }, false);
        }
        if let Content::Confirmation { request } = &send.content {
            let open = |known: &&crate::Request| known.id == *request && known.answer.is_none();
            if self.state.no_confirmations || !self.state.requests.iter().any(|known| open(&known)) {
                return self.refuse_send(send, Refusal::NoReason, false);
            }
        }
        Reply::Go { content: send.content.clone() }
    }

    /// Closes a claimed mail that the gate stopped. One that may already be out stays unknown, and is not repeated.
    fn refuse_send(&mut self, send: &Send, reason: Refusal, repeats: bool) -> Reply {
        let now = self.now;
        if let Some(known) = self.send_mut(&send.id) {
            if repeats {
                if let SendState::Unknown { retry_at, .. } = &mut known.state {
                    *retry_at = None;
                }
            } else {
                known.state = SendState::Refused { at: now, reason };
            }
        }
        Reply::Stop
    }

    /// A claimed mail was put off at the last moment: its run takes the step back.
    fn reopen_run(&mut self, flow: &Flow, send: &Send, subject: Subject, until: Millis, why: Refusal) {
        self.state.runs.retain(|run| run.flow != flow.id);
        let (flow_id, first_due) = (flow.id.clone(), send.first_due);
        let put_off = Some(why.clone());
        self.state.runs.push(Run {
            flow: flow_id,
            step: send.step,
            due: until,
            first_due,
            put_off,
            subject,
            over: false,
        });
        self.log.push(Entry::Postponed { flow: flow.id.clone(), until, why });
    }

    /// The bytes are frozen and the provider is about to be called.
    pub(crate) fn leased(&mut self, id: &SendId, provider: &str, hash: &str, key_window: Option<Duration>) -> Reply {
        let now = self.now;
        let Some(send) = self.send_mut(id) else { return Reply::Stop };
        let (retry_until, doubtful) = match &send.state {
            SendState::Claimed { .. } => (key_window.map(|window| now.plus(window)), false),
            SendState::Unknown { retry_until, .. } => (*retry_until, true),
            SendState::Begun { .. } | SendState::Sent { .. } | SendState::Refused { .. } | SendState::Ghost { .. } => {
                return Reply::Stop;
            }
        };
        send.attempts = send.attempts.saturating_add(1);
        let (provider, body_hash) = (provider.to_owned(), hash.to_owned());
        let begun = Entry::Begun { send: id.clone(), provider: provider.clone(), attempt: send.attempts };
        send.state = SendState::Begun { provider, body_hash, lease_until: now.plus(LEASE), retry_until, doubtful };
        self.log.push(begun);
        Reply::Done
    }

    /// The provider answered, perhaps late.
    pub(crate) fn answer(&mut self, id: &SendId, outcome: &Outcome) -> Reply {
        let now = self.now;
        let Some(send) = self.send_mut(id) else { return Reply::Stop };
        let (provider, doubtful) = match &send.state {
            SendState::Begun { provider, doubtful, .. } => (provider.clone(), *doubtful),
            SendState::Unknown { provider, .. } => (provider.clone(), true),
            SendState::Claimed { .. }
            | SendState::Sent { .. }
            | SendState::Refused { .. }
            | SendState::Ghost { .. } => {
                return Reply::Stop;
            }
        };
        let wait = |after: Option<Duration>| {
            now.plus(after.unwrap_or_else(|| back_off(send.attempts)).max(Duration::seconds(1)))
        };
        send.state = match outcome {
            Outcome::Sent { provider_id } => SendState::Sent { at: now, provider, provider_id: provider_id.clone() },
            Outcome::Unknown { .. } => doubt(&send.state, send.attempts, now),
            // What a later attempt says of itself says nothing of an earlier one that may be out already.
            Outcome::Retry { .. } | Outcome::Rejected { .. } | Outcome::Misconfigured { .. } if doubtful => {
                doubt(&send.state, send.attempts, now)
            }
            Outcome::Retry { after, .. } => SendState::Claimed { queue_at: wait(*after) },
            Outcome::Misconfigured { .. } => SendState::Claimed { queue_at: wait(Some(Duration::minutes(15))) },
            Outcome::Rejected { reason } => {
                SendState::Refused { at: now, reason: Refusal::Provider { why: reason.clone() } }
            }
        };
        self.log.push(Entry::Answered { send: id.clone(), outcome: in_words(outcome) });
        Reply::Done
    }

    /// A template that cannot be rendered sends nothing, and says so.
    pub(crate) fn not_rendered(&mut self, id: &SendId, why: &str) -> Reply {
        let Some(send) = self.state.send(id).cloned() else { return Reply::Stop };
        if !matches!(send.state, SendState::Claimed { .. }) {
            return Reply::Stop;
        }
        let reason = Refusal::Template { why: why.to_owned() };
        self.refused(&send.flow, reason.clone());
        self.refuse_send(&send, reason, false)
    }

    /// A webhook told what became of a mail. It may only ever add: close a doubt, suppress, withdraw.
    pub(crate) fn delivered(&mut self, id: &SendId, event: DeliveryEvent, at: Millis) -> Reply {
        self.log.push(Entry::Delivery { send: id.clone(), event });
        if let Some(send) = self.send_mut(id)
            && let SendState::Begun { provider, .. } | SendState::Unknown { provider, .. } = &send.state
        {
            send.state = SendState::Sent { at, provider: provider.clone(), provider_id: None };
        }
        match event {
            DeliveryEvent::HardBounce => self.suppress(Suppression::HardBounce),
            DeliveryEvent::Complaint => self.suppress(Suppression::Complaint),
            DeliveryEvent::Unsubscribed => {
                let proof = Proof { method: "webhook".to_owned(), ..Proof::default() };
                let all: Vec<Topic> = Topic::ALL.into_iter().filter(|topic| topic.is_marketing()).collect();
                self.withdraw(&all, &proof);
            }
            DeliveryEvent::Delivered
            | DeliveryEvent::SoftBounce
            | DeliveryEvent::Deferred
            | DeliveryEvent::Opened
            | DeliveryEvent::Clicked => {}
        }
        Reply::Done
    }

    fn suppress(&mut self, why: Suppression) {
        if self.state.suppression != Some(Suppression::HardBounce) {
            self.state.suppression = Some(why);
        }
        self.effects.push(Effect::Suppress { reason: why });
        self.log.push(Entry::Suppressed { why });
    }

    fn send_mut(&mut self, id: &SendId) -> Option<&mut Send> {
        self.state.sends.iter_mut().find(|send| send.id == *id)
    }
}

/// The state of a mail that may or may not be out: tried again only where the provider will recognise it (R2).
fn doubt(state: &SendState, attempts: u32, now: Millis) -> SendState {
    let (provider, body_hash, since, retry_until) = match state {
        SendState::Begun { provider, body_hash, retry_until, .. } => (provider, body_hash, now, *retry_until),
        SendState::Unknown { provider, body_hash, since, retry_until, .. } => {
            (provider, body_hash, *since, *retry_until)
        }
        SendState::Claimed { .. } | SendState::Sent { .. } | SendState::Refused { .. } | SendState::Ghost { .. } => {
            return state.clone();
        }
    };
    let again = now.plus(back_off(attempts));
    let retry_at = retry_until.filter(|until| again < *until).map(|_| again);
    SendState::Unknown { provider: provider.clone(), body_hash: body_hash.clone(), since, retry_at, retry_until }
}

fn back_off(attempts: u32) -> Duration {
    let index = (attempts.max(1) as usize - 1).min(BACK_OFF.len() - 1);
    BACK_OFF.get(index).copied().unwrap_or(Duration::hours(1))
}

fn in_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Sent { .. } => "accepted".to_owned(),
        Outcome::Retry { reason, .. } => format!("not now: {reason}"),
        Outcome::Rejected { reason } => format!("rejected: {reason}"),
        Outcome::Misconfigured { reason } => format!("misconfigured: {reason}"),
        Outcome::Unknown { reason } => format!("unknown: {reason}"),
    }
}
