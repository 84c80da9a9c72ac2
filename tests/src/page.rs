//! One HTML page on the loopback address, for tests of the harness itself and of tags on foreign pages.
//!
//! Out of scope: the demo shop, which has a server of its own.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! let page = wenk_tests::page::Page::start("<!doctype html><title>empty</title>").await?;
//! println!("{}", page.url());
//! # Ok(())
//! # }
//! ```

use axum::Router;
use axum::response::Html;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A page that is served until this is dropped, at every path.
#[derive(Debug)]
pub struct Page {
    url: String,
    task: JoinHandle<()>,
}

impl Page {
    /// Serves the page on a free port.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(html: &'static str) -> anyhow::Result<Page> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().fallback(async move || Html(html));
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("page: {error}");
            }
        });
        Ok(Page { url, task })
    }

    /// Its address, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.task.abort();
    }
}
