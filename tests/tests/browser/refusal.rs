//! A refusal is silence: on the page, on every page after it, and for the form that works without consent.

use wenk_tests::stack::{Options, Stack};
use wenk_tests::wait;

use crate::oracle::Oracle;
use crate::session::Session;

#[tokio::test]
async fn r23_after_a_refusal_nothing_is_stored_and_only_what_was_asked_for_is_sent() -> anyhow::Result<()> {
    let mut options = Options::for_test("refusal")?;
    options.demo_shop = true;
    let stack = Stack::start(options).await?;
    let session = Session::start("refusal").await?;
    let shop = stack.shop_url();
    let mut oracle = Oracle::new(&session, stack.edge_url(), &shop);
    session.driver.goto(format!("{shop}/p/singel")).await?;
    session.until_page("return !!document.querySelector('#cc-main .cm')").await?;
    session.click("#cc-main .cm [data-role=necessary]").await?;
    session.until_page("return document.cookie.includes('cc_cookie')").await?;
    session.click("form.buy button").await?;
    session.until_page("return Number(document.querySelector('[data-count=count]').textContent) > 0").await?;
    for path in ["/cart", "/c/bicycles", "/p/singel-step"] {
        session.driver.goto(format!("{shop}{path}")).await?;
    }
    // R20: signing up is a service the person asks for; it needs no tracking consent, and leaves nothing on the device.
    session.fill("#letter-email", "bob@example.com").await?;
    session.click("[data-wenk-subscribe=newsletter] button").await?;
    let patience = std::time::Duration::from_secs(60);
    wait::until("the confirmation mail", patience, std::time::Duration::from_millis(250), async || {
        Ok(stack.admin.outbox(0).await?.into_iter().find(|mail| mail.to == "bob@example.com"))
    })
    .await?;
    let difference = oracle.difference().await?;
    let told: Vec<&str> = difference.lines().filter(|line| line.starts_with("> ")).collect();
    let allowed = ["> GET edge/wenk.js", "> POST edge/v1/subscriptions"];
    assert!(told.iter().all(|line| allowed.contains(line)), "{difference}");
    assert_eq!(told.iter().filter(|line| line.contains("POST")).count(), 1, "{difference}");
    assert!(!difference.contains("Storage"), "{difference}");
    drop(session);
    stack.remove().await
}
