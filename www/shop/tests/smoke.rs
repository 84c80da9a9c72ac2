//! Opens the shop on a free port and walks through it as a browser without scripts does.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails where it stands")]

use std::path::PathBuf;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wenk_shop::{Running, Settings, feed_file};

/// A shop with a working copy of the feed of its own, and a visitor's cookie.
struct Walk {
    shop: Option<Running>,
    client: reqwest::Client,
    origin: String,
    feed: PathBuf,
    cookie: String,
}

/// What a page answered.
struct Answer {
    status: u16,
    next: String,
    text: String,
}

impl Walk {
    async fn start(name: &str, edge: &str) -> Self {
        let feed = std::env::temp_dir().join(format!("wenk-shop-{name}-{}.xml", std::process::id()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let settings = Settings {
            edge: edge.to_owned(),
            shop: "spaak".to_owned(),
            secret: "secret".to_owned(),
            feed: feed.clone(),
            vendor: concat!(env!("CARGO_MANIFEST_DIR"), "/../../node_modules").into(),
            origin: None,
        };
        let shop = wenk_shop::start(settings, listener).unwrap();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        Self { origin: shop.origin.clone(), shop: Some(shop), client, feed, cookie: String::new() }
    }

    async fn get(&mut self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.origin));
        self.ask(request).await
    }

    async fn post(&mut self, path: &str, body: &str) -> Answer {
        let request = self.client.post(format!("{}{path}", self.origin)).body(body.to_owned());
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.ask(request.header("origin", self.origin.clone())).await
    }

    async fn ask(&mut self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.header("cookie", self.cookie.clone()).send().await.unwrap();
        let header = |name: &str| response.headers().get(name).map_or("", |v| v.to_str().unwrap()).to_owned();
        let set = header("set-cookie");
        if let Some((pair, _)) = set.split_once(';') {
            pair.clone_into(&mut self.cookie);
        }
        let (status, next) = (response.status().as_u16(), header("location"));
        Answer { status, next, text: response.text().await.unwrap() }
    }
}

impl Drop for Walk {
    fn drop(&mut self) {
        if let Some(shop) = self.shop.take() {
            shop.stop();
        }
        let _ = std::fs::remove_file(&self.feed);
    }
}

const NOWHERE: &str = "http://127.0.0.1:9";

#[tokio::test]
async fn every_page_opens_and_a_look_around_sets_no_cookie() {
    let mut walk = Walk::start("pages", NOWHERE).await;
    let pages = [
        "/",
        "/c/bicycles",
        "/c/tools",
        "/p/singel",
        "/p/langstaart",
        "/compare",
        "/wishes",
        "/configure/veerpont",
        "/configure/singel?step=4",
        "/cart",
        "/account",
        "/imprint",
        "/feed.xml",
        "/pictures/hero.svg",
        "/pictures/built.svg?code=s.trekking.belt.plum",
        "/static/shop.css",
        "/static/shop.js",
        "/healthz",
    ];
    for path in pages {
        let answer = walk.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text.is_empty(), "{path}");
    }
    for path in ["/p/tandem", "/c/boats", "/configure/bel", "/pictures/tandem.svg", "/static/secret", "/thanks/1001"] {
        assert_eq!(walk.get(path).await.status, 404, "{path}");
    }
    assert_eq!(walk.get("/api/identity").await.status, 204);
    assert_eq!(walk.cookie, "");
}

