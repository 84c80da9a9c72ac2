//! The state machine, step by step.

use super::*;
use crate::ga4::Item;
use crate::journal::Journal;
use wenk_wire::Batch;

const START: Millis = Millis(1_764_000_000_000);

fn later(seconds: i64) -> Millis {
    START.plus(Duration::seconds(seconds))
}

fn core() -> Core {
    Core::new("spaak".to_owned(), "call".to_owned(), START, None, Kept::default())
}

fn said(product: &str) -> Said {
    Said { items: vec![Item { product: product.to_owned(), ..Item::default() }], ..Said::default() }
}

fn bound(person: &str) -> Bound {
    Bound { device: "d".repeat(32), token: "t".to_owned(), person: person.to_owned() }
}

fn sent(request: Option<Request>) -> Vec<String> {
    let request = request.expect("a batch is due");
    assert_eq!(request.path, "/v1/signals");
    let batch = Batch::parse(&request.body).unwrap();
    assert!(batch.refused.is_empty() && batch.ignored.is_empty(), "{batch:?}");
    batch.good.signals.iter().map(|signal| format!("{} {}", signal.n, signal.kind.name())).collect()
}

#[test]
fn r19_without_a_token_nothing_is_ever_sent() {
    let mut core = core();
    for n in 0..40 {
        core.track("product_viewed", &said(&format!("p{n}")), later(n));
    }
    core.flush();
    assert_eq!((core.next(later(3_600)), core.wake_at(later(3_600))), (None, None));
    assert_eq!(core.kept.signals.0.len(), 40);
}

#[test]
fn r15_with_a_ticket_only_what_happened_since_the_request_travels() {
    let mut core = core();
    core.track("wish_added", &said("before"), later(0));
    core.ticket("ticket".to_owned(), later(10));
    core.track("wish_added", &said("after"), later(20));
    let asked = core.next(later(21)).unwrap();
    assert!(asked.path == "/v1/devices" && asked.body.contains("\"ticket\":\"ticket\""), "{asked:?}");
    core.answered(202, Bound::default(), later(22));
    assert_eq!(core.next(later(23)), None, "the next look is ten seconds later");
    assert!(core.next(later(32)).is_some());
    core.answered(200, bound("ann"), later(33));
    assert_eq!(sent(core.next(later(33))), ["2 wish_added"]);
    core.declared_wishes(vec!["before".to_owned()], later(34));
    assert!(core.kept.signals.0.iter().any(|entry| entry.json.contains("before")), "shown now, so it is news");
}

#[test]
fn r17_another_person_s_token_drops_what_was_here() {
    let mut core = core();
    core.identify("jwt".to_owned());
    core.track("wish_added", &said("own"), later(0));
    core.next(later(1));
    core.answered(200, bound("ann"), later(2));
    assert_eq!(sent(core.next(later(2))), ["1 wish_added"], "history travels with the shop's word");
    core.answered(202, Bound::default(), later(3));
    core.track("wish_added", &said("ann's"), later(4));
    core.track("cart_added", &said("ann's bell"), later(4));
    core.identify("jwt of somebody else".to_owned());
    core.next(later(5));
    core.answered(200, bound("bob"), later(6));
    core.flush();
    assert_eq!(core.next(later(6)), None);
    core.track("cart_added", &said("bob's"), later(7));
    assert_eq!(core.kept.cart.lines.len(), 1, "not folded into the other's cart");
}

#[test]
fn a_cart_folded_from_events_goes_on_after_the_token_came() {
    let mut core = core();
    core.ticket("ticket".to_owned(), later(0));
    core.track("cart_added", &said("bell"), later(1));
    core.next(later(2));
    core.answered(200, bound("ann"), later(2));
    core.track("cart_added", &said("lock"), later(3));
    assert_eq!(core.kept.cart.lines.len(), 2);
    let cart = core.kept.cart.clone();
    core.kept.signals = Journal::default();
    core.declared_cart(cart.clone(), later(4));
    core.declared_cart(cart, later(5));
    assert_eq!(core.kept.signals.0.len(), 1, "shown for the first time to this person, so it is told once");
}

#[test]
fn r17_what_the_new_person_did_while_the_edge_was_asked_is_theirs() {
    let mut core = core();
    core.identify("jwt of ann".to_owned());
    core.next(later(0));
    core.answered(200, bound("ann"), later(1));
    core.track("wish_added", &said("ann's"), later(2));
    core.identify("jwt of bob".to_owned());
    core.next(later(3));
    core.track("wish_added", &said("bob's"), later(4));
    core.track("cart_added", &said("in ann's cart"), later(4));
    core.answered(200, bound("bob"), later(5));
    let waiting: Vec<_> = core.kept.signals.0.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(waiting, ["wish bob's "]);
}

