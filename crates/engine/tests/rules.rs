//! One test for each hard rule that the engine keeps, named after it.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{BASE, DAY_ONE, World, eur};
use wenk_catalogue::PricePoint;
use wenk_engine::{
    Choice, Config, Content, Effect, Facts, Input, Outcome, PriceNews, Proof, Refusal, Reply, Request, SendState,
    Standing, decide,
};
use wenk_wire::{
    CartId, ConsentProof, DeviceId, Duration, FormId, Line, Millis, Pii, ProductId, ProfileId, Signal, SignalKind,
    Topic,
};

fn cart(id: &str) -> SignalKind {
    let lines = vec![Line { product: ProductId::parse("bell").unwrap(), variant: None, quantity: 1 }];
    SignalKind::CartUpdated { cart: CartId::parse(id).ok(), lines }
}

fn wish(id: &str) -> SignalKind {
    SignalKind::WishAdded { product: ProductId::parse(id).unwrap(), variant: None }
}

fn identified() -> World {
    let mut world = World::new(BASE);
    world.now = DAY_ONE.plus(Duration::hours(9));
    world.identify("laptop", &[Topic::Cart, Topic::PriceAlerts, Topic::Newsletter]);
    world
}

fn request(id: &str, at: Millis) -> Request {
    Request {
        id: id.to_owned(),
        form: FormId::parse("newsletter").unwrap(),
        topics: vec![Topic::Newsletter, Topic::Cart],
        proof: Proof { wording: "Yes, please.".to_owned(), ..Proof::default() },
        ticket_hash: format!("hash-of-{id}"),
        at,
        browser: "Firefox on Linux".to_owned(),
        answer: None,
        answered_at: None,
        redeemed: false,
    }
}

/// Somebody signs the address up; answers how many mails were claimed in all.
fn subscribe(world: &mut World, id: &str) -> usize {
    let address = Pii::new("ada@home.example".to_owned());
    let profile = ProfileId::parse("p1").unwrap();
    world.give(&Input::Subscribed {
        profile,
        address,
        request: request(id, world.now),
        language: Some("nl".to_owned()),
    });
    world.deliver();
    world.state.as_ref().unwrap().sends.len()
}

fn redeem(world: &mut World, id: &str, device: &str) -> Reply {
    let device = DeviceId::parse(device).unwrap();
    world.give(&Input::TicketRedeemed { ticket_hash: format!("hash-of-{id}"), device, consent: world.consent() })
}

#[test]
fn r1_only_begin_decides_and_it_asks_the_whole_gate_again() {
    let mut world = identified();
    world.signal("laptop", cart("cart-1"));
    world.queue_works = false;
    world.go_to(DAY_ONE.plus(Duration::hours(10)));
    let send = world.queue.first().cloned().unwrap();
    world.give(&Input::Unsubscribed { topics: vec![], proof: Proof::default() });
    assert_eq!(world.give(&Input::Begin { send: send.clone() }), Reply::Stop);
    let refused = world.state.as_ref().unwrap().send(&send).unwrap().state.clone();
    assert_eq!(refused, SendState::Refused { at: world.now, reason: Refusal::NoPermission { topic: Topic::Cart } });
}

#[test]
fn r1_an_open_attempt_refuses_a_second_one_and_a_closed_one_every_other() {
    let mut world = identified();
    world.signal("laptop", cart("cart-1"));
    world.queue_works = false;
    world.go_to(DAY_ONE.plus(Duration::hours(10)));
    let send = world.queue.first().cloned().unwrap();
    let begin = Input::Begin { send: send.clone() };
    assert!(matches!(world.give(&begin), Reply::Go { .. }));
    let leased = Input::Leased {
        send: send.clone(),
        provider: "outbox".to_owned(),
        body_hash: "0".to_owned(),
        key_window: None,
    };
    assert_eq!(world.give(&leased), Reply::Done);
    assert_eq!(world.give(&begin), Reply::Stop, "the lease is held");
    assert_eq!(world.give(&leased), Reply::Stop);
    world.give(&Input::Answer { send, outcome: Outcome::Sent { provider_id: None } });
    assert_eq!(world.give(&begin), Reply::Stop, "it is sent");
}

