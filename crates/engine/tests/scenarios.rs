//! The scenario files: what a shopper does, and what Wenk does about it.
//!
//! A file is its own expectation: the lines with `<` are what came out. `UPDATE_SCENARIOS=1` writes them anew; a
//! change in them is a change of behaviour and is reviewed as one.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test stops where it fails")]

mod common;

use common::{BASE, DAY_ONE, World, clock};
use wenk_engine::{DeliveryEvent, Input, Outcome, Proof};
use wenk_wire::{CartId, CheckoutToken, DeviceId, Duration, Line, Millis, OrderId, ProductId, SignalKind, Topic};

#[test]
fn every_scenario_comes_out_as_written() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let played = play(&name, &text);
        if std::env::var_os("UPDATE_SCENARIOS").is_some() {
            std::fs::write(file, &played).unwrap();
        } else if played != text {
            wrong.push(format!("--- {name} as written\n{text}\n--- {name} as it comes out\n{played}"));
        }
    }
    assert!(files.len() >= 20, "only {} scenarios", files.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Plays a scenario and answers it with what came out.
fn play(name: &str, text: &str) -> String {
    let settings = text.lines().filter_map(|line| line.strip_prefix("setting: "));
    let mut world = World::new(&settings.fold(BASE.to_owned(), with_setting));
    let (mut out, mut started) = (String::new(), false);
    for line in text.lines().filter(|line| !line.starts_with("< ")) {
        let Some((when, what)) = step(line) else {
            assert!(line.is_empty() || line.starts_with('#') || line.starts_with("setting: "), "{name}: {line}");
            out += &format!("{line}\n");
            continue;
        };
        world.go_to(when);
        if !started {
            started = true;
            world.identify("laptop", &[Topic::Cart, Topic::PriceAlerts, Topic::Newsletter]);
        }
        tell(&mut world, &mut out);
        out += &format!("{line}\n");
        act(name, &mut world, what);
        world.deliver();
        tell(&mut world, &mut out);
    }
    let end = world.now.plus(Duration::days(4));
    world.go_to(end);
    tell(&mut world, &mut out);
    out
}

fn with_setting(config: String, setting: &str) -> String {
    let key = setting.split(" =").next().unwrap();
    let mut found = false;
    let lines = config.lines().map(|line| match line.strip_prefix(key) {
        Some(rest) if rest.starts_with(" =") && !found => {
            found = true;
            setting.to_owned()
        }
        _ => line.to_owned(),
    });
    let config = lines.collect::<Vec<_>>().join("\n");
    assert!(found, "no setting {key}");
    config
}

fn step(line: &str) -> Option<(Millis, &str)> {
    let (day, rest) = line.strip_prefix('d')?.split_once(' ')?;
    let (time, what) = rest.split_once(' ')?;
    let (hour, minute) = time.split_once(':')?;
    let minutes = hour.parse::<i64>().ok()? * 60 + minute.parse::<i64>().ok()?;
    Some((DAY_ONE.plus(Duration::days(day.parse::<i64>().ok()? - 1)).plus(Duration::minutes(minutes)), what.trim()))
}

fn tell(world: &mut World, out: &mut String) {
    for (at, what) in world.happened.drain(..) {
        *out += &format!("< {}  {what}\n", clock(at));
    }
}

fn act(name: &str, world: &mut World, what: &str) {
    let what = what.split('#').next().unwrap().trim();
    let (verb, rest) = what.split_once(' ').unwrap_or((what, ""));
    let words: Vec<&str> = rest.split_whitespace().collect();
    let product = |id: &str| ProductId::parse(id).unwrap();
    let proof = || Proof { method: "page".to_owned(), ..Proof::default() };
    match (verb, words.as_slice()) {
        ("signal", [kind, more @ ..]) => world.signal("laptop", signal(kind, more)),
        ("phone", [kind, more @ ..]) => {
            if !world.numbers.contains_key("phone") {
                world.identify("phone", &[]);
            }
            world.signal("phone", signal(kind, more));
        }
        ("price", [id, amount]) => world.price(id, (amount.parse::<f64>().unwrap() * 100.0).round() as i64),
        ("sold-out", [id]) => drop(world.sold_out.insert((*id).to_owned())),
        ("in-stock", [id]) => drop(world.sold_out.remove(*id)),
        ("order", [order, ids @ ..]) => {
            let lines = ids.iter().map(|id| Line { product: product(id), variant: None, quantity: 1 }).collect();
            let (order, at) = (OrderId::parse(order).unwrap(), world.now);
            world.give(&Input::Ordered { order, at, cart: None, checkout: None, lines });
        }
        ("order-under-another-address", []) => world.ordered_at = Some(world.now),
        ("withdraw-consent", [device]) => {
            world.give(&Input::DeviceRevoked { device: DeviceId::parse(device).unwrap() });
        }
        ("unsubscribe", topics) => {
            let topics = topics.iter().map(|topic| Topic::parse(topic).unwrap()).collect();
            world.give(&Input::Unsubscribed { topics, proof: proof() });
        }
        ("object", []) => {
            let topics = vec![Topic::Cart, Topic::PriceAlerts];
            world.give(&Input::PreferencesSaved { topics, objected: true, language: None, proof: proof() });
        }
        ("webhook", [event]) => {
            let send = world.accepted.last().unwrap().clone();
            let event = match *event {
                "hard-bounce" => DeliveryEvent::HardBounce,
                "complaint" => DeliveryEvent::Complaint,
                _ => panic!("{name}: {what}"),
            };
            world.give(&Input::Delivered { send, event, at: world.now });
        }
        ("pause", []) => world.facts.pause.shop = true,
        ("resume", []) => world.facts.pause.shop = false,
        ("queue", ["lost"]) => world.queue_works = false,
        ("queue", ["back"]) => {
            world.queue.clear();
            world.queue_works = true;
        }
        ("provider", ["busy"]) => world.provider.push(Outcome::Retry { after: None, reason: "429".to_owned() }),
        ("provider", ["times-out"]) => world.provider.push(Outcome::Unknown { reason: "no answer".to_owned() }),
        ("provider", ["rejects"]) => world.provider.push(Outcome::Rejected { reason: "422".to_owned() }),
        ("provider", ["recognises", hours]) => world.key_window = Some(Duration::parse(hours).unwrap()),
        _ => panic!("{name}: {what} is nothing a scenario can do"),
    }
}

fn signal(kind: &str, more: &[&str]) -> SignalKind {
    let product = |id: &str| ProductId::parse(id).unwrap();
    match (kind, more) {
        ("cart", ["empty"]) => SignalKind::CartUpdated { cart: CartId::parse("cart-1").ok(), lines: vec![] },
        ("cart", ids) => {
            let cart = ids.iter().find_map(|id| id.strip_prefix("id=")).unwrap_or("cart-1");
            let lines = ids.iter().filter(|id| !id.starts_with("id=")).map(|id| {
                let (id, quantity) = id.split_once('x').map_or((*id, 1), |(id, n)| (id, n.parse().unwrap()));
                Line { product: product(id), variant: None, quantity }
            });
            SignalKind::CartUpdated { cart: CartId::parse(cart).ok(), lines: lines.collect() }
        }
        ("wish", [id]) => SignalKind::WishAdded { product: product(id), variant: None },
        ("unwish", [id]) => SignalKind::WishRemoved { product: product(id), variant: None },
        ("view", [id]) => SignalKind::ProductViewed { product: product(id) },
        ("checkout", []) => {
            SignalKind::CheckoutStarted { cart: CartId::parse("cart-1").ok(), checkout: CheckoutToken::parse("t").ok() }
        }
        ("order", [order]) => SignalKind::OrderPlaced {
            order: OrderId::parse(order).unwrap(),
            cart: CartId::parse("cart-1").ok(),
            checkout: None,
        },
        _ => panic!("{kind} {more:?} is no signal"),
    }
}
