//! One headless Chromium through WebDriver, with a profile of its own and a record of every request.
//!
//! Out of scope: what is looked at (see `oracle`).

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;
use wenk_tests::edge::{free_port, wait_for};
use wenk_tests::process::Group;

/// A condition that is not met by then will not be.
const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);

/// The browser and its driver; both end when this is dropped.
pub(crate) struct Session {
    /// The WebDriver client.
    pub(crate) driver: WebDriver,
    chromedriver: Option<Group>,
    dir: PathBuf,
}

impl Drop for Session {
    fn drop(&mut self) {
        // First the processes, then what they hold open.
        drop(self.chromedriver.take());
        // A profile that cannot be removed is only a directory too many.
        drop(fs::remove_dir_all(&self.dir));
    }
}

impl Session {
    /// Starts a browser that has never been anywhere.
    pub(crate) async fn start(name: &str) -> anyhow::Result<Session> {
        let dir = std::env::temp_dir().join(format!("wenk-{name}-browser-{}", wenk_tests::secrets::random()?));
        fs::create_dir_all(&dir)?;
        let url = format!("http://127.0.0.1:{}", free_port()?);
        let port = url.rsplit(':').next().unwrap_or_default();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}"));
        let mut chromedriver = Group::start(&mut command, &dir.join("chromedriver.log"))?;
        wait_for(&format!("{url}/status"), &mut chromedriver).await?;
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-breakpad",
            "--disable-crash-reporter",
            "--window-size=1280,900",
        ] {
            capabilities.add_arg(argument)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", dir.join("profile").display()))?;
        capabilities.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
        let driver = WebDriver::new(url, capabilities).await?;
        // The process group ends the browser, also when a test fails; asking for it in `drop` would block for minutes.
        driver.clone().leak()?;
        Ok(Session { driver, chromedriver: Some(chromedriver), dir })
    }

    /// Runs a script in the page; it `return`s JSON.
    pub(crate) async fn script(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Runs a script whose value is a promise, and waits for it.
    pub(crate) async fn promise(&self, expression: &str) -> anyhow::Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1]; Promise.resolve({expression}).then(done, e => done(String(e)))"
        );
        Ok(self.driver.execute_async(script, Vec::new()).await?.json().clone())
    }

    /// Sends a command of the DevTools protocol.
    pub(crate) async fn devtools(&self, method: &str) -> anyhow::Result<Value> {
        Ok(self.driver.cdp().send_raw(method, serde_json::json!({})).await?)
    }

    /// Clicks what the selector finds, once it is there and can be clicked.
    pub(crate) async fn click(&self, selector: &str) -> anyhow::Result<()> {
        self.until(&format!("a click on {selector}"), async || {
            let Ok(element) = self.driver.find(By::Css(selector)).await else { return Ok(None) };
            // In the middle, where no notice lies over it, and at once, however smoothly the page scrolls.
            let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
            self.driver.execute(middle, vec![element.to_json()?]).await?;
            Ok(element.click().await.ok())
        })
        .await
    }

    /// Types into what the selector finds.
    pub(crate) async fn fill(&self, selector: &str, text: &str) -> anyhow::Result<()> {
        let element = self
            .until(&format!("the field {selector}"), async || Ok(self.driver.find(By::Css(selector)).await.ok()))
            .await?;
        element.clear().await?;
        Ok(element.send_keys(text).await?)
    }

    /// Waits until the script returns something truthy, and returns that.
    pub(crate) async fn until_page(&self, script: &str) -> anyhow::Result<Value> {
        self.until(script, async || {
            let value = self.script(script).await?;
            let is_met = !matches!(value, Value::Null | Value::Bool(false));
            Ok(is_met.then_some(value))
        })
        .await
    }

    /// Waits until the question has an answer; says what it waited for when it gives up.
    pub(crate) async fn until<T>(
        &self,
        what: &str,
        question: impl AsyncFn() -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        wenk_tests::wait::until(what, PATIENCE, POLL, question).await
    }
}