#[test]
fn r2_a_lease_that_ends_is_unknown_and_is_repeated_only_within_the_key_window() {
    for (window, again) in [(None, false), (Some(Duration::hours(20)), true)] {
        let mut world = identified();
        world.signal("laptop", cart("cart-1"));
        world.queue_works = false;
        world.go_to(DAY_ONE.plus(Duration::hours(10)));
        let send = world.queue.remove(0);
        let begin = Input::Begin { send: send.clone() };
        assert!(matches!(world.give(&begin), Reply::Go { .. }));
        let (provider, body_hash) = ("outbox".to_owned(), "0".to_owned());
        world.give(&Input::Leased { send: send.clone(), provider, body_hash, key_window: window });
        world.go_to(world.now.plus(Duration::minutes(10)));
        assert!(matches!(world.state.as_ref().unwrap().send(&send).unwrap().state, SendState::Unknown { .. }));
        assert_eq!(world.queue.contains(&send), again);
        assert_eq!(matches!(world.give(&begin), Reply::Go { .. }), again);
        world.go_to(world.now.plus(Duration::hours(80)));
        assert!(
            matches!(world.state.as_ref().unwrap().send(&send).unwrap().state, SendState::Sent { .. }),
            "72 h: counts as sent"
        );
    }
}

#[test]
fn r2_a_webhook_closes_a_doubt() {
    let mut world = identified();
    world.provider.push(Outcome::Unknown { reason: "no answer".to_owned() });
    world.signal("laptop", cart("cart-1"));
    world.go_to(DAY_ONE.plus(Duration::hours(11)));
    let send = world.state.as_ref().unwrap().sends[0].id.clone();
    world.give(&Input::Delivered { send: send.clone(), event: wenk_engine::DeliveryEvent::Delivered, at: world.now });
    assert!(matches!(world.state.as_ref().unwrap().send(&send).unwrap().state, SendState::Sent { .. }));
}

#[test]
fn r5_a_new_flow_starts_only_from_what_happens_after_its_activation() {
    let mut world = identified();
    let now = world.now;
    world.signal("laptop", cart("cart-1"));
    let fresh = Config::parse(BASE).unwrap().activate(None, 2, now.plus(Duration::minutes(1)));
    world.state.as_mut().unwrap().runs.clear();
    world.config = fresh;
    world.give(&Input::Timer);
    assert!(world.state.as_ref().unwrap().runs.is_empty(), "the cart is older than the flow");
    world.now = now.plus(Duration::minutes(5));
    world.signal("laptop", cart("cart-1"));
    assert_eq!(world.state.as_ref().unwrap().runs.len(), 1);
}

#[test]
fn r7_a_repeated_signal_costs_nothing_and_an_old_one_is_clamped_to_ninety_days() {
    let mut world = identified();
    let ancient = Signal { n: 7, at: Millis(1), kind: wish("helmet") };
    world.batch("laptop", vec![ancient.clone()]);
    let once = world.state.clone();
    world.batch("laptop", vec![ancient]);
    assert_eq!(world.state, once);
    let activity = world.state.as_ref().unwrap().activity(Millis(0));
    assert_eq!(activity.wishes.values().next().unwrap().when.at, world.now.minus(Duration::days(90)));
}

#[test]
fn r8_no_behavioural_mail_within_half_an_hour_of_the_last_batch() {
    let mut world = identified();
    world.signal("laptop", cart("cart-1"));
    world.go_to(world.now.plus(Duration::minutes(55)));
    world.signal("laptop", SignalKind::ProductViewed { product: ProductId::parse("lock").unwrap() });
    world.go_to(world.now.plus(Duration::minutes(29)));
    assert!(world.accepted.is_empty());
    world.go_to(world.now.plus(Duration::minutes(2)));
    assert_eq!(world.accepted.len(), 1);
}

#[test]
fn r12_a_repeated_import_changes_nothing() {
    let mut world = identified();
    world.signal("laptop", wish("helmet"));
    world.now = world.now.plus(Duration::hours(1));
    world.price("helmet", 8_000);
    let once = world.state.clone();
    world.imports -= 1;
    world.price("helmet", 8_000);
    assert_eq!(world.state, once);
}

#[test]
fn r13_nothing_is_written_for_a_profile_that_does_not_exist() {
    let config = Config::parse(BASE).unwrap();
    let inputs = [
        Input::Timer,
        Input::Begin { send: "s".to_owned().try_into().unwrap() },
        Input::Unsubscribed { topics: vec![], proof: Proof::default() },
        Input::PricesFell { import: "i".to_owned(), news: vec![] },
    ];
    for input in inputs {
        let decision = decide(None, &Facts::default(), &config, &input, DAY_ONE);
        assert_eq!((decision.state, decision.effects.len(), decision.log.len()), (None, 0, 0));
        assert_eq!(decision.reply, Reply::Gone);
    }
}

#[test]
fn r13_a_sign_up_that_nobody_confirms_is_gone_after_three_days() {
    let mut world = World::new(BASE);
    subscribe(&mut world, "one");
    world.go_to(DAY_ONE.plus(Duration::hours(71)));
    assert!(world.state.is_some());
    world.go_to(DAY_ONE.plus(Duration::hours(73)));
    assert!(world.state.is_none());
}