#[test]
fn somebody_who_logs_in_while_another_s_word_is_under_way_is_asked_for_next() {
    let mut core = core();
    core.identify("jwt of ann".to_owned());
    core.next(later(0));
    core.identify("jwt of bob".to_owned());
    core.ticket("ticket".to_owned(), later(1));
    core.answered(200, bound("ann"), later(1));
    assert_eq!(core.kept.token, None);
    assert!(core.next(later(1)).unwrap().body.contains("jwt of bob"));
}

#[test]
fn r17_logging_out_forgets_everything() {
    let mut core = core();
    core.identify("jwt".to_owned());
    core.next(later(1));
    core.answered(200, bound("ann"), later(2));
    core.track("wish_added", &said("a"), later(3));
    core.forget();
    assert_eq!(core.kept, Kept::default());
    assert_eq!(core.next(later(60)), None);
}

#[test]
fn signals_leave_the_device_only_when_the_edge_took_them() {
    let mut core = core();
    core.identify("jwt".to_owned());
    core.next(later(0));
    core.answered(200, bound("ann"), later(0));
    core.track("wish_added", &said("a"), later(1));
    assert_eq!(sent(core.next(later(1))).len(), 1);
    core.answered(503, Bound::default(), later(2));
    assert_eq!((core.next(later(2)), core.wake_at(later(2))), (None, Some(later(6))));
    assert_eq!(sent(core.next(later(6))).len(), 1);
    core.answered(0, Bound::default(), later(6));
    assert_eq!(core.next(later(7)), None, "two seconds now");
    assert_eq!(sent(core.next(later(8))).len(), 1);
    core.answered(202, Bound::default(), later(8));
    assert!(core.kept.signals.0.is_empty());
}

#[test]
fn a_shop_that_the_edge_does_not_know_yet_loses_no_signal() {
    let mut core = core();
    core.kept.token = Some("t".to_owned());
    core.track("wish_added", &said("a"), later(0));
    for refusal in [404, 403] {
        core.next(later(100)).unwrap();
        core.answered(refusal, Bound::default(), later(0));
        assert_eq!(core.kept.signals.0.len(), 1);
    }
    core.next(later(200)).unwrap();
    core.answered(422, Bound::default(), later(200));
    assert!(core.kept.signals.0.is_empty(), "a batch that can never be read is not sent for ever");
}

#[test]
fn an_edge_that_stays_silent_is_asked_again_only_when_something_happens() {
    let mut core = core();
    core.kept.token = Some("t".to_owned());
    core.track("wish_added", &said("a"), later(0));
    let mut tries = 0;
    let mut now = later(10);
    while let Some(at) = core.wake_at(now) {
        now = at;
        core.next(now).unwrap();
        core.answered(0, Bound::default(), now);
        tries += 1;
    }
    assert_eq!(tries, 11);
    core.arrived();
    assert!(core.wake_at(now).is_some());
}

#[test]
fn a_dead_token_keeps_the_signals_and_a_gone_profile_wipes_the_device() {
    let mut core = core();
    core.identify("jwt".to_owned());
    core.next(later(0));
    core.answered(200, bound("ann"), later(0));
    core.track("wish_added", &said("a"), later(1));
    core.next(later(9));
    core.answered(401, Bound::default(), later(9));
    assert_eq!((core.kept.token.clone(), core.kept.signals.0.len()), (None, 1));
    core.kept.token = Some("t".to_owned());
    core.next(later(20));
    core.answered(410, Bound::default(), later(20));
    assert_eq!(core.kept, Kept::default());
}

#[test]
fn a_page_that_shows_the_same_cart_again_says_nothing_new() {
    let mut core = core();
    let cart = || Cart::of(None, said("a").items.iter().filter_map(Item::line).collect());
    core.declared_cart(Cart::default(), later(0));
    assert!(core.kept.signals.0.is_empty());
    core.declared_cart(cart(), later(1));
    core.declared_cart(cart(), later(2));
    core.track("cart_updated", &said("a"), later(3));
    assert_eq!(core.kept.signals.0.len(), 1);
    core.declared_cart(Cart::default(), later(4));
    assert!(core.kept.signals.0.first().unwrap().json.contains("\"lines\":[]"), "emptied");
}

#[test]
fn a_batch_stays_below_the_limit_and_the_rest_follows() {
    let mut core = core();
    core.kept.token = Some("t".to_owned());
    for n in 0..500 {
        core.track("product_compared", &said(&format!("{n}-{}", "x".repeat(90))), later(n));
    }
    let request = core.next(later(600)).unwrap();
    assert!(request.body.len() < wenk_wire::MAX_BATCH_BYTES);
}
