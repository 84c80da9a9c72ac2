//! The gate: every mail passes it when it is claimed, and again right before the provider is called.

use crate::decide::Turn;
use crate::decision::Refusal;
use crate::flow::{is_bought, is_enough, is_wished};
use crate::state::{Content, DropContent, Purpose, Subject};
use crate::{Flow, Nature, Standing, Suppression, Trigger, lottery, quiet};
use wenk_fold::Activity;
use wenk_wire::{Duration, FlowId, Line, Millis, SendId};

/// A paused mail is looked at again after this time.
const PAUSE_LOOK: Duration = Duration::minutes(15);
/// Runs due within this time of each other are weighed against each other.
const TOGETHER: Duration = Duration::minutes(60);
/// A run that let a better one pass is decided again so long after it.
const AFTER_BETTER: Duration = Duration::minutes(1);

/// What the gate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Send it.
    Go(Content),
    /// Ask again then.
    Postpone(Millis, Refusal),
    /// No, and do not ask again.
    Refuse(Refusal),
    /// It would go out, but the profile is held out.
    Ghost,
}

/// A mail in front of the gate.
pub(crate) struct Asked<'a> {
    pub(crate) flow: &'a Flow,
    pub(crate) subject: &'a Subject,
    pub(crate) first_due: Millis,
    /// The mail itself, when it is already claimed: it must not stand in its own way.
    pub(crate) send: Option<&'a SendId>,
}

