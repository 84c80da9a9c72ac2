//! The invariants, under random signals, orders, prices, providers, lost and doubled queue messages.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{BASE, DAY_ONE, World};
use proptest::prelude::*;
use wenk_engine::{Content, DeliveryEvent, Input, Outcome, Proof, Purpose, SendState, State};
use wenk_wire::{CartId, DeviceId, Duration, Line, Millis, OrderId, ProductId, Signal, SignalKind, Topic};

/// A thing that may happen.
#[derive(Clone, Debug)]
enum Event {
    Signal(&'static str, SignalKind),
    Price(&'static str, i64),
    SoldOut(&'static str),
    Order(u32),
    OrderElsewhere,
    Withdraw(&'static str),
    Rebind(&'static str),
    Unsubscribe(Topic),
    Object(bool),
    Complaint,
    Provider(Outcome),
    QueueLoses,
    QueueDoubles,
    Timer,
    Pause(bool),
    Wait(i64),
}

fn product(id: &str) -> ProductId {
    ProductId::parse(id).unwrap()
}

fn ids() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["bell", "lock", "helmet", "lamp", "unknown"])
}

fn kinds() -> impl Strategy<Value = SignalKind> {
    let cart =
        (prop::collection::vec((ids(), 1_u32..4), 0..3), 1..3).prop_map(|(lines, cart)| SignalKind::CartUpdated {
            cart: CartId::parse(&format!("cart-{cart}")).ok(),
            lines: lines
                .into_iter()
                .map(|(id, quantity)| Line { product: product(id), variant: None, quantity })
                .collect(),
        });
    prop_oneof![
        4 => cart,
        2 => ids().prop_map(|id| SignalKind::WishAdded { product: product(id), variant: None }),
        1 => ids().prop_map(|id| SignalKind::WishRemoved { product: product(id), variant: None }),
        1 => ids().prop_map(|id| SignalKind::ProductViewed { product: product(id) }),
        1 => Just(SignalKind::CheckoutStarted { cart: CartId::parse("cart-1").ok(), checkout: None }),
        1 => (1..5).prop_map(|n| SignalKind::OrderPlaced { order: OrderId::parse(&format!("o{n}")).unwrap(), cart: None, checkout: None }),
    ]
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    let reason = || String::from("because");
    prop_oneof![
        Just(Outcome::Retry { after: None, reason: reason() }),
        Just(Outcome::Rejected { reason: reason() }),
        Just(Outcome::Misconfigured { reason: reason() }),
        Just(Outcome::Unknown { reason: reason() }),
        Just(Outcome::Sent { provider_id: None }),
    ]
}

fn events() -> impl Strategy<Value = Event> {
    let device = || prop::sample::select(vec!["laptop", "phone"]);
    prop_oneof![
        8 => (device(), kinds()).prop_map(|(device, kind)| Event::Signal(device, kind)),
        6 => (1_i64..1_600).prop_map(Event::Wait),
        2 => (ids(), 500_i64..12_000).prop_map(|(id, price)| Event::Price(id, price)),
        1 => ids().prop_map(Event::SoldOut),
        1 => (1_u32..9).prop_map(Event::Order),
        1 => Just(Event::OrderElsewhere),
        1 => device().prop_map(Event::Withdraw),
        1 => device().prop_map(Event::Rebind),
        1 => prop::sample::select(vec![Topic::Cart, Topic::PriceAlerts]).prop_map(Event::Unsubscribe),
        1 => any::<bool>().prop_map(Event::Object),
        1 => Just(Event::Complaint),
        3 => outcomes().prop_map(Event::Provider),
        1 => Just(Event::QueueLoses),
        2 => Just(Event::QueueDoubles),
        2 => Just(Event::Timer),
        1 => any::<bool>().prop_map(Event::Pause),
    ]
}

fn happen(world: &mut World, event: Event) {
    match event {
        Event::Signal(device, kind) => world.signal(device, kind),
        Event::Price(id, price) => world.price(id, price),
        Event::SoldOut(id) => drop(world.sold_out.insert(id.to_owned())),
        Event::Order(n) => {
            let (order, at) = (OrderId::parse(&format!("server-{n}")).unwrap(), world.now);
            let lines = vec![Line { product: product("bell"), variant: None, quantity: 1 }];
            world.give(&Input::Ordered { order, at, cart: None, checkout: None, lines });
        }
        Event::OrderElsewhere => world.ordered_at = Some(world.now),
        Event::Withdraw(device) => drop(world.give(&Input::DeviceRevoked { device: DeviceId::parse(device).unwrap() })),
        Event::Rebind(device) => world.identify(device, &[]),
        Event::Unsubscribe(topic) => {
            world.give(&Input::Unsubscribed { topics: vec![topic], proof: Proof::default() });
        }
        Event::Object(objected) => {
            let topics = vec![Topic::Cart, Topic::PriceAlerts];
            world.give(&Input::PreferencesSaved { topics, objected, language: None, proof: Proof::default() });
        }
        Event::Complaint => {
            if let Some(send) = world.accepted.last().cloned() {
                world.give(&Input::Delivered { send, event: DeliveryEvent::Complaint, at: world.now });
            }
        }
        Event::Provider(outcome) => world.provider.push(outcome),
        Event::QueueLoses => world.queue.clear(),
        Event::QueueDoubles => {
            let every: Vec<_> = world.state.iter().flat_map(|state| &state.sends).map(|send| send.id.clone()).collect();
            world.queue.extend(every);
        }
        Event::Timer => drop(world.give(&Input::Timer)),
        Event::Pause(paused) => world.facts.pause.shop = paused,
        Event::Wait(minutes) => world.go_to(world.now.plus(Duration::minutes(minutes))),
    }
    world.deliver();
}

fn started() -> World {
    let mut world = World::new(BASE);
    world.now = DAY_ONE.plus(Duration::hours(9));
    world.identify("laptop", &[Topic::Cart, Topic::PriceAlerts]);
    world.identify("phone", &[]);
    world
}

fn play(list: Vec<Event>) -> World {
    let mut world = started();
    for event in list {
        happen(&mut world, event);
    }
    world
}

/// Four quiet days with a working queue and provider: everything that is under way comes to an end.
fn come_to_rest(world: &mut World) {
    world.provider.clear();
    world.facts.pause.shop = false;
    world.go_to(world.now.plus(Duration::days(4)));
}

fn list() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec(events(), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn r1_at_most_one_mail_per_send_and_at_least_one_attempt_or_refusal(events in list()) {
        let mut world = play(events);
        come_to_rest(&mut world);
        let mut accepted = world.accepted.clone();
        accepted.sort();
        accepted.dedup();
        prop_assert_eq!(accepted.len(), world.accepted.len(), "a mail went out twice");
        for send in &world.state.as_ref().unwrap().sends {
            let open = matches!(send.state, SendState::Claimed { .. } | SendState::Begun { .. });
            prop_assert!(!open, "{:?} was neither attempted nor refused", send);
        }
    }

    #[test]
    fn no_mail_goes_out_without_permission_to_a_suppressed_address_or_after_a_purchase(events in list()) {
        for (at, state, content, ordered_at) in play(events).begun {
            let marketing = Purpose::Marketing;
            let send = state.sends.iter().find(|send| matches!(send.state, SendState::Begun { .. }) && send.content == content);
            let Some(send) = send.filter(|send| send.purpose == marketing) else { continue };
            prop_assert!(state.permits(send.topic));
            prop_assert_eq!(state.suppression, None);
            if let Content::Cart { active_at, .. } = content {
                prop_assert!(!state.objected);
                prop_assert!(ordered_at.is_none_or(|ordered| ordered < active_at), "bought at {ordered_at:?}, begun at {at:?}");
                prop_assert!(state.bought.iter().all(|bought| bought.at < active_at));
            }
        }
    }

    #[test]
    fn nobody_gets_more_mail_than_the_limits_allow_nor_at_night(events in list()) {
        let out = play(events).out;
        let mut mailed: Vec<Millis> = out.iter().filter(|(_, content)| is_marketing(content)).map(|(at, _)| *at).collect();
        mailed.sort();
        for pair in mailed.windows(2) {
            prop_assert!(pair[1].since(pair[0]) >= Duration::hours(20), "two mails within the gap");
        }
        for (index, at) in mailed.iter().enumerate() {
            let week = mailed[..index].iter().filter(|earlier| at.since(**earlier) < Duration::days(7)).count();
            prop_assert!(week < 3, "a fourth mail within seven days");
        }
        for at in mailed {
            let minute = at.since(DAY_ONE).0 / 60_000 % 1_440;
            prop_assert!((480..1_260).contains(&minute), "mailed at minute {minute} of the day");
        }
    }

    #[test]
    fn a_held_out_profile_gets_nothing(events in list()) {
        let mut world = World::new(&BASE.replace("gap = \"20h\"", "gap = \"20h\"\nholdout = \"100%\""));
        world.identify("laptop", &[Topic::Cart, Topic::PriceAlerts]);
        world.identify("phone", &[]);
        events.into_iter().for_each(|event| happen(&mut world, event));
        come_to_rest(&mut world);
        prop_assert!(world.accepted.is_empty());
    }

    #[test]
    fn the_same_input_gives_the_same_decision_and_the_state_survives_storage(events in list()) {
        let (a, b) = (play(events.clone()), play(events));
        prop_assert_eq!(&a.state, &b.state);
        let stored = serde_json::to_string(&a.state).unwrap();
        prop_assert_eq!(serde_json::from_str::<Option<State>>(&stored).unwrap(), a.state);
    }

    #[test]
    fn r9_repeated_and_reordered_batches_lead_to_the_same_state(kinds in prop::collection::vec(kinds(), 1..20), seed in any::<u64>()) {
        let signals: Vec<Signal> = (1..).zip(kinds).map(|(n, kind)| {
            Signal { n, at: DAY_ONE.plus(Duration::minutes(i64::try_from(n).unwrap())), kind }
        }).collect();
        let mut shuffled: Vec<Signal> = signals.iter().chain(&signals).cloned().collect();
        shuffled.sort_by_key(|signal| signal.n.wrapping_mul(seed | 1).rotate_left(13));
        let (mut a, mut b) = (started(), started());
        a.batch("laptop", signals);
        shuffled.into_iter().for_each(|signal| b.batch("laptop", vec![signal]));
        prop_assert_eq!(a.state, b.state);
    }
}

fn is_marketing(content: &Content) -> bool {
    matches!(content, Content::Cart { .. } | Content::Drops { .. })
}
