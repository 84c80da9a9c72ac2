//! The story of the demo shop, as one person lives it, with the full difference of storage and requests at each step.
//!
//! accept the banner, compare, wish, fill the basket, leave an address, confirm, go away, get the basket back by mail,
//! get the price drop, buy, take the consent back.

use std::time::Duration;

use expect_test::{Expect, expect};
use wenk_tests::admin::Mail;
use wenk_tests::stack::{Options, SHOP, Stack};
use wenk_tests::wait;

use crate::oracle::Oracle;
use crate::session::Session;

const ADDRESS: &str = "ann@example.com";
const MAIL_PATIENCE: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(250);

struct Story<'s> {
    stack: &'s Stack,
    session: &'s Session,
    oracle: Oracle<'s>,
    shop: String,
}

#[tokio::test]
async fn from_the_banner_to_the_last_mail_and_back_to_silence() -> anyhow::Result<()> {
    let mut options = Options::for_test("story")?;
    options.demo_shop = true;
    let stack = Stack::start(options).await?;
    let session = Session::start("story").await?;
    let (oracle, shop) = (Oracle::new(&session, stack.edge_url(), &stack.shop_url()), stack.shop_url());
    let mut story = Story { stack: &stack, session: &session, oracle, shop };
    story.r19_nothing_before_consent().await?;
    story.r19_after_consent_the_signals_stay_on_the_device().await?;
    story.what_the_page_shows_reaches_the_profile_once_the_person_is_known().await?;
    let basket = story.the_basket_comes_back_by_mail().await?;
    let drop = story.r31_the_price_drop_has_old_price_and_new(&basket).await?;
    story.after_the_purchase_no_reminder(&drop).await?;
    story.the_shop_sees_every_mail_and_every_no().await?;
    story.r21_one_request_after_withdrawal_and_then_silence().await?;
    // The browser first: it holds connections to the servers.
    std::mem::drop(session);
    stack.remove().await
}

