//! The decision, top to bottom: take the input in, bring the flows up to date, act on what is due.

use crate::decision::{Decision, Effect, Entry, Reply};
use crate::input::{Facts, IdentityKind, Input, Needs};
use crate::{Config, Content, Run, Send, SendState, Standing, State, Subject};
use wenk_fold::Activity;
use wenk_wire::{Duration, Millis, Topic};

/// A pending profile deletes itself after this time (R13).
const PENDING_FOR: Duration = Duration::hours(72);
/// Mails, requests and orders are remembered for this time: the longest cap and the confirmation limit look back so far.
const REMEMBERED: Duration = Duration::days(30);
/// Imports are remembered for this time; a queue delivers no later.
const IMPORTS_REMEMBERED: Duration = Duration::days(7);

/// Names the facts that [`decide`] will want (R6).
#[must_use]
pub fn needs(state: Option<&State>, config: &Config, input: &Input, now: Millis) -> Needs {
    let mut needs = Needs::default();
    let Some(state) = state else { return needs };
    let activity = state.activity(now.minus(config.limits.consent));
    let mut want = |products: Vec<_>| {
        needs.products.extend(products);
        needs.suppression = true;
        needs.pause = true;
        needs.ordered = identities(state, &activity);
    };
    match input {
        Input::Timer => {
            for run in state.runs.iter().filter(|run| !run.over && run.due <= now) {
                match &run.subject {
                    Subject::Cart { .. } => want(cart_products(&activity)),
                    Subject::Drops { drops } => {
                        want(drops.iter().map(|drop| (drop.product.clone(), drop.variant.clone())).collect());
                    }
                }
            }
        }
        Input::Begin { send } => match state.send(send).map(|send| &send.content) {
            Some(Content::Cart { .. }) => want(cart_products(&activity)),
            Some(Content::Drops { drops }) => {
                want(drops.iter().map(|drop| (drop.product.clone(), drop.variant.clone())).collect());
            }
            Some(Content::Confirmation { .. } | Content::Erasure | Content::Export) => want(Vec::new()),
            None => {}
        },
        Input::Signals(_)
        | Input::DeviceRevoked { .. }
        | Input::Subscribed { .. }
        | Input::Answered { .. }
        | Input::TicketRedeemed { .. }
        | Input::ClickRedeemed { .. }
        | Input::Identified { .. }
        | Input::Unsubscribed { .. }
        | Input::PreferencesSaved { .. }
        | Input::LinkRequested { .. }
        | Input::Ordered { .. }
        | Input::PricesFell { .. }
        | Input::Leased { .. }
        | Input::Answer { .. }
        | Input::NotRendered { .. }
        | Input::Delivered { .. } => {}
    }
    needs
}

/// Decides. The same arguments always give the same answer.
#[must_use]
pub fn decide(state: Option<&State>, facts: &Facts, config: &Config, input: &Input, now: Millis) -> Decision {
    let before = state;
    let first = match (state, input) {
        (Some(state), _) => state.clone(),
        (None, Input::Subscribed { profile, address, .. }) => State::new(profile.clone(), address.clone(), now),
        (None, Input::Identified { profile, claim, .. }) => State::new(profile.clone(), claim.address.clone(), now),
        (None, _) => {
            return Decision { state: None, effects: Vec::new(), log: Vec::new(), next: None, reply: Reply::Gone };
        }
    };
    let mut turn = Turn { state: first, facts, config, now, effects: Vec::new(), log: Vec::new() };
    let reply = turn.apply(input);
    turn.follow_flows();
    if matches!(input, Input::Timer) {
        turn.wake();
    }
    turn.forget_the_old();
    if turn.is_expired() {
        return Decision { state: None, effects: Vec::new(), log: turn.log, next: None, reply };
    }
    turn.tell_the_difference(before);
    let next = turn.next();
    Decision { state: Some(turn.state), effects: turn.effects, log: turn.log, next, reply }
}

/// One decision being made.
pub(crate) struct Turn<'a> {
    pub(crate) state: State,
    pub(crate) facts: &'a Facts,
    pub(crate) config: &'a Config,
    pub(crate) now: Millis,
    pub(crate) effects: Vec<Effect>,
    pub(crate) log: Vec<Entry>,
}

