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

/// What a table of two rows comes to, the second of which has `cells` in place of its own.
fn second_row(cells: &str) -> String {
    let head = "id\ttitle\tlink\tprice\tavailability\tsale price\tquantity";
    let text = format!("{head}\na\tBell\thttps://s.example/a\t10 EUR\tin stock\nb\t{cells}\n");
    let feed = parse_feed(&text, &settings()).unwrap_or_default();
    assert_eq!(feed.products.first().map(|product| product.id.as_str()), Some("a"));
    assert_eq!(feed.left_out.len(), feed.problems.len().min(1), "what is left out is known by its id");
    let problems = feed.problems.iter().map(ToString::to_string);
    let products = feed.products.iter().skip(1).map(|product| {
        format!("{} at {}, {:?} left", product.title, product.effective_price(Millis(0)), product.stock)
    });
    products.chain(problems).collect::<Vec<_>>().join("; ")
}

#[test]
fn what_shops_software_gets_wrong_is_mended_where_the_meaning_is_plain_and_refused_where_it_is_not() {
    let check = |cells: &str, expected: expect_test::Expect| expected.assert_eq(&second_row(cells));
    let link = "https://s.example/b";
    check(
        &format!("26\" wheel\t{link}\t10 EUR\tin stock\t8 EUR\t3.0000"),
        expect![[r#"26" wheel at 8.00 EUR, Some(3) left"#]],
    );
    check(
        &format!("Sold too often\t{link}\t10 EUR\tin stock\t10 EUR\t-2"),
        expect!["Sold too often at 10.00 EUR, Some(0) left"],
    );
    check(
        &format!("Bell\u{1}\u{7f} red\t{link}\t10 EUR\tin stock\t\t\t\t"),
        expect!["Bell red at 10.00 EUR, None left"],
    );
    check(&format!("Bell\t{link}\t0.00 EUR\tin stock"), expect!["row 2 (id b).price `0.00 EUR` is zero"]);
    check(&format!("Bell\t{link}\t10 EUR\tin stock\t0 EUR"), expect!["row 2 (id b).sale_price `0 EUR` is zero"]);
    check(
        &format!("Bell\t{link}\t10 EUR\tin stock\t99 EUR"),
        expect!["row 2 (id b).sale_price `99.00 EUR` is above the price"],
    );
    check(
        &format!("Bell\t{link}\t10 EUR\tin stock\t\t2.5"),
        expect!["row 2 (id b).quantity `2.5` is not a whole number"],
    );
    check(
        "Bell\thttps://?b\t10 EUR\tin stock",
        expect!["row 2 (id b).link `https://?b` is not a link that begins with https://"],
    );
    check(
        &format!("Bell\t{link}\t10 EUR\tin stock\t\t5\tand more"),
        expect!["row 2 (id b) has 8 cells where the first line has 7"],
    );
}

#[test]
fn a_part_of_a_feed_is_not_taken_for_the_whole() {
    let why = |text: &str| parse_feed(text, &settings()).unwrap_err().to_string();
    let half = FORTY.rfind("<item>").unwrap();
    assert!(why(&FORTY[..half]).ends_with("it ends before its last element does"), "a download that was cut off");
    let table = "id,title,link,price,availability,note\n\
        a,Bell,https://s.example/a,1 EUR,in stock,\"open\nb,Bell,https://s.example/b,1 EUR,in stock,\n";
    assert_eq!(why(table), "the feed has a quotation mark in line 2 that is never closed");
    assert_eq!(parse_feed(&table.replace('"', ""), &settings()).unwrap().products.len(), 2);
}

#[test]
fn a_row_that_cannot_be_read_does_not_make_its_product_vanish() {
    let left_out = |text: &str| {
        let feed = parse_feed(text, &settings()).unwrap();
        feed.left_out.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(left_out(FORTY), ["b-07", "b-19", "b-33"]);
    let twice = r#"[{"id":"a"},{"id":"a","title":"Bell","link":"https://s.example/a","price":"1 EUR","availability":"in stock"}]"#;
    assert_eq!(left_out(twice), Vec::<String>::new(), "the second row could be read");
}

#[test]
fn atom_names_the_page_by_an_attribute_and_a_nested_price_is_not_the_price() {
    let text = r#"<feed><entry><g:id>a</g:id><title>Bell</title><link rel="self" href="https://s.example/feed"/>
        <link href="https://s.example/a?x=1&amp;y=2"/><g:shipping><g:price>3 EUR</g:price></g:shipping>
        <g:price>1 EUR</g:price><g:availability>in stock</g:availability></entry></feed>"#;
    let feed = parse_feed(text, &settings()).unwrap();
    let seen: Vec<_> = feed.products.iter().map(|one| (one.link.as_str(), one.price.to_string())).collect();
    assert_eq!(seen, [("https://s.example/a?x=1&y=2", "1.00 EUR".to_owned())]);
}

#[test]
fn problems_stay_few_and_short_whatever_is_in_the_feed() {
    let feed = parse_feed(&format!("[{{\"id\":\"{}\"}}]", "x".repeat(300)), &settings()).unwrap();
    assert!(feed.problems.iter().all(|problem| problem.to_string().len() < 200));
    let feed = parse_feed(&format!("[{}0]", "0,".repeat(9_999)), &settings()).unwrap();
    assert_eq!(feed.problems.len(), 20_001);
    assert_eq!(feed.problems.last().unwrap().to_string(), "rows have further problems that are not listed");
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
