//! Feeds as shops have them: with broken rows, in four formats, and with things no feed should have.

use expect_test::expect;
use proptest::prelude::*;
use wenk_catalogue::{FeedError, FeedSettings, parse_feed};
use wenk_wire::{CurrencyCode, Millis};

const FORTY: &str = include_str!("fixtures/forty-rows.xml");

fn settings() -> FeedSettings {
    FeedSettings { currency: CurrencyCode::parse("EUR").unwrap_or_else(|_| unreachable!()) }
}

#[test]
fn three_broken_rows_among_forty_are_named_and_the_other_thirty_seven_are_kept() {
    let feed = parse_feed(FORTY, &settings()).unwrap();
    assert_eq!(feed.products.len(), 37);
    let problems: Vec<_> = feed.problems.iter().map(ToString::to_string).collect();
    expect![[r#"
        row 7 (id b-07).price `12,50 EUR` is not an amount such as 12.50
        row 19 (id b-19).link `javascript:alert(1)` is not a link that begins with https://
        row 33 (id b-33).title is missing"#]]
    .assert_eq(&problems.join("\n"));
}

#[test]
fn entities_and_cdata_are_text_and_a_sale_lasts_as_long_as_it_says() {
    let feed = parse_feed(FORTY, &settings()).unwrap();
    let product = |id: &str| feed.products.iter().find(|product| product.id.as_str() == id).unwrap();
    assert_eq!(product("b-05").title, "Lamp & lock <set> 5");
    let lamp = product("b-04");
    let price =
        |at: &str| lamp.effective_price(Millis(at.parse::<jiff::Timestamp>().unwrap().as_millisecond())).to_string();
    assert_eq!(price("2026-02-28T22:59:00Z"), "48.36 EUR");
    assert_eq!(price("2026-02-28T23:00:00Z"), "30.00 EUR");
    assert_eq!(price("2026-03-07T23:00:00Z"), "48.36 EUR");
    assert!(!product("b-06").is_available(), "none left");
}

#[test]
fn the_same_products_come_out_of_every_format() {
    let tsv = "id\ttitle\tlink\timage link\tprice\tavailability\na\tBell\thttps://s.example/a\thttps://s.example/a.jpg\t9.90 EUR\tin stock\n";
    let csv = tsv.replace('\t', ";");
    let json = r#"[{"id":"a","title":"Bell","link":"https://s.example/a","image_link":"https://s.example/a.jpg","price":"9.90 EUR","availability":"in_stock"}]"#;
    let atom = r#"<feed xmlns:g="x"><entry><g:id>a</g:id><g:title>Bell</g:title><g:link>https://s.example/a</g:link>
        <g:image_link>https://s.example/a.jpg</g:image_link><g:price>9.90 EUR</g:price><g:availability>in_stock</g:availability></entry></feed>"#;
    let read = |text: &str| parse_feed(text, &settings()).unwrap();
    let expected = read(tsv);
    assert_eq!((expected.products.len(), expected.problems.len()), (1, 0));
    for text in [&csv, json, atom] {
        assert_eq!(read(text), expected);
    }
}

#[test]
fn what_is_no_feed_says_why() {
    let why = |text: &str| parse_feed(text, &settings()).unwrap_err().to_string();
    assert_eq!(parse_feed("  ", &settings()), Err(FeedError::Empty));
    assert_eq!(why("<rss><channel></channel></rss>"), "the feed has no products");
    assert_eq!(why("name,cost\na,1\n"), "the feed's first line has no column id");
    assert!(why("{\"a\":").starts_with("the feed is not JSON"));
    assert!(why("<rss><item></rss>").starts_with("the feed is not well-formed XML at byte"));
}

#[test]
fn a_product_twice_another_currency_and_an_entity_of_the_documents_own_are_refused_or_ignored() {
    let text = r#"<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>
        <item><id>a</id><title>&x;Bell</title><link>https://s.example/a</link><price>1 EUR</price><availability>in_stock</availability></item>
        <item><id>a</id><title>Bell</title><link>https://s.example/a</link><price>1 EUR</price><availability>in_stock</availability></item>
        <item><id>b</id><title>Bell</title><link>https://s.example/a</link><price>1 USD</price><availability>in_stock</availability></item></rss>"#;
    let feed = parse_feed(text, &settings()).unwrap();
    assert_eq!(feed.products.iter().map(|product| product.title.as_str()).collect::<Vec<_>>(), ["Bell"]);
    let problems: Vec<_> = feed.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        ["row 2 (id a).id `a` stands twice", "row 3 (id b).price `1 USD` is in another currency than the feed's"]
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        let _ = parse_feed(&text, &settings());
        let _ = parse_feed(&format!("<rss>{text}"), &settings());
        let _ = parse_feed(&format!("id\ttitle\tlink\tprice\n{text}"), &settings());
    }

    #[test]
    fn a_real_feed_cut_and_garbled_keeps_what_it_can(at in 0..FORTY.len(), noise in "[<>&a-z/]{0,3}") {
        let mut text: String = FORTY.chars().take(at).collect();
        text.push_str(&noise);
        text.extend(FORTY.chars().skip(at + 2));
        if let Ok(feed) = parse_feed(&text, &settings()) {
            prop_assert!(feed.products.len() <= 40);
        }
    }
}
