//! The state machine: what comes in, what is kept, and which request is due next.

use crate::ga4::{Said, kind_of};
use crate::journal::{CART, Entry};
use crate::kept::{Kept, Ticket};
use crate::writer::{Object, list};
use wenk_fold::Cart;
use wenk_wire::{Duration, Millis, ProductId, SignalKind, WIRE_VERSION};

/// Most bytes of a batch's signals, with room for its frame below the 60,000 that the edge takes.
const MOST_BYTES: usize = 56_000;
/// A batch goes out at so many signals …
const AFTER_SIGNALS: usize = 20;
/// … or so long after the first.
const AFTER: Duration = Duration::seconds(5);
/// A ticket is shown again after this time, while its sign-up waits for its confirmation …
const TICKET_AGAIN: Duration = Duration::seconds(10);
/// … and so many times per page at most: then the next page asks.
const TICKET_TRIES: u32 = 30;
/// A ticket is worth nothing after this time (R15).
const TICKET_FOR: Duration = Duration::minutes(60);
/// After so many failures in a row only something new on the page asks again.
const MOST_FAILURES: u32 = 10;
/// The longest wait after failures.
const LONGEST: Duration = Duration::seconds(60);

/// The client of one page.
#[derive(Debug, Default)]
pub(crate) struct Core {
    shop: String,
    source: String,
    consent_at: Millis,
    time_zone: Option<String>,
    /// The shop's own names of events, each with the kind it stands for.
    pub(crate) events: Vec<(String, String)>,
    /// What survives the page.
    pub(crate) kept: Kept,
    click: Option<String>,
    identity: Option<String>,
    /// The last signal before the shop's word: what came after is the new person's.
    identity_after: i64,
    /// Whether the login held is the one that the request under way shows: another may come meanwhile.
    identity_shown: bool,
    /// The same of the ticket.
    ticket_shown: bool,
    flight: Option<Flight>,
    failures: u32,
    not_before: Millis,
    flush: bool,
    /// The cart that the page declares next is news, also where it is the known one.
    retell: bool,
    ticket_at: Millis,
    ticket_asked: u32,
}

/// A request under way.
#[derive(Debug)]
enum Flight {
    Batch(Vec<i64>),
    Ticket,
    Click,
    Identity,
}

/// A request to the edge.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) path: &'static str,
    pub(crate) body: String,
}

/// The answer to what a device showed.
#[derive(Debug, Default)]
pub(crate) struct Bound {
    pub(crate) device: String,
    pub(crate) token: String,
    pub(crate) person: String,
}

impl Core {
    /// A page of a shop, after the grant that `source` gave; what was kept from the page before.
    pub(crate) fn new(shop: String, source: String, consent_at: Millis, time_zone: Option<String>, kept: Kept) -> Self {
        Self { shop, source, consent_at, time_zone, kept, ..Self::default() }
    }

    /// Takes a dataLayer push in.
    pub(crate) fn pushed(&mut self, said: &Said, now: Millis) {
        let own = self.events.iter().find(|(event, _)| *event == said.event).map(|(_, kind)| kind.clone());
        if let Some(kind) = own.as_deref().or_else(|| kind_of(&said.event)) {
            self.track(kind, said, now);
        }
    }

    /// Takes a call in.
    pub(crate) fn track(&mut self, kind: &str, said: &Said, now: Millis) {
        let before = self.kept.cart.clone();
        for kind in said.signals(kind, &mut self.kept.cart) {
            // A page that shows its cart again says nothing new.
            if matches!(kind, SignalKind::CartUpdated { .. }) && before == self.kept.cart {
                continue;
            }
            if let SignalKind::WishAdded { product, .. } | SignalKind::WishRemoved { product, .. } = &kind {
                self.kept.wishes.retain(|known| known != product.as_str());
            }
            if let SignalKind::WishAdded { product, .. } = &kind {
                self.kept.wishes.push(product.as_str().to_owned());
            }
            self.add(&kind, now);
        }
    }

    /// The page declares its whole cart: where it differs from the known one, it is right.
    pub(crate) fn declared_cart(&mut self, cart: Cart, now: Millis) {
        // Nothing is known and there is nothing: no news.
        let same = if cart.is_empty() { self.kept.cart.is_empty() } else { cart == self.kept.cart && !self.retell };
        let news = !same;
        self.retell = false;
        self.kept.cart = cart.clone();
        if news {
            self.add(&SignalKind::CartUpdated { cart: cart.id, lines: cart.lines }, now);
        }
    }