impl Turn<'_> {
    /// Asks the gate, in the order of the rules; the first "no" is the answer.
    pub(crate) fn gate(&mut self, asked: &Asked<'_>) -> Verdict {
        let activity = self.activity();
        let content = match self.may_be_mailed(asked).and_then(|()| self.still_wanted(asked, &activity)) {
            Ok(content) => content,
            Err(refusal) => return Verdict::Refuse(refusal),
        };
        if let Some((until, why)) = self.must_wait(asked) {
            let useful_until = asked.first_due.plus(asked.flow.useful_for);
            return if until > useful_until {
                Verdict::Refuse(self.too_late(why))
            } else {
                Verdict::Postpone(until, why)
            };
        }
        if self.now > asked.first_due.plus(asked.flow.useful_for) {
            return Verdict::Refuse(Refusal::TooLate);
        }
        if self.is_held_out(asked.flow) { Verdict::Ghost } else { Verdict::Go(content) }
    }

    /// The person: proven, not suppressed, permitted, tracked lawfully.
    fn may_be_mailed(&self, asked: &Asked<'_>) -> Result<(), Refusal> {
        let topic = asked.flow.topic;
        if self.state.standing != Standing::Active {
            return Err(Refusal::NotProven);
        }
        if let Some(why) = self.suppression() {
            return Err(Refusal::Suppressed { why });
        }
        if topic.is_marketing() && !self.state.permits(topic) {
            return Err(Refusal::NoPermission { topic });
        }
        if asked.flow.nature == Nature::Behavioural {
            if self.state.objected {
                return Err(Refusal::Objected);
            }
            let consent_from = self.now.minus(self.config.limits.consent);
            if !self.state.devices.values().any(|device| !device.revoked && device.consent_at >= consent_from) {
                return Err(Refusal::NoTrackingConsent);
            }
        }
        Ok(())
    }

    /// The cause: not bought, still there, in stock. Answers what the mail is about as of now.
    fn still_wanted(&self, asked: &Asked<'_>, activity: &Activity) -> Result<Content, Refusal> {
        match asked.subject {
            Subject::Cart { .. } => self.cart_still_wanted(asked, activity),
            Subject::Drops { drops } => self.drops_still_wanted(asked, drops, activity),
        }
    }

    fn cart_still_wanted(&self, asked: &Asked<'_>, activity: &Activity) -> Result<Content, Refusal> {
        let resting = match self.resting_cart(asked.flow, activity) {
            Ok(Some(resting)) => resting,
            Ok(None) => return Err(Refusal::NoReason),
            Err(crate::EndReason::Bought) => return Err(Refusal::Bought),
            Err(_) => return Err(Refusal::NoReason),
        };
        if self.facts.ordered_at.is_some_and(|ordered| ordered >= resting.active_at) {
            return Err(Refusal::Bought);
        }
        let cart = activity.cart.as_ref().map(|(_, cart)| cart.lines.clone()).unwrap_or_default();
        let known: Vec<Line> = cart.into_iter().filter(|line| self.fact(line).is_some()).collect();
        if known.is_empty() {
            return Err(Refusal::UnknownProducts);
        }
        if !known.iter().any(|line| self.fact(line).is_some_and(|fact| fact.available)) {
            return Err(Refusal::OutOfStock);
        }
        Ok(Content::Cart { cart: resting.cart, active_at: resting.active_at, lines: known })
    }

    fn drops_still_wanted(
        &self,
        asked: &Asked<'_>,
        drops: &[DropContent],
        activity: &Activity,
    ) -> Result<Content, Refusal> {
        let Trigger::PriceDrop(rule) = &asked.flow.on else { return Err(Refusal::FlowRemoved) };
        let bought = self.bought_products();
        let mut why = Refusal::NoReason;
        let mut left = Vec::new();
        for drop in drops {
            let fact = self.facts.products.get(&(drop.product.clone(), drop.variant.clone()));
            match fact {
                _ if !is_wished(activity, drop) => {}
                _ if is_bought(&bought, drop) => why = Refusal::Bought,
                None => why = Refusal::UnknownProducts,
                Some(fact) if !fact.available => why = Refusal::OutOfStock,
                Some(fact) if !is_enough(rule, drop.reference, fact.price) => why = Refusal::SavingTooSmall,
                Some(fact) => left.push(DropContent { price: fact.price, ..drop.clone() }),
            }
        }
        if left.is_empty() {
            return Err(why);
        }
        let saving = |drop: &DropContent| drop.price.saving_over(drop.reference).map_or(0, wenk_wire::Money::minor);
        left.sort_by_key(|drop| (core::cmp::Reverse(saving(drop)), drop.product.clone()));
        Ok(Content::Drops { drops: left })
    }

    /// The moment: paused, on the site, asleep, mailed often or lately, or something better is due.
    fn must_wait(&self, asked: &Asked<'_>) -> Option<(Millis, Refusal)> {
        let (now, limits) = (self.now, &self.config.limits);
        if self.facts.pause.shop || self.facts.pause.flows.contains(&asked.flow.id) {
            return Some((now.plus(PAUSE_LOOK), Refusal::Paused));
        }
        if asked.flow.nature == Nature::Behavioural
            && let Some(last) = self.state.last_batch_at.filter(|last| now.since(*last) < limits.active)
        {
            return Some((last.plus(limits.active), Refusal::StillActive));
        }
        if let Some(until) = limits.quiet.and_then(|quiet| quiet::quiet_until(now, self.time_zone(), quiet)) {
            return Some((until, Refusal::QuietHours));
        }
        self.cap_or_gap(asked).or_else(|| self.better_due(asked))
    }

    fn cap_or_gap(&self, asked: &Asked<'_>) -> Option<(Millis, Refusal)> {
        let now = self.now;
        let counted = self.state.sends.iter().filter(|send| send.purpose == Purpose::Marketing && send.counts());
        let mut mailed: Vec<Millis> =
            counted.filter(|send| Some(&send.id) != asked.send).map(crate::Send::mailed_at).collect();
        mailed.sort_unstable();
        for cap in &self.config.limits.caps {
            let recent: Vec<Millis> = mailed.iter().copied().filter(|at| now.since(*at) < cap.within).collect();
            let most = cap.mails as usize;
            if let Some(frees) = recent.len().checked_sub(most).and_then(|index| recent.get(index)) {
                let why = Refusal::Cap { mails: cap.mails, within: cap.within.to_string() };
                return Some((frees.plus(cap.within), why));
            }
        }
        let last = mailed.last().filter(|last| now.since(**last) < self.config.limits.gap)?;
        Some((last.plus(self.config.limits.gap), Refusal::Gap))
    }

    /// A run of higher priority that is due within the hour goes first; this one is decided again right after.
    fn better_due(&self, asked: &Asked<'_>) -> Option<(Millis, Refusal)> {
        let soon = self.now.plus(TOGETHER);
        let due = self.state.runs.iter().filter(|run| run.is_live() && run.flow != asked.flow.id && run.due <= soon);
        let better = due.filter_map(|run| {
            let flow = self.config.flow(&run.flow)?;
            (flow.priority > asked.flow.priority).then_some((run.due, flow))
        });
        let (due, flow) = better.max_by_key(|(due, flow)| (flow.priority, core::cmp::Reverse(*due)))?;
        Some((due.max(self.now).plus(AFTER_BETTER), Refusal::LowerPriority { than: flow.id.clone() }))
    }

    /// Whether this profile is held out of the flow, or of all marketing; fixed when first asked.
    fn is_held_out(&mut self, flow: &Flow) -> bool {
        let shop = ("*".to_owned(), self.config.limits.holdout_basis_points);
        let flow = (flow.id.to_string(), flow.holdout_basis_points);
        let profile = self.state.profile.to_string();
        let mut held = false;
        for (name, share) in [shop, flow] {
            let draw = || lottery::within(lottery::draw(&[&profile, &name, "holdout"]), share);
            held |= *self.state.holdouts.entry(name.clone()).or_insert_with(draw);
        }
        held
    }

    /// Suppression, from the profile or from the shop's list.
    pub(crate) fn suppression(&self) -> Option<Suppression> {
        self.state.suppression.or(self.facts.suppression)
    }

    /// Where the person lives, as far as a device with valid consent told.
    fn time_zone(&self) -> &str {
        let told = self.state.devices.values().filter(|device| !device.revoked && device.time_zone.is_some());
        let latest = told.max_by_key(|device| device.last_batch_at);
        latest.and_then(|device| device.time_zone.as_deref()).unwrap_or(&self.config.shop.time_zone)
    }

    fn fact(&self, line: &Line) -> Option<&crate::ProductFact> {
        self.facts.products.get(&(line.product.clone(), line.variant.clone()))
    }

    /// A cap that lasts longer than the mail is useful is named; anything else is simply too late.
    fn too_late(&self, why: Refusal) -> Refusal {
        if matches!(why, Refusal::Cap { .. }) { why } else { Refusal::TooLate }
    }
}

/// The subject that a claimed mail's content came from.
pub(crate) fn subject_of(content: &Content) -> Option<Subject> {
    match content {
        Content::Cart { cart, active_at, .. } => Some(Subject::Cart { cart: cart.clone(), active_at: *active_at }),
        Content::Drops { drops } => Some(Subject::Drops { drops: drops.clone() }),
        Content::Confirmation { .. } | Content::Erasure | Content::Export => None,
    }
}

/// A flow by its id.
pub(crate) fn flow_of<'a>(turn: &Turn<'a>, id: &FlowId) -> Option<&'a Flow> {
    turn.config.flow(id)
}