#[test]
fn r14_an_order_ends_the_reminder_whatever_arrives_first() {
    let mut world = identified();
    world.now = DAY_ONE.plus(Duration::hours(10));
    world.ordered_at = Some(world.now);
    let late = Signal { n: 1, at: world.now.minus(Duration::minutes(20)), kind: cart("cart-1") };
    world.now = world.now.plus(Duration::minutes(5));
    world.batch("laptop", vec![late]);
    world.go_to(DAY_ONE.plus(Duration::hours(20)));
    assert!(world.accepted.is_empty());
}

#[test]
fn r15_only_that_was_my_browser_honours_the_ticket_and_only_once() {
    for (choice, bound) in [(Choice::Mine, true), (Choice::Other, false), (Choice::NotMe, false)] {
        let mut world = World::new(BASE);
        subscribe(&mut world, "one");
        assert_eq!(redeem(&mut world, "one", "laptop"), Reply::Pending);
        assert_eq!(world.give(&Input::Answered { request: "one".to_owned(), choice }), Reply::Done);
        let first = redeem(&mut world, "one", "laptop");
        assert_eq!(matches!(first, Reply::Bound { .. }), bound, "{choice:?}");
        assert_eq!(redeem(&mut world, "one", "phone"), Reply::Spent);
        let state = world.state.as_ref().unwrap();
        assert_eq!(state.permits(Topic::Newsletter), choice != Choice::NotMe);
        assert_eq!(state.standing == Standing::Active, choice != Choice::NotMe);
    }
}

#[test]
fn r15_pressing_a_button_twice_changes_nothing_and_the_other_button_is_too_late() {
    let mut world = World::new(BASE);
    subscribe(&mut world, "one");
    let press = |world: &mut World, choice| world.give(&Input::Answered { request: "one".to_owned(), choice });
    assert_eq!(press(&mut world, Choice::Mine), Reply::Done);
    let once = world.state.clone();
    assert_eq!(press(&mut world, Choice::Mine), Reply::Done);
    assert_eq!(press(&mut world, Choice::NotMe), Reply::Spent);
    assert_eq!(world.state, once);
}

#[test]
fn r16_a_click_binds_a_device_once_per_mail_and_within_seven_days() {
    let mut world = identified();
    world.signal("laptop", cart("cart-1"));
    world.go_to(DAY_ONE.plus(Duration::hours(11)));
    let send = world.accepted[0].clone();
    let click = |world: &mut World, device: &str| {
        let consent = ConsentProof { source: "call".to_owned(), at: world.now };
        world.give(&Input::ClickRedeemed { send: send.clone(), device: DeviceId::parse(device).unwrap(), consent })
    };
    assert!(matches!(click(&mut world, "phone"), Reply::Bound { .. }));
    assert_eq!(click(&mut world, "tablet"), Reply::Spent);
    world.state.as_mut().unwrap().sends[0].click_redeemed = false;
    world.now = world.now.plus(Duration::days(8));
    assert_eq!(click(&mut world, "tablet"), Reply::Spent);
}

#[test]
fn r18_one_confirmation_a_day_three_in_thirty_days_and_none_after_not_me() {
    let mut world = World::new(BASE);
    world.now = DAY_ONE;
    assert_eq!(subscribe(&mut world, "one"), 1);
    assert_eq!(subscribe(&mut world, "two"), 1, "a second one on the same day");
    for (day, id, mails) in [(1, "three", 2), (2, "four", 3), (3, "five", 3)] {
        world.now = DAY_ONE.plus(Duration::days(day)).plus(Duration::minutes(day));
        world.state.as_mut().unwrap().standing = Standing::Active;
        assert_eq!(subscribe(&mut world, id), mails, "{id}");
    }
    let mut world = World::new(BASE);
    subscribe(&mut world, "one");
    world.give(&Input::Answered { request: "one".to_owned(), choice: Choice::NotMe });
    world.now = world.now.plus(Duration::days(2));
    assert_eq!(subscribe(&mut world, "two"), 1);
}

#[test]
fn r21_a_flow_on_behaviour_ends_when_the_last_consent_proof_is_too_old() {
    let mut world = World::new(&BASE.replace("gap = \"20h\"", "gap = \"20h\"\nconsent = \"1d\""));
    world.identify("laptop", &[Topic::Cart]);
    world.now = DAY_ONE.plus(Duration::hours(20)).plus(Duration::minutes(30));
    world.signal("laptop", cart("cart-1"));
    world.facts.pause.shop = true;
    world.go_to(world.now.plus(Duration::hours(25)));
    world.facts.pause.shop = false;
    world.go_to(world.now.plus(Duration::days(2)));
    assert!(world.accepted.is_empty());
}

