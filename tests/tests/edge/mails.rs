//! The two mails of the story, over HTTP: a basket that was left, a price that fell, and the order that ends it all.

use std::time::Duration;

use serde_json::{Value, json};
use wenk_tests::admin::Mail;
use wenk_tests::shopper::Shopper;
use wenk_tests::stack::{Options, Stack};
use wenk_tests::wait;

const PATIENCE: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_millis(250);

/// The newest mail to the address after that place in the outbox.
pub(crate) async fn mail_to(stack: &Stack, address: &str, after: i64) -> anyhow::Result<Mail> {
    let what = format!("a mail to {address}");
    let found = wait::until(&what, PATIENCE, POLL, async || {
        Ok(stack.admin.outbox(after).await?.into_iter().find(|mail| mail.to == address))
    });
    match found.await {
        Ok(mail) => Ok(mail),
        Err(error) => anyhow::bail!("{error:#}; why: {:#}", stack.admin.why(address).await?),
    }
}

#[tokio::test]
async fn a_basket_a_falling_price_and_the_order_that_ends_both() -> anyhow::Result<()> {
    let stack = Stack::start(Options::for_test("mails")?).await?;
    let mut bo = stack.shopper();
    let identity = stack.server().identity("c-bo", "bo@example.com", &["cart", "price_alerts"])?;
    assert!(bo.identify(&identity).await?);
    let basket = the_basket_comes_back(&stack, &mut bo).await?;
    r16_the_click_binds_one_browser_once(&stack, &basket).await?;
    let drop = r31_the_price_drop_names_the_lowest_of_thirty_days(&stack, basket.seq).await?;
    after_the_order_there_is_silence(&stack, drop.seq).await?;
    stack.remove().await
}

async fn the_basket_comes_back(stack: &Stack, bo: &mut Shopper) -> anyhow::Result<Mail> {
    let lines = json!([{ "product": "singel", "quantity": 1 }, { "product": "bel", "quantity": 2 }]);
    let batch = bo.batch(vec![
        json!({ "kind": "wish_added", "product": "singel-step" }),
        json!({ "kind": "cart_updated", "cart": "cart-bo", "lines": lines }),
    ]);
    for _ in 0..2 {
        assert_eq!(bo.post_signals(&batch).await?.status(), 202, "a repeated batch is harmless");
    }
    let mail = mail_to(stack, "bo@example.com", 0).await?;
    for part in [&mail.html, &mail.text] {
        assert!(part.contains("Singel, city bike"), "{part}");
    }
    let link = mail.link("wenk-cart=")?;
    assert!(link.contains("singel") && link.contains("bel") && link.contains("#wenk="), "{link}");
    let one_click = mail.header("List-Unsubscribe-Post");
    assert_eq!(one_click, Some("List-Unsubscribe=One-Click"));
    assert!(mail.header("List-Unsubscribe").is_some_and(|value| value.contains("/u/")), "{:?}", mail.headers);
    Ok(mail)
}

async fn r16_the_click_binds_one_browser_once(stack: &Stack, mail: &Mail) -> anyhow::Result<()> {
    let link = mail.link("#wenk=")?;
    let click = link.split("#wenk=").last().unwrap_or_default();
    let mut other = stack.shopper();
    assert!(other.click(click).await?);
    assert!(stack.shopper().click(click).await.is_err(), "a click works once");
    Ok(())
}

async fn r31_the_price_drop_names_the_lowest_of_thirty_days(stack: &Stack, after: i64) -> anyhow::Result<Mail> {
    let shelf = wenk_shop::feed_file::read(&stack.feed_file())?;
    let rows = wenk_shop::feed_file::rows(&shelf)?;
    let row = rows.iter().find(|row| row.fields.get("id").is_some_and(|id| id == "singel-step"));
    let price = row.and_then(|row| row.fields.get("price")).cloned().unwrap_or_default();
    let cents = wenk_shop::feed_file::cents(&price)?;
    let lower = wenk_shop::feed_file::decimal(cents * 8 / 10);
    wenk_shop::feed_file::set_price(&stack.feed_file(), "singel-step", &lower)?;
    stack.admin.feed(std::fs::read(stack.feed_file())?).await?;
    let mail = mail_to(stack, "bo@example.com", after).await?;
    let old = price.trim_end_matches(" EUR");
    assert!(mail.text.contains("Singel Step"), "{}", mail.text);
    assert!(mail.text.contains(old) && mail.text.contains(&lower), "{old} and {lower}: {}", mail.text);
    Ok(mail)
}

async fn after_the_order_there_is_silence(stack: &Stack, after: i64) -> anyhow::Result<()> {
    let order = json!({
        "id": "evt-1", "at": wenk_tests::clock::wall(), "kind": "order_placed", "order": "1001",
        "email": "bo@example.com", "customer": "c-bo", "cart": "cart-bo",
        "lines": [{ "product": "singel", "quantity": 1 }], "total": "749.00 EUR",
    });
    let answer = stack.server().send(std::slice::from_ref(&order)).await?;
    assert_eq!(answer["accepted"], 1, "{answer}");
    stack.server().send(&[order]).await?;
    let why = stack.admin.why("bo@example.com").await?;
    let log = why["log"].as_array().cloned().unwrap_or_default();
    let orders = log.iter().filter(|line| line["what"] == "order").count();
    assert_eq!(orders, 1, "each event id once: {why:#}");
    let timers = why["timers"].as_array().cloned().unwrap_or_default();
    let carts = |timer: &Value| timer["what"].as_str().is_some_and(|what| what.contains("abandoned-cart"));
    assert!(!timers.iter().any(carts), "no reminder is due any more: {timers:?}");
    assert!(stack.admin.outbox(after).await?.is_empty());
    Ok(())
}
