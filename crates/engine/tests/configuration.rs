//! A configuration with mistakes names all of them, each with its line.

use expect_test::expect;
use wenk_engine::Config;

const BASE: &str = include_str!("common/base.toml");

fn marks(text: &str) -> String {
    match Config::parse(text) {
        Ok(_) => "valid".to_owned(),
        Err(marks) => marks.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn five_mistakes_are_named_at_once() {
    let text = BASE
        .replace("Europe/Brussels", "Europe/Brussel")
        .replace("cart_idle = \"1h\"", "cart_idle = \"1 hour\"")
        .replace("[\"order\", \"cart_emptied\", \"checkout_started\"]", "[\"order\", \"bought\"]")
        .replace("percent = \"5%\"", "percent = \"105%\"")
        .replace("re_entry = \"24h\"\nholdout", "reentry = \"24h\"\nholdout");
    expect![[r#"
        line 6: shop.time_zone `Europe/Brussel` is not a time zone such as Europe/Brussels
        line 31: flow[0].on.cart_idle `1 hour` is not a whole number with a unit s, m, h or d, such as "90s" or "7d"
        line 34: flow[0].exit_on[1] `bought` is not order, cart_emptied or checkout_started
        line 35: flow[0].reentry `24h` is not a known setting
        line 45: flow[1].on.price_drop.percent `105%` is more than 100%"#]]
    .assert_eq(&marks(&text));
}

#[test]
fn a_document_that_is_no_toml_says_where() {
    assert!(marks("[shop]\nid = ").starts_with("line 2:"), "{}", marks("[shop]\nid = "));
    assert!(marks("").contains("shop is missing"), "{}", marks(""));
}

#[test]
fn the_same_flow_twice_and_a_foreign_currency_are_refused() {
    let text = BASE.replace("id = \"wishlist-price-drop\"", "id = \"abandoned-cart\"").replace("2.00 EUR", "2.00 USD");
    let marks = marks(&text);
    assert!(marks.contains("`abandoned-cart` stands twice"), "{marks}");
    assert!(marks.contains("another currency"), "{marks}");
}

#[test]
fn a_valid_configuration_is_valid() {
    assert_eq!(marks(BASE), "valid");
}

#[test]
fn a_shop_that_names_no_colour_has_one() {
    assert_eq!(Config::parse(BASE).unwrap().brand.colour, "#334155");
}
