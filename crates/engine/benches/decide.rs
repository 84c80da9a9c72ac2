//! One decision for a busy profile (R43): 20 watches, 5 runs, a cart of three lines, 25 flows loaded, input
//! `cart_updated`, the state by reference.

#![expect(clippy::unwrap_used, reason = "a benchmark stops where it fails")]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use wenk_engine::{Arrival, Config, Facts, IdentityClaim, Input, Permit, Proof, State, decide};
use wenk_wire::{
    CartId, ConsentProof, CustomerId, DeviceId, Duration, Line, Millis, Pii, ProductId, ProfileId, Signal, SignalKind,
    Topic,
};

const START: Millis = Millis(1_772_530_000_000);

fn cart_updated(c: &mut Criterion) {
    let (config, facts) = (config(), Facts::default());
    let state = busy(&config);
    let now = START.plus(Duration::minutes(2));
    let input = batch(vec![Signal { n: 22, at: now, kind: cart(3) }], now);
    println!("stored state: {} bytes, {} runs", serde_json::to_vec(&state).unwrap().len(), state.runs.len());
    c.bench_function("decide_cart_updated", |b| {
        b.iter(|| black_box(decide(Some(black_box(&state)), &facts, &config, black_box(&input), now)));
    });
}

/// Five flows about the cart and twenty about prices.
fn config() -> Config {
    let base = include_str!("../tests/common/base.toml");
    let head = base.split("[[flow]]").next().unwrap();
    let flow = |n: usize, on: &str| {
        format!(
            "[[flow]]\nid = \"flow-{n}\"\non = {on}\ntopic = \"cart\"\npriority = {n}\n[[flow.step]]\nmail = \"m\"\n"
        )
    };
    let carts = (0..5).map(|n| flow(n, "{ cart_idle = \"1h\" }"));
    let prices = (5..25).map(|n| flow(n, "{ price_drop = { percent = \"5%\" } }"));
    let text = head.to_owned() + &carts.chain(prices).collect::<String>();
    Config::parse(&text).unwrap().activate(None, 1, START)
}

fn busy(config: &Config) -> State {
    let consent = ConsentProof { source: "call".to_owned(), at: START };
    let permit =
        Permit { topic: Topic::Cart, at: START, proof: Proof { method: "shop-server".to_owned(), ..Proof::default() } };
    let claim = IdentityClaim {
        customer: CustomerId::parse("c1").unwrap(),
        address: Pii::new("ada@home.example".to_owned()),
        permits: vec![permit],
    };
    let (profile, device) = (ProfileId::parse("0123456789abcdef").unwrap(), device());
    let identified = Input::Identified { profile, claim, device, consent };
    let state = decide(None, &Facts::default(), config, &identified, START).state.unwrap();
    let wishes = (1..=20).map(|n| {
        let kind = SignalKind::WishAdded { product: ProductId::parse(&format!("product-{n}")).unwrap(), variant: None };
        Signal { n, at: START, kind }
    });
    let signals = wishes.chain([Signal { n: 21, at: START, kind: cart(2) }]).collect();
    decide(Some(&state), &Facts::default(), config, &batch(signals, START), START).state.unwrap()
}

fn batch(signals: Vec<Signal>, at: Millis) -> Input {
    let consent = ConsentProof { source: "call".to_owned(), at };
    Input::Signals(Arrival { device: device(), consent, time_zone: None, signals })
}

fn cart(lines: u32) -> SignalKind {
    let line = |n| Line { product: ProductId::parse(&format!("product-{n}")).unwrap(), variant: None, quantity: n };
    SignalKind::CartUpdated { cart: CartId::parse("cart-1").ok(), lines: (1..=lines).map(line).collect() }
}

fn device() -> DeviceId {
    DeviceId::parse("device-1").unwrap()
}

criterion_group!(benches, cart_updated);
criterion_main!(benches);