impl Turn<'_> {
    /// What the devices whose consent is valid reported (R22).
    pub(crate) fn activity(&self) -> Activity {
        self.state.activity(self.now.minus(self.config.limits.consent))
    }

    /// Drops what no rule looks back to any more.
    fn forget_the_old(&mut self) {
        let oldest = self.now.minus(REMEMBERED);
        let open = |send: &Send| {
            matches!(send.state, SendState::Claimed { .. } | SendState::Begun { .. } | SendState::Unknown { .. })
        };
        self.state.sends.retain(|send| open(send) || send.mailed_at() >= oldest);
        self.state.requests.retain(|request| request.at >= oldest);
        self.state.bought.retain(|bought| bought.at >= oldest);
        self.state.runs.retain(|run| !run.over || run.due >= oldest);
        let oldest_import = self.now.minus(IMPORTS_REMEMBERED);
        self.state.imports.retain(|(_, at)| *at >= oldest_import);
        let now = self.now;
        self.state.devices.values_mut().for_each(|device| device.activity.prune(now));
    }

    /// A sign-up that nobody confirmed leaves nothing behind.
    fn is_expired(&self) -> bool {
        self.state.standing == Standing::Pending && self.now >= self.state.created_at.plus(PENDING_FOR)
    }

    /// When to ask again: the earliest of all timers.
    fn next(&self) -> Option<Millis> {
        let runs = self.state.runs.iter().filter(|run| !run.over).map(|run| run.due);
        let sends = self.state.sends.iter().filter_map(crate::sending::next_look);
        let pending = (self.state.standing == Standing::Pending).then(|| self.state.created_at.plus(PENDING_FOR));
        runs.chain(sends).chain(pending).min()
    }

    /// Indexes outside follow from the difference between the old state and the new.
    fn tell_the_difference(&mut self, before: Option<&State>) {
        let consent_from = self.now.minus(self.config.limits.consent);
        let watched = |state: &State| -> std::collections::BTreeMap<String, Millis> {
            let keys = state.activity(consent_from).wishes.into_iter().filter(|(_, wish)| wish.wanted);
            let key =
                |key: wenk_fold::WishKey| key.variant.map_or(key.product.to_string(), |variant| variant.to_string());
            if state.standing == Standing::Active {
                keys.map(|(k, wish)| (key(k), wish.when.at)).collect()
            } else {
                Default::default()
            }
        };
        let (old, new) = (before.map(watched).unwrap_or_default(), watched(&self.state));
        let gone =
            old.keys().filter(|key| !new.contains_key(*key)).map(|key| Effect::Watch { key: key.clone(), since: None });
        let added = new.iter().filter(|(key, _)| !old.contains_key(*key));
        let effects: Vec<_> =
            gone.chain(added.map(|(key, at)| Effect::Watch { key: key.clone(), since: Some(*at) })).collect();
        self.effects.extend(effects);
        let listed = |state: &State| -> (Vec<Topic>, Option<String>) {
            (Topic::ALL.into_iter().filter(|topic| state.permits(*topic)).collect(), state.language.clone())
        };
        let (topics, language) = listed(&self.state);
        if before.map(listed) != Some((topics.clone(), language.clone())) {
            self.effects.push(Effect::List { topics, language });
        }
    }
}

impl Run {
    /// Whether it waits for its next step.
    pub(crate) const fn is_live(&self) -> bool {
        !self.over
    }
}

fn cart_products(activity: &Activity) -> Vec<(wenk_wire::ProductId, Option<wenk_wire::VariantId>)> {
    let lines = activity.cart.iter().flat_map(|(_, cart)| &cart.lines);
    lines.map(|line| (line.product.clone(), line.variant.clone())).collect()
}

/// Everything under which an order of this person may be known (R14).
fn identities(state: &State, activity: &Activity) -> std::collections::BTreeSet<(IdentityKind, String)> {
    let cart =
        activity.cart.iter().filter_map(|(_, cart)| cart.id.as_ref()).map(|id| (IdentityKind::Cart, id.to_string()));
    let checkout = activity
        .checkout
        .iter()
        .filter_map(|(.., token)| token.as_ref())
        .map(|id| (IdentityKind::Checkout, id.to_string()));
    let customer = state.customer.iter().map(|id| (IdentityKind::Customer, id.to_string()));
    let devices = state.devices.keys().map(|id| (IdentityKind::Device, id.to_string()));
    cart.chain(checkout).chain(customer).chain(devices).collect()
}