    /// The page declares its whole wish list.
    pub(crate) fn declared_wishes(&mut self, wishes: Vec<String>, now: Millis) {
        let known = core::mem::replace(&mut self.kept.wishes, wishes.clone());
        for product in wishes.iter().filter(|id| !known.contains(id)).filter_map(|id| ProductId::parse(id).ok()) {
            self.add(&SignalKind::WishAdded { product, variant: None }, now);
        }
        for product in known.iter().filter(|id| !wishes.contains(id)).filter_map(|id| ProductId::parse(id).ok()) {
            self.add(&SignalKind::WishRemoved { product, variant: None }, now);
        }
    }

    /// A sign-up was sent: its ticket waits for the confirmation.
    pub(crate) fn ticket(&mut self, ticket: String, at: Millis) {
        (self.kept.ticket, self.ticket_shown) = (Some(Ticket { ticket, at }), false);
        self.arrived();
    }

    /// A link in a mail was followed.
    pub(crate) fn click(&mut self, token: String) {
        self.click = Some(token);
    }

    /// The shop's server vouches for the person.
    pub(crate) fn identify(&mut self, token: String) {
        (self.identity, self.identity_after, self.identity_shown) = (Some(token), self.kept.n, false);
    }

    /// Logged out: token and history go (R17).
    pub(crate) fn forget(&mut self) {
        self.kept = Kept::default();
        (self.click, self.identity, self.flight) = (None, None, None);
    }

    /// Another page begins, or this one comes back: a ticket may be shown again at once, and a silent edge asked again.
    pub(crate) fn arrived(&mut self) {
        (self.ticket_at, self.ticket_asked, self.failures) = (Millis(0), 0, 0);
    }

    /// Everything that can go out goes out now.
    pub(crate) fn flush(&mut self) {
        self.flush = true;
    }

    /// The next request, if one is due. None before the answer to the last one.
    pub(crate) fn next(&mut self, now: Millis) -> Option<Request> {
        if self.flight.is_some() || now < self.not_before {
            return None;
        }
        if let Some(token) = self.identity.clone() {
            return Some(self.exchange(Flight::Identity, "identity", &token));
        }
        if let Some(token) = self.click.clone() {
            return Some(self.exchange(Flight::Click, "click", &token));
        }
        if let Some(ticket) = self.due_ticket(now) {
            self.ticket_asked += 1;
            self.ticket_at = now.plus(TICKET_AGAIN);
            return Some(self.exchange(Flight::Ticket, "ticket", &ticket));
        }
        self.batch(now)
    }

    /// The answer to the last request; status 0 is no answer.
    pub(crate) fn answered(&mut self, status: u16, bound: Bound, now: Millis) {
        let Some(flight) = self.flight.take() else { return };
        // A shop that the edge does not know yet, or not at this address, is not the signals' fault.
        let is_refused = matches!((&flight, status), (Flight::Batch(_), 403 | 404));
        if status == 0 || status == 429 || status >= 500 || is_refused {
            self.not_before = now.plus(Duration::seconds(1 << self.failures.min(6)).min(LONGEST));
            self.failures = self.failures.saturating_add(1);
            return;
        }
        self.failures = 0;
        match flight {
            Flight::Batch(numbers) => self.batch_answered(status, &numbers),
            Flight::Ticket if status == 202 || !self.ticket_shown => {}
            Flight::Ticket => {
                let asked_at = self.kept.ticket.take().map(|ticket| ticket.at);
                self.bind(status, bound, asked_at, self.kept.n);
            }
            Flight::Click => {
                self.click = None;
                self.bind(status, bound, Some(now), self.kept.n);
            }
            Flight::Identity if !self.identity_shown => {}
            Flight::Identity => {
                self.identity = None;
                self.bind(status, bound, None, self.identity_after);
            }
        }
    }

