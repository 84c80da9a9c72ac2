//! What each input does to the state, before any flow is looked at.

use crate::decide::Turn;
use crate::decision::{Effect, Entry, Refusal, Reply};
use crate::input::{Arrival, Choice, IdentityClaim, IdentityKind, Input, Proof};
use crate::state::{CONFIRMATION, Content, Device, Permission, PermissionState, Purpose, Request, Standing};
use crate::{Bought, Exit};
use wenk_fold::{Activity, Moment, Numbering};
use wenk_wire::{ConsentProof, DeviceId, Duration, FlowId, Millis, SendId, Signal, SignalKind, Topic};

/// Signals older than this are clamped to it (R7).
const OLDEST_SIGNAL: Duration = Duration::days(90);
/// At most one confirmation in this time, and [`CONFIRMATIONS`] in 30 days (R18).
const CONFIRMATION_EVERY: Duration = Duration::hours(24);
const CONFIRMATIONS: usize = 3;
/// A confirmation link and a link in a mail work for this time.
const REQUEST_FOR: Duration = Duration::hours(72);
const CLICK_FOR: Duration = Duration::days(7);

impl Turn<'_> {
    /// Takes an input in.
    pub(crate) fn apply(&mut self, input: &Input) -> Reply {
        match input {
            Input::Signals(arrival) => self.signals(arrival),
            Input::DeviceRevoked { device } => self.revoke(device),
            Input::Subscribed { request, language, .. } => self.subscribed(request, language.as_deref()),
            Input::Answered { request, choice } => self.answered(request, *choice),
            Input::TicketRedeemed { ticket_hash, device, consent } => self.ticket(ticket_hash, device, consent),
            Input::ClickRedeemed { send, device, consent } => self.click(send, device, consent),
            Input::Identified { claim, device, consent, .. } => self.identified(claim, device, consent),
            Input::Unsubscribed { topics, proof } => self.unsubscribed(topics, proof),
            Input::PreferencesSaved { topics, objected, language, proof } => {
                self.preferences(topics, *objected, language.as_deref(), proof)
            }
            Input::LinkRequested { content } => self.link_requested(content),
            Input::Ordered { .. } => self.ordered(input),
            Input::PricesFell { import, news } => self.prices_fell(import, news),
            Input::Timer => Reply::Done,
            Input::Begin { send } => self.begin(send),
            Input::Leased { send, provider, body_hash, key_window } => {
                self.leased(send, provider, body_hash, *key_window)
            }
            Input::Answer { send, outcome } => self.answer(send, outcome),
            Input::NotRendered { send, why } => self.not_rendered(send, why),
            Input::Delivered { send, event, at } => self.delivered(send, *event, *at),
        }
    }

    fn signals(&mut self, arrival: &Arrival) -> Reply {
        let (now, oldest) = (self.now, self.now.minus(OLDEST_SIGNAL));
        let Some(device) = self.state.devices.get_mut(&arrival.device).filter(|device| !device.revoked) else {
            return Reply::Revoked;
        };
        device.consent_at = device.consent_at.max(arrival.consent.at.min(now));
        device.consent_source.clone_from(&arrival.consent.source);
        device.last_batch_at = Some(now);
        self.state.last_batch_at = Some(now);
        if arrival.time_zone.as_deref().is_some_and(crate::quiet::is_time_zone) {
            device.time_zone.clone_from(&arrival.time_zone);
        }
        let mut taken = Vec::new();
        for signal in &arrival.signals {
            if device.numbering.take(signal.n) {
                let at = signal.at.clamp(oldest, now);
                device.activity.apply(Moment { at, n: signal.n }, &signal.kind);
                taken.push((signal, at));
            }
        }
        for (signal, at) in taken {
            self.told(&arrival.device, signal, at);
        }
        Reply::Done
    }

    /// Logs a signal, and tells the indexes what it says about who this is (R14).
    fn told(&mut self, device: &DeviceId, signal: &Signal, at: Millis) {
        let mut identity = |kind, key: String| self.effects.push(Effect::Identity { kind, key });
        let about = match &signal.kind {
            SignalKind::ProductViewed { product }
            | SignalKind::ProductCompared { product }
            | SignalKind::ComparisonRemoved { product }
            | SignalKind::ConfigurationUpdated { product, .. }
            | SignalKind::WishAdded { product, .. }
            | SignalKind::WishRemoved { product, .. } => product.to_string(),
            SignalKind::CartUpdated { cart, lines } => {
                cart.iter().for_each(|cart| identity(IdentityKind::Cart, cart.to_string()));
                format!("{} lines", lines.len())
            }
            SignalKind::CheckoutStarted { cart, checkout } => {
                cart.iter().for_each(|cart| identity(IdentityKind::Cart, cart.to_string()));
                checkout.iter().for_each(|token| identity(IdentityKind::Checkout, token.to_string()));
                String::new()
            }
            SignalKind::OrderPlaced { order, cart, checkout } => {
                let mut known = vec![(IdentityKind::Order, order.to_string())];
                known.extend(cart.iter().map(|id| (IdentityKind::Cart, id.to_string())));
                known.extend(checkout.iter().map(|id| (IdentityKind::Checkout, id.to_string())));
                self.effects.extend(known.into_iter().map(|(kind, key)| Effect::Ordered { kind, key, at }));
                order.to_string()
            }
        };
        let kind = signal.kind.name().to_owned();
        self.log.push(Entry::Signal { kind, device: device.clone(), happened_at: at, about });
    }

    fn revoke(&mut self, device: &DeviceId) -> Reply {
        let Some(known) = self.state.devices.get_mut(device) else { return Reply::Done };
        if !known.revoked {
            known.revoked = true;
            known.activity = Activity::default();
            self.log.push(Entry::DeviceRevoked { device: device.clone() });
        }
        Reply::Done
    }

    fn subscribed(&mut self, request: &Request, language: Option<&str>) -> Reply {
        if self.state.requests.iter().any(|known| known.id == request.id) {
            return Reply::Done;
        }
        let recent = self.state.requests.iter().filter(|known| self.now.since(known.at) < CONFIRMATION_EVERY).count();
        if self.state.no_confirmations || recent > 0 || self.state.requests.len() >= CONFIRMATIONS {
            self.refused(&FlowId::built_in(CONFIRMATION), Refusal::ConfirmationLimit);
            return Reply::Done;
        }
        if self.state.language.is_none() {
            self.state.language = language.map(str::to_owned);
        }
        self.log.push(Entry::Subscribed { topics: request.topics.clone() });
        self.state.requests.push(request.clone());
        self.claim_service(CONFIRMATION, CONFIRMATION, Content::Confirmation { request: request.id.clone() });
        Reply::Done
    }

    fn answered(&mut self, id: &str, choice: Choice) -> Reply {
        let now = self.now;
        let Some(request) = self.state.requests.iter_mut().find(|request| request.id == id) else {
            return Reply::Spent;
        };
        if let Some(known) = request.answer {
            // Pressing the same button again, or a mail scanner's second POST, changes nothing.
            return if known == choice { Reply::Done } else { Reply::Spent };
        }
        if now.since(request.at) > REQUEST_FOR {
            return Reply::Spent;
        }
        request.answer = Some(choice);
        request.answered_at = Some(now);
        let (topics, proof) = (request.topics.clone(), request.proof.clone());
        self.log.push(Entry::Answer { choice });
        match choice {
            Choice::NotMe => self.state.no_confirmations = true,
            Choice::Mine | Choice::Other => {
                self.state.standing = Standing::Active;
                self.permit(&topics, now, &Proof { method: "double-opt-in".to_owned(), ..proof });
            }
        }
        Reply::Done
    }

    fn ticket(&mut self, hash: &str, device: &DeviceId, consent: &ConsentProof) -> Reply {
        let Some(request) = self.state.requests.iter_mut().find(|request| request.ticket_hash == hash) else {
            return Reply::Spent;
        };
        match request.answer {
            None => Reply::Pending,
            Some(Choice::Mine) if !request.redeemed => {
                request.redeemed = true;
                self.bind(device, consent, "ticket")
            }
            Some(Choice::Mine | Choice::Other | Choice::NotMe) => Reply::Spent,
        }
    }

    fn click(&mut self, send: &SendId, device: &DeviceId, consent: &ConsentProof) -> Reply {
        let now = self.now;
        let Some(mail) = self.state.sends.iter_mut().find(|mail| mail.id == *send) else { return Reply::Spent };
        if mail.click_redeemed || now.since(mail.claimed_at) > CLICK_FOR || mail.purpose == Purpose::Service {
            return Reply::Spent;
        }
        mail.click_redeemed = true;
        self.bind(device, consent, "click")
    }

    fn identified(&mut self, claim: &IdentityClaim, device: &DeviceId, consent: &ConsentProof) -> Reply {
        self.state.standing = Standing::Active;
        self.state.customer = Some(claim.customer.clone());
        self.effects.push(Effect::Identity { kind: IdentityKind::Customer, key: claim.customer.to_string() });
        for permit in &claim.permits {
            let newer = |known: &Permission| known.at < permit.at;
            if self.state.permissions.get(&permit.topic).is_none_or(newer) {
                self.permit(&[permit.topic], permit.at.min(self.now), &permit.proof);
            }
        }
        self.bind(device, consent, "identify")
    }

    fn bind(&mut self, id: &DeviceId, consent: &ConsentProof, method: &str) -> Reply {
        let now = self.now;
        let fresh = || Device {
            bound_at: now,
            consent_source: consent.source.clone(),
            consent_at: now,
            revoked: false,
            time_zone: None,
            numbering: Numbering::default(),
            activity: Activity::default(),
            last_batch_at: None,
        };
        let device = self.state.devices.entry(id.clone()).or_insert_with(fresh);
        device.consent_at = now;
        // A device that was revoked and now comes back with a new consent starts from nothing.
        device.revoked = false;
        self.effects.push(Effect::Identity { kind: IdentityKind::Device, key: id.to_string() });
        self.log.push(Entry::DeviceBound { device: id.clone(), method: method.to_owned() });
        Reply::Bound { device: id.clone() }
    }

    fn unsubscribed(&mut self, topics: &[Topic], proof: &Proof) -> Reply {
        let all: Vec<Topic> = Topic::ALL.into_iter().filter(|topic| topic.is_marketing()).collect();
        let topics = if topics.is_empty() { &all } else { topics };
        self.withdraw(topics, proof);
        Reply::Done
    }

    fn preferences(&mut self, topics: &[Topic], objected: bool, language: Option<&str>, proof: &Proof) -> Reply {
        let marketing = Topic::ALL.into_iter().filter(|topic| topic.is_marketing());
        let (wanted, unwanted): (Vec<_>, Vec<_>) = marketing.partition(|topic| topics.contains(topic));
        let new: Vec<_> = wanted.into_iter().filter(|topic| !self.state.permits(*topic)).collect();
        let now = self.now;
        self.permit(&new, now, proof);
        self.withdraw(&unwanted, proof);
        self.state.objected = objected;
        if let Some(language) =
            language.filter(|language| self.config.shop.languages.iter().any(|known| known == language))
        {
            self.state.language = Some(language.to_owned());
        }
        Reply::Done
    }

    fn link_requested(&mut self, content: &Content) -> Reply {
        let mail = match content {
            Content::Erasure => "erasure-confirmation",
            Content::Export => "export-confirmation",
            Content::Cart { .. } | Content::Drops { .. } | Content::Confirmation { .. } => return Reply::Stop,
        };
        let recent = |send: &&crate::Send| send.mail == mail && self.now.since(send.claimed_at) < CONFIRMATION_EVERY;
        if self.state.sends.iter().filter(recent).count() < CONFIRMATIONS {
            self.claim_service(mail, mail, content.clone());
        }
        Reply::Done
    }

    fn ordered(&mut self, input: &Input) -> Reply {
        let Input::Ordered { order, at, cart, checkout, lines } = input else { return Reply::Stop };
        let products = lines
            .iter()
            .flat_map(|line| core::iter::once(line.product.clone()).chain(line.variant.iter().filter_map(as_product)))
            .collect();
        if !self.state.bought.iter().any(|known| known.order == *order) {
            self.state.bought.push(Bought { order: order.clone(), at: (*at).min(self.now), products });
            self.log.push(Entry::Ordered { order: order.clone() });
        }
        cart.iter()
            .for_each(|id| self.effects.push(Effect::Identity { kind: IdentityKind::Cart, key: id.to_string() }));
        checkout
            .iter()
            .for_each(|id| self.effects.push(Effect::Identity { kind: IdentityKind::Checkout, key: id.to_string() }));
        Reply::Done
    }

    pub(crate) fn permit(&mut self, topics: &[Topic], at: Millis, proof: &Proof) {
        for topic in topics {
            let permission = Permission { state: PermissionState::Granted, at, proof: proof.clone() };
            self.state.permissions.insert(*topic, permission);
        }
        if !topics.is_empty() {
            self.log.push(Entry::Permitted { topics: topics.to_vec(), method: proof.method.clone() });
        }
    }

    pub(crate) fn withdraw(&mut self, topics: &[Topic], proof: &Proof) {
        let granted: Vec<_> = topics.iter().copied().filter(|topic| self.state.permits(*topic)).collect();
        for topic in &granted {
            let permission = Permission { state: PermissionState::Withdrawn, at: self.now, proof: proof.clone() };
            self.state.permissions.insert(*topic, permission);
        }
        if !granted.is_empty() {
            self.log.push(Entry::Withdrew { topics: granted, method: proof.method.clone() });
        }
    }

    /// The latest order this profile is known to have placed.
    pub(crate) fn last_order(&self, activity: &Activity) -> Option<Millis> {
        let told = activity.orders.iter().map(|ordered| ordered.when.at);
        self.state.bought.iter().map(|bought| bought.at).chain(told).max()
    }

    /// Whether the flow ends on this.
    pub(crate) fn exits_on(&self, flow: &crate::Flow, exit: Exit) -> bool {
        flow.exit_on.contains(&exit)
    }
}

fn as_product(variant: &wenk_wire::VariantId) -> Option<wenk_wire::ProductId> {
    wenk_wire::ProductId::parse(variant.as_str()).ok()
}
