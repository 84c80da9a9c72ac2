//! A small world for tests: one person, one catalogue, a provider, and a clock that goes from timer to timer.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops where it fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use wenk_catalogue::PricePoint;
use wenk_engine::{
    Arrival, Config, Content, Decision, Effect, Entry, Facts, IdentityClaim, Input, Outcome, Permit, PriceNews,
    ProductFact, Proof, Reply, State, decide, needs,
};
use wenk_wire::{
    ConsentProof, CurrencyCode, CustomerId, DeviceId, Duration, Millis, Money, Pii, ProductId, ProfileId, SendId,
    Signal, SignalKind, Topic,
};

pub(crate) const BASE: &str = include_str!("base.toml");

/// Tuesday 2026-03-03 00:00 in Brussels.
pub(crate) const DAY_ONE: Millis = Millis(1_772_492_400_000);

/// The world around one profile.
pub(crate) struct World {
    pub(crate) config: Config,
    pub(crate) state: Option<State>,
    pub(crate) now: Millis,
    pub(crate) next: Option<Millis>,
    pub(crate) prices: BTreeMap<String, Vec<PricePoint>>,
    pub(crate) sold_out: BTreeSet<String>,
    pub(crate) ordered_at: Option<Millis>,
    pub(crate) facts: Facts,
    pub(crate) numbers: BTreeMap<String, u64>,
    pub(crate) provider: Vec<Outcome>,
    pub(crate) key_window: Option<Duration>,
    pub(crate) queue: Vec<SendId>,
    pub(crate) queue_works: bool,
    pub(crate) imports: u32,
    pub(crate) happened: Vec<(Millis, String)>,
    pub(crate) accepted: Vec<SendId>,
    /// What reached or may have reached the mailbox.
    pub(crate) out: Vec<(Millis, Content)>,
    /// Every provider call: when, the state under the lease, what went out, and the latest order known elsewhere.
    pub(crate) begun: Vec<(Millis, State, Content, Option<Millis>)>,
}