    /// When to ask for the next request, if nothing else happens.
    pub(crate) fn wake_at(&self, now: Millis) -> Option<Millis> {
        if self.flight.is_some() || self.failures > MOST_FAILURES {
            return None;
        }
        let batch = self.kept.token.as_ref().and(self.kept.signals.0.first()).map(|first| first.at.plus(AFTER));
        let held = (self.identity.is_some() || self.click.is_some()).then_some(now);
        let waits = self.kept.ticket.is_some() && self.ticket_asked < TICKET_TRIES;
        batch
            .into_iter()
            .chain(held)
            .chain(waits.then_some(self.ticket_at))
            .min()
            .map(|at| at.max(self.not_before).max(now))
    }

    fn add(&mut self, kind: &SignalKind, now: Millis) {
        self.kept.n += 1;
        self.kept.signals.add(self.kept.n, now, kind);
    }

    fn due_ticket(&mut self, now: Millis) -> Option<String> {
        self.kept.ticket = self.kept.ticket.take().filter(|ticket| now.since(ticket.at) < TICKET_FOR);
        let due = now >= self.ticket_at && self.ticket_asked < TICKET_TRIES;
        self.kept.ticket.as_ref().filter(|_| due).map(|ticket| ticket.ticket.clone())
    }

    fn batch(&mut self, now: Millis) -> Option<Request> {
        let token = self.kept.token.as_deref()?;
        let waiting = &self.kept.signals.0;
        let Some(first) = waiting.first() else {
            self.flush = false;
            return None;
        };
        if !self.flush && waiting.len() < AFTER_SIGNALS && now < first.at.plus(AFTER) {
            return None;
        }
        let mut bytes = 0;
        let fits = |entry: &&Entry| {
            bytes += entry.json.len() + 1;
            bytes <= MOST_BYTES
        };
        let batch: Vec<&Entry> = waiting.iter().take_while(fits).collect();
        let body = self
            .frame()
            .text("token", token)
            .number("sent_at", now.0)
            .may("time_zone", self.time_zone.as_deref())
            .raw("signals", &list(batch.iter().map(|entry| &entry.json)));
        self.flush = false;
        self.flight = Some(Flight::Batch(batch.iter().map(|entry| entry.n).collect()));
        Some(Request { path: "/v1/signals", body: body.end() })
    }

    fn exchange(&mut self, flight: Flight, name: &str, held: &str) -> Request {
        (self.flight, self.identity_shown, self.ticket_shown) = (Some(flight), true, true);
        let body = self.frame().text(name, held).may("device", self.kept.device.as_deref());
        Request { path: "/v1/devices", body: body.end() }
    }

    /// What every body begins with.
    fn frame(&self) -> Object {
        let consent = Object::new().text("source", &self.source).number("at", self.consent_at.0).end();
        Object::new().number("version", i64::from(WIRE_VERSION)).text("shop", &self.shop).raw("consent", &consent)
    }

    fn batch_answered(&mut self, status: u16, numbers: &[i64]) {
        match status {
            // The token is worth nothing: the signals wait for another.
            401 => self.kept.token = None,
            410 => self.forget(),
            // Taken, or never to be taken: either way it is not sent again.
            _ => self.kept.signals.0.retain(|entry| !numbers.contains(&entry.n)),
        }
    }

    /// A token came. Another person's first drops what is here up to `last` (R17); only what happened since `from` travels (R15).
    fn bind(&mut self, status: u16, bound: Bound, from: Option<Millis>, last: i64) {
        if status != 200 || bound.token.is_empty() {
            return;
        }
        let other = self.kept.person.as_ref().is_some_and(|person| *person != bound.person);
        let fresh = other || self.kept.token.is_none();
        if other {
            // A cart folded meanwhile still has the other person's lines in it; the page tells its own again.
            self.kept.signals.0.retain(|entry| entry.n > last && entry.key != CART);
            self.kept.cart = Cart::default();
        }
        if let Some(from) = from.filter(|_| fresh) {
            self.kept.signals.0.retain(|entry| entry.at >= from);
        }
        if other || (fresh && from.is_some()) {
            // What the page shows from now on is news to this person's profile. The cart is still the one to fold into.
            (self.kept.wishes, self.retell) = (Vec::new(), true);
        }
        self.kept.device = Some(bound.device);
        self.kept.token = Some(bound.token);
        self.kept.person = Some(bound.person);
        self.flush = true;
    }
}

#[cfg(test)]
mod tests;
