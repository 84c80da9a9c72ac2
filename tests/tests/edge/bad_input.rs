//! Every kind of bad input gets a typed answer, and what was good is kept.

use reqwest::Method;
use serde_json::{Value, json};
use wenk_tests::stack::{Options, Stack};

use crate::problem;

#[tokio::test]
async fn bad_input_is_named_and_the_good_part_is_kept() -> anyhow::Result<()> {
    let stack = Stack::start(Options::for_test("bad-input")?).await?;
    bodies(&stack).await?;
    tokens(&stack).await?;
    newer_scripts(&stack).await?;
    feeds(&stack).await?;
    configurations(&stack).await?;
    templates(&stack).await?;
    operators(&stack).await?;
    assert_eq!(reqwest::get(format!("{}/healthz", stack.edge_url())).await?.status(), 200);
    stack.remove().await
}

async fn post(stack: &Stack, origin: &str, body: String) -> anyhow::Result<(u16, String)> {
    let request = reqwest::Client::new().post(format!("{}/v1/signals", stack.edge_url()));
    Ok(problem(request.header("origin", origin).header("content-type", "text/plain").body(body).send().await?).await)
}

async fn bodies(stack: &Stack) -> anyhow::Result<()> {
    let origin = stack.shop_url();
    let batch = |shop: &str| stack.shopper().batch(vec![]).to_string().replace("spaak", shop);
    for (origin, body, expected) in [
        (origin.as_str(), "x".repeat(200_000), (413, "body_too_large")),
        (&origin, r#"{"version":1,"#.to_owned(), (400, "not_json")),
        (&origin, "[]".to_owned(), (422, "invalid")),
        (&origin, batch("nowhere"), (404, "unknown_shop")),
        ("https://elsewhere.example", batch("spaak"), (403, "foreign_origin")),
    ] {
        let (status, code) = post(stack, origin, body.clone()).await?;
        assert_eq!((status, code.as_str()), expected, "{:.80}", body);
    }
    Ok(())
}

async fn tokens(stack: &Stack) -> anyhow::Result<()> {
    let mut shopper = known(stack, "forged").await?;
    let mut batch = shopper.batch(vec![json!({ "kind": "product_viewed", "product": "singel" })]);
    let token = shopper.token().unwrap_or_default().to_owned();
    for forged in ["no-token".to_owned(), format!("{}x", token), token.replace('.', "_")] {
        batch["token"] = json!(forged);
        let answer = problem(shopper.post_signals(&batch).await?).await;
        assert_eq!(answer, (401, "token_invalid".to_owned()), "{forged}");
    }
    let mut other = stack.shopper();
    let foreign = wenk_tests::shopper::Server::new(stack.edge_url(), "spaak", "not the secret");
    let refused = other.identify(&foreign.identity("c", "forged@example.com", &[])?).await.unwrap_err().to_string();
    assert!(refused.contains("401"), "{refused}");
    let refused = foreign.send(&[order("1", "forged@example.com")]).await.unwrap_err().to_string();
    assert!(refused.contains("401"), "{refused}");
    Ok(())
}

/// Unknown kinds, fields and products come from scripts and shops that know more than this Worker.
async fn newer_scripts(stack: &Stack) -> anyhow::Result<()> {
    let mut shopper = known(stack, "newer").await?;
    let answer = shopper
        .send(vec![
            json!({ "kind": "product_viewed", "product": "singel", "zoom": 3 }),
            json!({ "kind": "hologram_opened", "product": "singel" }),
            json!({ "kind": "product_viewed", "product": "never-heard-of" }),
            json!({ "kind": "cart_updated", "lines": [{ "product": "singel", "quantity": 0 }] }),
            json!({ "kind": "wish_added", "product": "singel" }),
        ])
        .await?;
    assert_eq!(answer["accepted"], 3, "{answer}");
    let problems = |list: &str| answer[list].as_array().cloned().unwrap_or_default();
    let named = [problems("refused"), problems("ignored")].concat();
    assert!(named.len() >= 2, "{answer}");
    for about in [&answer["refused"], &answer["ignored"]] {
        for problem in about.as_array().into_iter().flatten() {
            assert!(problem["field"].is_string() && problem["reason"].is_string(), "{problem}");
        }
    }
    let why = stack.admin.why("newer@example.com").await?;
    assert_eq!(why["wishes"][0]["product"], "singel", "{why}");
    Ok(())
}

async fn feeds(stack: &Stack) -> anyhow::Result<()> {
    let feed = std::fs::read_to_string(stack.feed_file())?;
    let mut broken = feed.replacen("<g:price>", "<g:price>cheap ", 1);
    broken = broken.replacen("<g:id>singel-step</g:id>", "", 1);
    let last = broken.rfind("<g:price>").unwrap_or_default() + "<g:price>".len();
    broken.insert(last, '-');
    let answer = stack.admin.feed(broken.into_bytes()).await?;
    assert_eq!(answer["products"], 37, "{answer}");
    assert_eq!(answer["problems"].as_array().map(Vec::len), Some(3), "{answer}");
    let request = stack.admin.request(Method::POST, "feed?name=main").body("<rss><item>");
    let (status, code) = problem(request.send().await?).await;
    assert_eq!((status, code.as_str()), (422, "invalid"));
    assert_eq!(stack.admin.feed(feed.into_bytes()).await?["products"], 40);
    Ok(())
}

async fn configurations(stack: &Stack) -> anyhow::Result<()> {
    let five = "[shop]\nid = \"\"\ncurrency = \"euro\"\ntime_zone = \"Mars\"\norigins = []\nlanguages = [1]\n";
    let reply = stack.admin.request(Method::PUT, "configuration").body(five).send().await?;
    assert_eq!(reply.status(), 422);
    let body: Value = reply.json().await?;
    let problems = body["problems"].as_array().cloned().unwrap_or_default();
    for field in ["shop.id", "shop.currency", "shop.time_zone", "shop.origins", "shop.languages"] {
        let named = |problem: &&Value| problem["field"].as_str().is_some_and(|found| found.starts_with(field));
        assert!(problems.iter().find(named).is_some(), "{field} is not named in {body}");
    }
    let settings = format!("{}/v1/shops/spaak/settings", stack.edge_url());
    let kept = reqwest::Client::new().get(settings).header("origin", stack.shop_url()).send().await?;
    assert_eq!(kept.json::<Value>().await?["currency"], "EUR", "the configuration before it is still in force");
    Ok(())
}

async fn templates(stack: &Stack) -> anyhow::Result<()> {
    let wrong = json!({ "templates": [{
        "name": "abandoned-cart-1", "language": "en", "subject": "Your basket, {{ nickname }}",
        "mjml": "<mjml><mj-body></mj-body></mjml>", "text": "{{ nickname }}",
    }] });
    let reply = stack.admin.request(Method::PUT, "templates").json(&wrong).send().await?;
    assert_eq!(reply.status(), 422);
    let body: Value = reply.json().await?;
    assert!(body["problems"].to_string().contains("nickname"), "{body}");
    Ok(())
}

async fn operators(stack: &Stack) -> anyhow::Result<()> {
    let url = format!("{}/v1/admin/shops/spaak/outbox", stack.edge_url());
    let http = reqwest::Client::new();
    let (status, code) = problem(http.get(&url).send().await?).await;
    assert_eq!((status, code.as_str()), (401, "unauthorised"));
    let (status, code) = problem(http.get(&url).bearer_auth("wrong").send().await?).await;
    assert_eq!((status, code.as_str()), (401, "unauthorised"));
    let (status, code) = problem(http.get(format!("{}/v1/nothing", stack.edge_url())).send().await?).await;
    assert_eq!((status, code.as_str()), (404, "not_found"));
    Ok(())
}

/// A browser whose person the shop's server knows.
async fn known(stack: &Stack, name: &str) -> anyhow::Result<wenk_tests::shopper::Shopper> {
    let mut shopper = stack.shopper();
    shopper.identify(&stack.server().identity(name, &format!("{name}@example.com"), &["cart"])?).await?;
    Ok(shopper)
}

fn order(id: &str, email: &str) -> Value {
    json!({ "id": id, "at": wenk_tests::clock::wall(), "kind": "order_placed", "order": id, "email": email })
}