impl World {
    pub(crate) fn new(config: &str) -> Self {
        let config = match Config::parse(config) {
            Ok(config) => config,
            Err(marks) => panic!("{}", marks.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
        };
        let mut world = Self {
            config: config.activate(None, 1, DAY_ONE.minus(Duration::days(200))),
            state: None,
            now: DAY_ONE,
            next: None,
            prices: BTreeMap::new(),
            sold_out: BTreeSet::new(),
            ordered_at: None,
            facts: Facts::default(),
            numbers: BTreeMap::new(),
            provider: Vec::new(),
            key_window: None,
            queue: Vec::new(),
            queue_works: true,
            imports: 0,
            happened: Vec::new(),
            accepted: Vec::new(),
            out: Vec::new(),
            begun: Vec::new(),
        };
        for (product, price) in [("bell", 1_200), ("lock", 4_000), ("helmet", 10_000), ("lamp", 3_000)] {
            let long_ago = DAY_ONE.minus(Duration::days(60));
            world.prices.insert(product.to_owned(), vec![PricePoint { at: long_ago, price: eur(price) }]);
        }
        world
    }

    /// The shop's server vouches for the person, who agreed to every topic; the device `laptop` is bound.
    pub(crate) fn identify(&mut self, device: &str, topics: &[Topic]) {
        let permits = topics.iter().map(|topic| Permit {
            topic: *topic,
            at: self.now,
            proof: Proof { method: "shop-server".to_owned(), ..Proof::default() },
        });
        let claim = IdentityClaim {
            customer: CustomerId::parse("c1").unwrap(),
            address: Pii::new("ada@home.example".to_owned()),
            permits: permits.collect(),
        };
        let profile = ProfileId::parse("p1").unwrap();
        self.give(&Input::Identified {
            profile,
            claim,
            device: DeviceId::parse(device).unwrap(),
            consent: self.consent(),
        });
    }

    pub(crate) fn consent(&self) -> ConsentProof {
        ConsentProof { source: "call".to_owned(), at: self.now }
    }

    /// One signal from a device, in a batch of its own.
    pub(crate) fn signal(&mut self, device: &str, kind: SignalKind) {
        let number = self.numbers.entry(device.to_owned()).or_default();
        *number += 1;
        let signal = Signal { n: *number, at: self.now, kind };
        self.batch(device, vec![signal]);
    }

    pub(crate) fn batch(&mut self, device: &str, signals: Vec<Signal>) {
        let device = DeviceId::parse(device).unwrap();
        self.give(&Input::Signals(Arrival { device, consent: self.consent(), time_zone: None, signals }));
    }

    /// A product's price changes, and the fan-out tells the profile.
    pub(crate) fn price(&mut self, product: &str, minor: i64) {
        self.prices.entry(product.to_owned()).or_default().push(PricePoint { at: self.now, price: eur(minor) });
        self.imports += 1;
        let news = PriceNews {
            product: ProductId::parse(product).unwrap(),
            keys: vec![product.to_owned()],
            history: self.prices[product].clone(),
        };
        self.give(&Input::PricesFell { import: format!("import-{}", self.imports), news: vec![news] });
    }

    /// Gives an input with the facts it needs, and does what the decision says.
    pub(crate) fn give(&mut self, input: &Input) -> Reply {
        let wanted = needs(self.state.as_ref(), &self.config, input, self.now);
        let mut facts = self.facts.clone();
        for (product, variant) in wanted.products {
            let Some(history) = self.prices.get(product.as_str()) else { continue };
            let price = history.last().unwrap().price;
            let fact =
                ProductFact { product: product.clone(), price, available: !self.sold_out.contains(product.as_str()) };
            facts.products.insert((product, variant), fact);
        }
        facts.ordered_at = self.ordered_at.filter(|_| !wanted.ordered.is_empty());
        let Decision { state, effects, log, next, reply } =
            decide(self.state.as_ref(), &facts, &self.config, input, self.now);
        self.state = state;
        self.next = next;
        log.iter().for_each(|entry| self.note(entry));
        let queued = effects.into_iter().filter_map(|effect| match effect {
            Effect::Enqueue { send } => Some(send),
            _ => None,
        });
        self.queue.extend(queued);
        reply
    }

    /// Lets the queue deliver everything that waits in it.
    pub(crate) fn deliver(&mut self) {
        while self.queue_works && !self.queue.is_empty() {
            let send = self.queue.remove(0);
            self.attempt(&send);
        }
    }

    /// One attempt at a mail, as the queue's consumer makes it.
    pub(crate) fn attempt(&mut self, send: &SendId) {
        let Reply::Go { content } = self.give(&Input::Begin { send: send.clone() }) else { return };
        let leased = Input::Leased {
            send: send.clone(),
            provider: "outbox".to_owned(),
            body_hash: "0".to_owned(),
            key_window: self.key_window,
        };
        assert_eq!(self.give(&leased), Reply::Done);
        self.begun.push((self.now, self.state.clone().unwrap(), content.clone(), self.ordered_at));
        let accepted = || Outcome::Sent { provider_id: None };
        let outcome = if self.provider.is_empty() { accepted() } else { self.provider.remove(0) };
        if matches!(outcome, Outcome::Sent { .. } | Outcome::Unknown { .. }) {
            self.out.push((self.now, content.clone()));
        }
        if matches!(outcome, Outcome::Sent { .. }) {
            self.accepted.push(send.clone());
            let mail = self.state.as_ref().unwrap().send(send).unwrap().mail.clone();
            self.happened.push((self.now, format!("send      {mail}: {}", shown(&content))));
        }
        self.give(&Input::Answer { send: send.clone(), outcome });
    }

    /// Goes forward from timer to timer until `until`.
    pub(crate) fn go_to(&mut self, until: Millis) {
        self.deliver();
        let mut rounds = 0;
        while let Some(next) = self.next.filter(|next| *next <= until) {
            self.now = self.now.max(next);
            self.give(&Input::Timer);
            self.deliver();
            rounds += 1;
            assert!(rounds < 5_000, "timers that never come to rest: next {:?} at {:?}", self.next, self.now);
        }
        self.now = self.now.max(until);
    }

    fn note(&mut self, entry: &Entry) {
        let line = match entry {
            Entry::Started { flow, due } => format!("start     {flow}, due {}", clock(*due)),
            Entry::Restarted { flow, due } => format!("restart   {flow}, due {}", clock(*due)),
            Entry::Ended { flow, why } => format!("end       {flow}: {why}"),
            Entry::Ghosted { flow, step } => format!("ghost     {flow} #{}", step + 1),
            Entry::Postponed { flow, until, why } => format!("postpone  {flow} until {}: {why}", clock(*until)),
            Entry::Refused { flow, why, product } => match product {
                Some(product) => format!("refuse    {flow} for {product}: {why}"),
                None => format!("refuse    {flow}: {why}"),
            },
            Entry::Answered { outcome, .. } if outcome != "accepted" => format!("provider  {outcome}"),
            Entry::Suppressed { why } => format!("suppress  {why}"),
            _ => return,
        };
        self.happened.push((self.now, line));
    }
}

pub(crate) fn eur(minor: i64) -> Money {
    Money::new(minor, CurrencyCode::parse("EUR").unwrap())
}

/// A moment as `d1 10:00`, with milliseconds only where there are some.
pub(crate) fn clock(at: Millis) -> String {
    let ms = at.since(DAY_ONE).0;
    let (day, rest) = (ms.div_euclid(86_400_000) + 1, ms.rem_euclid(86_400_000));
    let odd = if rest % 60_000 == 0 { String::new() } else { format!(":{:06.3}", (rest % 60_000) as f64 / 1000.0) };
    format!("d{day} {:02}:{:02}{odd}", rest / 3_600_000, rest / 60_000 % 60)
}

fn shown(content: &Content) -> String {
    match content {
        Content::Cart { lines, .. } => {
            lines.iter().map(|line| format!("{} x{}", line.product, line.quantity)).collect::<Vec<_>>().join(", ")
        }
        Content::Drops { drops } => {
            let show = |drop: &wenk_engine::DropContent| {
                format!("{} {} -> {}", drop.product, drop.reference.decimal(), drop.price.decimal())
            };
            drops.iter().map(show).collect::<Vec<_>>().join(", ")
        }
        Content::Confirmation { .. } | Content::Erasure | Content::Export => String::new(),
    }
}
