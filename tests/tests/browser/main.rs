//! The story of the demo shop in a real browser, and what the browser holds and asks at each step.
//!
//! Out of scope: what the Worker decides (see the `edge` tests).

#![expect(clippy::indexing_slicing, reason = "a test stops where an answer is not as expected")]

mod oracle;
mod refusal;
mod session;
mod story;

use expect_test::expect;
use oracle::Oracle;
use session::Session;

/// The oracle itself: it names each kind of thing that a page can leave behind, and each request.
#[tokio::test]
async fn the_oracle_sees_every_place_where_a_page_can_leave_something() -> anyhow::Result<()> {
    let session = Session::start("oracle").await?;
    // With an icon of its own: when a browser asks for a missing one is up to the browser.
    let page = "<!doctype html><title>empty</title><link rel='icon' href='data:,'>";
    let page = wenk_tests::page::Page::start(page).await?;
    session.driver.goto(page.url()).await?;
    let mut oracle = Oracle::new(&session, page.url(), "http://nowhere.invalid");
    let first = oracle.difference().await?;
    expect![[r"
        > GET edge/
    "]]
    .assert_eq(&first);
    session
        .promise(
            "(async () => {
                document.cookie = 'a=1'; localStorage.b = 1; sessionStorage.c = 1; window.d = 1;
                await new Promise(done => indexedDB.open('e').onsuccess = done);
                await caches.open('f');
                await fetch('/wenk/0123456789abcdef.wasm', { method: 'POST' });
                return true;
            })()",
        )
        .await?;
    expect![[r"
        > POST edge/wenk/<hash>.wasm
        + cache f
        + cookie a
        + global d
        + indexedDB e
        + localStorage b
        + sessionStorage c
    "]]
    .assert_eq(&oracle.difference().await?);
    Ok(())
}