impl Story<'_> {
    async fn r19_nothing_before_consent(&mut self) -> anyhow::Result<()> {
        self.visit("/p/singel").await?;
        self.session.until_page("return !!document.querySelector('#cc-main .cm')").await?;
        self.shot("1-banner").await?;
        self.put_in_the_basket().await?;
        self.session.click("form[data-toggle=wishes] button").await?;
        self.session.until_page("return document.querySelector('[data-count=wishes]').textContent == 1").await?;
        self.expect(
            "before consent",
            expect![[r#"
                > GET edge/wenk.js
                + cookie spaak_session
                + global CookieConsent
                + global _ccRun
                + global dataLayer
                + global e
                + global introduce
                + global push
                + global say
                + global send
                + global show
                + global t
                + global turn
                + global wenk
            "#]],
        )
        .await
    }

    async fn r19_after_consent_the_signals_stay_on_the_device(&mut self) -> anyhow::Result<()> {
        self.session.click("#cc-main [data-role=all]").await?;
        self.stored().await?;
        self.expect(
            "the grant",
            expect![[r#"
                > GET edge/v1/shops/spaak/settings
                > GET edge/wenk/<hash>.js
                > GET edge/wenk/<hash>.wasm
                + cookie cc_cookie
                + localStorage wenk
            "#]],
        )
        .await?;
        self.visit("/p/singel-step").await?;
        self.session.click("form[data-toggle=wishes] button").await?;
        self.session.click("form[data-toggle=compared] button").await?;
        self.put_in_the_basket().await?;
        self.shot("2-basket").await?;
        self.expect(
            "after consent, unknown",
            expect![[r#"
                > GET edge/v1/shops/spaak/settings
                > GET edge/wenk.js
                > GET edge/wenk/<hash>.js
                > GET edge/wenk/<hash>.wasm
            "#]],
        )
        .await
    }

    async fn what_the_page_shows_reaches_the_profile_once_the_person_is_known(&mut self) -> anyhow::Result<()> {
        self.session.fill("#letter-email", ADDRESS).await?;
        self.session.click("[data-wenk-subscribe=newsletter] button").await?;
        let confirmation = self.mail(0).await?;
        self.shot("3-signed-up").await?;
        self.expect(
            "the sign-up",
            expect![[r#"
                > POST edge/v1/devices
                > POST edge/v1/subscriptions
            "#]],
        )
        .await?;
        self.session.driver.goto(confirmation.link("/c/")?).await?;
        self.shot("4-confirm").await?;
        self.session.click("button[value=mine]").await?;
        self.session.until_page("return !document.querySelector('button[value=mine]')").await?;
        self.shot("5-confirmed").await?;
        self.visit("/c/bicycles").await?;
        wait::until("the history in the profile", MAIL_PATIENCE, POLL, async || {
            let why = self.stack.admin.why(ADDRESS).await?;
            Ok((!why["cart"].is_null()).then_some(()))
        })
        .await?;
        self.expect(
            "known",
            expect![[r#"
            > GET edge/c/<token>
            > GET edge/pages.css
            > GET edge/pages.css
            > GET edge/v1/shops/spaak/settings
            > GET edge/wenk.js
            > GET edge/wenk/<hash>.js
            > GET edge/wenk/<hash>.wasm
            > POST edge/c/<token>
            > POST edge/v1/devices
            > POST edge/v1/signals
        "#]],
        )
        .await?;
        // Somebody who goes away leaves the page.
        self.session.driver.goto("about:blank").await?;
        Ok(())
    }

    async fn the_basket_comes_back_by_mail(&mut self) -> anyhow::Result<Mail> {
        let first = self.mail(0).await?.seq;
        let mail = self.mail(first).await?;
        assert!(mail.text.contains("Singel"), "{}", mail.text);
        self.session.driver.goto(mail.link("wenk-cart=")?).await?;
        self.shot("6-restored").await?;
        let address = self.session.script("return location.href").await?;
        assert!(!address.to_string().contains("#wenk="), "the click's token stays in the address: {address}");
        self.session.driver.goto("about:blank").await?;
        Ok(mail)
    }

    async fn r31_the_price_drop_has_old_price_and_new(&mut self, before: &Mail) -> anyhow::Result<Mail> {
        let file = self.stack.feed_file();
        let old = price_of(&wenk_shop::feed_file::read(&file)?, "singel-step")?;
        let new = wenk_shop::feed_file::decimal(old * 8 / 10);
        wenk_shop::feed_file::set_price(&file, "singel-step", &new)?;
        self.stack.admin.feed(std::fs::read(&file)?).await?;
        let mail = self.mail(before.seq).await?;
        let old = wenk_shop::feed_file::decimal(old);
        assert!(mail.text.contains(&new) && mail.text.contains(&old), "{new} and {old}: {}", mail.text);
        Ok(mail)
    }

    async fn after_the_purchase_no_reminder(&mut self, last: &Mail) -> anyhow::Result<()> {
        self.visit("/checkout").await?;
        for (field, text) in
            [("email", ADDRESS), ("name", "Ann"), ("street", "Kaai 1"), ("postcode", "9000"), ("city", "Gent")]
        {
            self.session.fill(&format!("#{field}"), text).await?;
        }
        self.session.click("form[action='/checkout'] button").await?;
        self.session.until_page("return location.pathname.startsWith('/thanks/')").await?;
        self.shot("7-bought").await?;
        let why = wait::until("the order in the log", MAIL_PATIENCE, POLL, async || {
            let why = self.stack.admin.why(ADDRESS).await?;
            let log = why["log"].as_array().cloned().unwrap_or_default();
            Ok(log.iter().any(|line| line["what"] == "order").then_some(why))
        })
        .await?;
        let waits = why["timers"].as_array().cloned().unwrap_or_default();
        assert!(!waits.iter().any(|timer| timer["what"].to_string().contains("abandoned-cart")), "{waits:?}");
        assert!(self.stack.admin.outbox(last.seq).await?.is_empty());
        self.oracle.difference().await.map(drop)
    }

    /// The outbox lists what was sent; *why* says what was not, and why.
    async fn the_shop_sees_every_mail_and_every_no(&mut self) -> anyhow::Result<()> {
        let (edge, token) = (self.stack.edge_url(), &self.stack.keys.admin_token);
        self.session.driver.goto(format!("{edge}/outbox#token={token}&shop={SHOP}")).await?;
        self.session.click("[data-mails] button, [data-mails] a").await?;
        self.session.until_page("return !!document.querySelector('iframe')").await?;
        self.shot("8-outbox").await?;
        self.session.driver.goto(format!("{edge}/why#token={token}&shop={SHOP}")).await?;
        self.session.click("[data-profiles] button, [data-profiles] a").await?;
        self.session.until_page("return document.body.innerText.includes('abandoned-cart')").await?;
        let address = self.session.script("return location.href").await?;
        assert!(!address.to_string().contains(token.as_str()), "the token stays in the address: {address}");
        self.shot("9-why").await?;
        self.visit("/").await?;
        self.oracle.difference().await.map(drop)
    }

    async fn r21_one_request_after_withdrawal_and_then_silence(&mut self) -> anyhow::Result<()> {
        self.session.click("[data-cc=show-preferencesModal]").await?;
        self.session.click("#cc-main .pm [data-role=necessary]").await?;
        self.session.until_page("return !Object.keys(localStorage).some(key => key.startsWith('wenk'))").await?;
        self.expect(
            "the withdrawal",
            expect![[r#"
                > POST edge/v1/withdrawals
                - localStorage wenk
            "#]],
        )
        .await?;
        self.visit("/p/singel").await?;
        self.put_in_the_basket().await?;
        self.visit("/c/bicycles").await?;
        self.shot("10-withdrawn").await?;
        self.expect(
            "after withdrawal",
            expect![[r#"
                > GET edge/wenk.js
                > GET edge/wenk.js
            "#]],
        )
        .await
    }

    async fn visit(&self, path: &str) -> anyhow::Result<()> {
        self.session.driver.goto(format!("{}{path}", self.shop)).await?;
        // The tag is `async`: the page can be complete before it ran.
        self.session
            .until_page("return performance.getEntriesByType('resource').some(r => r.name.endsWith('/wenk.js'))")
            .await?;
        Ok(())
    }

    async fn put_in_the_basket(&self) -> anyhow::Result<()> {
        let count = "return Number(document.querySelector('[data-count=count]').textContent)";
        let before = self.session.script(count).await?.as_i64().unwrap_or(0);
        self.session.click("form.buy button").await?;
        self.session.until_page(&format!("{count} > {before}")).await.map(drop)
    }

    /// Something of Wenk's is in the device's store.
    async fn stored(&self) -> anyhow::Result<()> {
        let kept = "return Object.keys(localStorage).some(key => key.startsWith('wenk'))";
        self.session.until_page(kept).await.map(drop)
    }

    async fn mail(&self, after: i64) -> anyhow::Result<Mail> {
        wait::until("a mail", MAIL_PATIENCE, POLL, async || {
            Ok(self.stack.admin.outbox(after).await?.into_iter().find(|mail| mail.to == ADDRESS))
        })
        .await
    }

    async fn expect(&mut self, step: &str, expected: Expect) -> anyhow::Result<()> {
        let found = self.oracle.difference().await?;
        eprintln!("{step}:\n{found}");
        expected.assert_eq(&found);
        Ok(())
    }

    /// Keeps a picture where `WENK_PICTURES` says.
    async fn shot(&self, name: &str) -> anyhow::Result<()> {
        if let Some(dir) = std::env::var_os("WENK_PICTURES") {
            let file = std::path::Path::new(&dir).join(format!("{name}.png"));
            self.session.driver.screenshot(&file).await?;
        }
        Ok(())
    }
}

fn price_of(feed: &str, product: &str) -> anyhow::Result<u64> {
    let rows = wenk_shop::feed_file::rows(feed)?;
    let row = rows.iter().find(|row| row.fields.get("id").is_some_and(|id| id == product));
    let price = row.and_then(|row| row.fields.get("price")).map(String::as_str).unwrap_or_default();
    Ok(wenk_shop::feed_file::cents(price)?)
}