#[test]
fn r22_withdrawal_removes_what_the_device_reported_and_keeps_the_rest() {
    let mut world = identified();
    world.identify("phone", &[]);
    world.signal("laptop", wish("helmet"));
    world.signal("phone", wish("lamp"));
    world.give(&Input::DeviceRevoked { device: DeviceId::parse("laptop").unwrap() });
    let wishes = world.state.as_ref().unwrap().activity(Millis(0)).wishes;
    assert_eq!(wishes.keys().map(|key| key.product.as_str().to_owned()).collect::<Vec<_>>(), ["lamp"]);
    let late = Signal { n: 9, at: world.now, kind: wish("bell") };
    let arrival = wenk_engine::Arrival {
        device: DeviceId::parse("laptop").unwrap(),
        consent: world.consent(),
        time_zone: None,
        signals: vec![late],
    };
    assert_eq!(world.give(&Input::Signals(arrival)), Reply::Revoked);
}

#[test]
fn r31_less_than_thirty_days_of_prices_is_a_refusal_and_so_is_a_price_above_the_watched_one() {
    let mut world = identified();
    world
        .prices
        .insert("helmet".to_owned(), vec![PricePoint { at: DAY_ONE.minus(Duration::days(10)), price: eur(10_000) }]);
    world.signal("laptop", wish("helmet"));
    world.now = world.now.plus(Duration::hours(1));
    world.price("helmet", 8_000);
    assert!(world.happened.iter().any(|(_, what)| what.contains("no reference price")), "{:?}", world.happened);

    let mut world = identified();
    let at = |days| DAY_ONE.minus(Duration::days(days));
    let history =
        [(80, 10_000), (40, 7_000), (35, 10_000)].map(|(days, price)| PricePoint { at: at(days), price: eur(price) });
    world.prices.insert("helmet".to_owned(), history.to_vec());
    let then = Signal { n: 1, at: at(38), kind: wish("helmet") };
    world.batch("laptop", vec![then]);
    world.now = world.now.plus(Duration::hours(1));
    world.price("helmet", 8_000);
    assert!(world.happened.iter().any(|(_, what)| what.contains("not below the price")), "{:?}", world.happened);
}

#[test]
fn r33_an_id_that_differs_from_the_feeds_still_finds_its_product() {
    let mut world = identified();
    world.signal("laptop", wish("shopify_NL_77_helmet"));
    world.now = world.now.plus(Duration::hours(1));
    let history = vec![
        PricePoint { at: DAY_ONE.minus(Duration::days(60)), price: eur(10_000) },
        PricePoint { at: world.now, price: eur(8_000) },
    ];
    let keys = vec!["helmet".to_owned(), "shopify_NL_77_helmet".to_owned()];
    let news = PriceNews { product: ProductId::parse("helmet").unwrap(), keys, history };
    world.give(&Input::PricesFell { import: "i".to_owned(), news: vec![news] });
    assert_eq!(world.state.as_ref().unwrap().runs.len(), 1);
}

#[test]
fn watches_are_told_as_differences_and_end_with_the_consent() {
    let mut world = identified();
    let told = |world: &World, input: &Input| -> Vec<Effect> {
        let decision = decide(world.state.as_ref(), &Facts::default(), &world.config, input, world.now);
        decision.effects.into_iter().filter(|effect| matches!(effect, Effect::Watch { .. })).collect()
    };
    let arrival = wenk_engine::Arrival {
        device: DeviceId::parse("laptop").unwrap(),
        consent: world.consent(),
        time_zone: None,
        signals: vec![Signal { n: 1, at: world.now, kind: wish("helmet") }],
    };
    let input = Input::Signals(arrival);
    assert_eq!(told(&world, &input), [Effect::Watch { key: "helmet".to_owned(), since: Some(world.now) }]);
    world.give(&input);
    assert_eq!(told(&world, &input), []);
    let revoked = Input::DeviceRevoked { device: DeviceId::parse("laptop").unwrap() };
    assert_eq!(told(&world, &revoked), [Effect::Watch { key: "helmet".to_owned(), since: None }]);
}

#[test]
fn a_mail_shows_the_cart_as_it_is_now_not_as_it_was_when_the_wait_began() {
    let mut world = identified();
    world.signal("laptop", cart("cart-1"));
    world.go_to(DAY_ONE.plus(Duration::hours(11)));
    let Content::Cart { lines, .. } = &world.begun[0].2 else { panic!("no cart mail") };
    assert_eq!(lines.len(), 1);
}