#[tokio::test]
async fn every_page_carries_one_tag_and_a_product_page_its_facts() {
    let mut walk = Walk::start("tag", NOWHERE).await;
    let page = walk.get("/p/singel").await.text;
    assert_eq!(page.matches("wenk.js").count(), 1);
    assert!(page.contains(r#"wenk.js" data-shop="spaak" async></script>"#));
    let facts = page.split_once(r#"<script type="application/ld+json">"#).unwrap().1.split_once("</script>").unwrap().0;
    let facts: serde_json::Value = serde_json::from_str(facts).unwrap();
    assert_eq!(facts["offers"]["price"], "749.00");
    assert_eq!(facts["offers"]["availability"], "http://schema.org/InStock");
}

#[tokio::test]
async fn a_basket_without_an_account_becomes_an_order_that_wenk_is_told_about() {
    let edge = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut walk = Walk::start("order", &format!("http://{}", edge.local_addr().unwrap())).await;
    assert_eq!(walk.post("/cart/add", "product=singel&variant=m&quantity=1").await.next, "/cart");
    walk.post("/cart/add", "product=bel&quantity=2").await;
    let basket = walk.get("/cart").await.text;
    assert!(basket.contains("data-wenk-cart-id=\"c-"));
    assert!(basket.contains("798.90"), "749.00 and twice 24.95");
    assert!(basket.contains(r#""event":"view_cart""#));
    assert_eq!(walk.get("/checkout").await.status, 200);
    let said = walk.post("/checkout", "email=ada&name=A&street=S&postcode=1&city=C").await;
    assert!(said.text.contains("valid e-mail address"));
    let told = tokio::spawn(async move { heard(&edge).await });
    let placed = walk.post("/checkout", "email=ada%40shop.example&name=A&street=S&postcode=1&city=C").await;
    assert_eq!(placed.next, "/thanks/1001");
    let thanks = walk.get("/thanks/1001").await.text;
    assert!(thanks.contains(r#""event":"purchase""#) && thanks.contains(r#""transaction_id":"1001""#));
    assert!(!walk.get("/thanks/1001").await.text.contains(r#""event":"purchase""#), "told once");

    let request = told.await.unwrap();
    assert!(request.starts_with("POST /v1/shops/spaak/signals "));
    let header = |name: &str| {
        let line = request.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("{name}")).trim().to_owned()
    };
    let body = request.split_once("\r\n\r\n").unwrap().1;
    let at: u64 = header("wenk-timestamp:").parse().unwrap();
    assert_eq!(header("wenk-signature:"), wenk_shop::signing::signature("secret", at, body));
    assert!(body.contains(r#""kind":"order_placed","order":"1001","email":"ada@shop.example""#));
    assert!(body.contains(r#""total":"798.90 EUR""#));
}

#[tokio::test]
async fn a_link_fills_an_empty_basket_and_asks_before_it_replaces_another() {
    let mut walk = Walk::start("restore", NOWHERE).await;
    assert_eq!(walk.get("/cart?wenk-cart=singel%3Am%3A1%2Cbel%3A%3A2").await.next, "/cart");
    let basket = walk.get("/cart").await.text;
    assert!(basket.contains("Singel") && basket.contains("798.90"));
    let asked = walk.get("/cart?wenk-cart=luwte:m:1,tandem::1").await;
    assert_eq!(asked.status, 200);
    assert!(asked.text.contains("You have two baskets"));
    assert!(walk.get("/cart").await.text.contains("798.90"), "nothing changed by asking");
    walk.post("/cart/restore", "lines=luwte%3Am%3A1&choice=keep").await;
    assert!(walk.get("/cart").await.text.contains("798.90"));
    walk.post("/cart/restore", "lines=luwte%3Am%3A1&choice=replace").await;
    let replaced = walk.get("/cart").await.text;
    assert!(replaced.contains("Luwte") && !replaced.contains("798.90"));
}

#[tokio::test]
async fn a_changed_price_in_the_feed_is_the_price_on_every_page() {
    let mut walk = Walk::start("price", NOWHERE).await;
    walk.post("/cart/add", "product=bel&quantity=1").await;
    feed_file::set_price(&walk.feed, "bel", "19.50").unwrap();
    for path in ["/p/bel", "/cart", "/checkout", "/feed.xml"] {
        assert!(walk.get(path).await.text.contains("19.50"), "{path}");
    }
}

#[tokio::test]
async fn an_identity_is_proven_only_for_a_customer_who_is_logged_in() {
    let mut walk = Walk::start("identity", NOWHERE).await;
    let form = "name=Ada&email=ada%40shop.example&password=lovelace&mail=yes";
    assert_eq!(walk.post("/account/register", form).await.next, "/account");
    assert!(walk.get("/account").await.text.contains(r#""introduce":true"#));
    assert!(walk.get("/account").await.text.contains(r#""introduce":false"#), "once");
    let token: serde_json::Value = serde_json::from_str(&walk.get("/api/identity").await.text).unwrap();
    assert_eq!(token["token"].as_str().unwrap().split('.').count(), 3);
    walk.post("/account/logout", "").await;
    assert_eq!(walk.get("/api/identity").await.status, 204);
    assert!(
        walk.post("/account/login", "email=ada%40shop.example&password=x").await.text.contains("No account has this")
    );
    assert_eq!(walk.post("/account/login", "email=ada%40shop.example&password=lovelace").await.next, "/account");
}

#[tokio::test]
async fn another_sites_page_cannot_post_here() {
    let mut walk = Walk::start("foreign", NOWHERE).await;
    let request = walk.client.post(format!("{}/cart/add", walk.origin)).header("origin", "https://evil.example");
    let request = request.header("content-type", "application/x-www-form-urlencoded").body("product=bel");
    assert_eq!(walk.ask(request).await.status, 403);
}

#[tokio::test]
async fn a_configuration_is_kept_and_can_be_bought() {
    let mut walk = Walk::start("configure", NOWHERE).await;
    walk.post("/configure/veerpont", "option=wheels&value=allroad&step=3").await;
    let next = walk.post("/configure/veerpont", "option=gears&value=belt&step=4").await.next;
    assert_eq!(next, "/configure/veerpont?step=4");
    let page = walk.get("/configure/veerpont").await.text;
    assert!(page.contains(r#"data-wenk-step="4" data-wenk-steps="4""#), "comes back where it was left");
    assert!(page.contains(r#"data-wenk-option="gears" data-wenk-value="belt""#));
    walk.post("/cart/add", "product=veerpont&variant=m.allroad.belt.moss").await;
    assert!(walk.get("/cart").await.text.contains("1,775.00"), "1390.00 + 95.00 + 290.00");
}

/// The first request on a listener, answered with 202.
async fn heard(edge: &TcpListener) -> String {
    let (mut stream, _) = edge.accept().await.unwrap();
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            length.and_then(|length| length.trim().parse().ok()) == Some(body.len())
        });
        if whole || read == 0 {
            break;
        }
    }
    stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\n{}").await.unwrap();
    text
}
