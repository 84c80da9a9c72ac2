//! Who it is: sign-up, confirmation, devices, withdrawal, unsubscribing.

use reqwest::Client;
use serde_json::json;
use wenk_tests::admin::Mail;
use wenk_tests::stack::{Options, Stack};

use crate::mails::mail_to;
use crate::problem;

#[tokio::test]
async fn a_sign_up_needs_a_pressed_button_and_binds_the_browser_that_asked() -> anyhow::Result<()> {
    let stack = Stack::start(Options::for_test("people")?).await?;
    let mut ann = stack.shopper();
    let ticket = ann.subscribe("ann@example.com", "newsletter").await?;
    let confirmation = mail_to(&stack, "ann@example.com", 0).await?;
    r15_only_a_pressed_button_binds(&stack, &mut ann, &ticket, &confirmation).await?;
    r18_known_and_unknown_get_the_same_answer(&stack).await?;
    r21_after_withdrawal_the_token_is_worth_nothing(&stack, &mut ann).await?;
    r36_unsubscribing_always_works(&stack).await?;
    stack.remove().await
}

async fn r15_only_a_pressed_button_binds(
    stack: &Stack,
    ann: &mut wenk_tests::shopper::Shopper,
    ticket: &str,
    confirmation: &Mail,
) -> anyhow::Result<()> {
    let link = confirmation.link("/c/")?;
    let page = Client::new().get(&link).send().await?.error_for_status()?.text().await?;
    assert!(page.contains("Confirm, that was my browser") && page.contains("Not me"), "{page}");
    assert!(!ann.claim(ticket).await?, "looking at the page confirms nothing");
    ann.confirm(&link, "mine").await?;
    assert!(ann.claim(ticket).await?, "the button was pressed");
    let answer = ann.send(vec![json!({ "kind": "wish_added", "product": "singel" })]).await?;
    assert_eq!(answer["accepted"], 1, "{answer}");
    let spent = stack.shopper().claim(ticket).await.unwrap_err().to_string();
    assert!(spent.contains("410"), "a ticket works once: {spent}");
    let why = stack.admin.why("ann@example.com").await?;
    assert_eq!(why["status"], "active", "{why}");
    Ok(())
}

async fn r18_known_and_unknown_get_the_same_answer(stack: &Stack) -> anyhow::Result<()> {
    let again = stack.shopper().subscribe("ann@example.com", "newsletter").await?;
    let new = stack.shopper().subscribe("new@example.com", "newsletter").await?;
    assert_eq!(again.len(), new.len());
    mail_to(stack, "new@example.com", 0).await?;
    let mails = stack.admin.outbox(0).await?;
    let to_ann = mails.iter().filter(|mail| mail.to == "ann@example.com").count();
    assert_eq!(to_ann, 1, "one confirmation per address in 24 hours");
    Ok(())
}

async fn r21_after_withdrawal_the_token_is_worth_nothing(
    stack: &Stack,
    ann: &mut wenk_tests::shopper::Shopper,
) -> anyhow::Result<()> {
    let late = ann.batch(vec![json!({ "kind": "wish_added", "product": "bel" })]);
    ann.withdraw().await?;
    let (status, _) = problem(ann.post_signals(&late).await?).await;
    assert!([401, 410].contains(&status), "answered {status}");
    let why = stack.admin.why("ann@example.com").await?;
    assert_eq!(why["wishes"], json!([]), "what the device reported is gone (R22): {why}");
    Ok(())
}

async fn r36_unsubscribing_always_works(stack: &Stack) -> anyhow::Result<()> {
    let http = Client::new();
    let url = format!("{}/u/no-such-token", stack.edge_url());
    let form = "application/x-www-form-urlencoded";
    let answer = http.post(url).header("content-type", form).body("List-Unsubscribe=One-Click").send().await?;
    assert_eq!(answer.status(), 200);
    Ok(())
}
