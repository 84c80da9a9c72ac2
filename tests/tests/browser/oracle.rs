//! What a browser holds and what it asked for: the full difference from step to step.
//!
//! Looks at cookies (of every site), localStorage, sessionStorage, IndexedDB, Cache Storage and the page's globals, and
//! at every request that the browser made, whoever made it.
//!
//! Out of scope: what the values are; a name that should not be there is enough.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::session::Session;

/// Remembers what was there before.
pub(crate) struct Oracle<'s> {
    session: &'s Session,
    /// Addresses of the Worker and the shop, and what to call them.
    names: Vec<(String, &'static str)>,
    held: BTreeSet<String>,
}

impl<'s> Oracle<'s> {
    /// Starts with a browser that holds nothing.
    pub(crate) fn new(session: &'s Session, edge: &str, shop: &str) -> Oracle<'s> {
        let names = vec![(edge.to_owned(), "edge"), (shop.to_owned(), "shop")];
        Oracle { session, names, held: BTreeSet::new() }
    }

    /// Everything that came (`+`) or went (`-`) since the last call, and every request (`>`) but the shop's own pages
    /// and files.
    pub(crate) async fn difference(&mut self) -> anyhow::Result<String> {
        let mut text = String::new();
        for request in self.requests().await? {
            writeln!(text, "> {request}")?;
        }
        let now = self.holdings().await?;
        for gone in self.held.difference(&now) {
            writeln!(text, "- {gone}")?;
        }
        for new in now.difference(&self.held) {
            writeln!(text, "+ {new}")?;
        }
        self.held = now;
        Ok(text)
    }

    async fn holdings(&self) -> anyhow::Result<BTreeSet<String>> {
        let mut all = BTreeSet::new();
        let cookies = self.session.devtools("Storage.getCookies").await?;
        for cookie in cookies.get("cookies").and_then(Value::as_array).into_iter().flatten() {
            all.insert(format!("cookie {}", cookie.get("name").and_then(Value::as_str).unwrap_or_default()));
        }
        let page = self.session.promise(HOLDINGS).await?;
        for (kind, names) in page.as_object().into_iter().flatten() {
            for name in names.as_array().into_iter().flatten() {
                all.insert(format!("{kind} {}", name.as_str().unwrap_or_default()));
            }
        }
        Ok(all)
    }

    async fn requests(&self) -> anyhow::Result<Vec<String>> {
        let mut all = Vec::new();
        for entry in self.session.driver.get_log("performance").await? {
            let event: Value = serde_json::from_str(&entry.message)?;
            let is_request = event.pointer("/message/method") == Some(&Value::from("Network.requestWillBeSent"));
            if let (true, Some(request)) = (is_request, event.pointer("/message/params/request")) {
                all.extend(self.shown(request));
            }
        }
        // What is asked for at the same time comes in any order; and an unconfirmed sign-up asks until it is confirmed.
        all.sort();
        all.dedup_by(|next, first| next == first && first.ends_with("edge/v1/devices"));
        Ok(all)
    }

    fn shown(&self, request: &Value) -> Option<String> {
        let field = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
        let mut url = field("url").to_owned();
        for (address, name) in &self.names {
            if let Some(rest) = url.strip_prefix(address.as_str()) {
                url = format!("{name}{}", without_token(&without_hash(rest)));
            }
        }
        let is_own = ["shop/", "data:", "blob:", "chrome:"].iter().any(|start| url.starts_with(start));
        (!is_own).then(|| format!("{} {url}", field("method")))
    }
}

/// The content hash in a file's name changes with every build.
fn without_hash(path: &str) -> String {
    let Some(file) = path.strip_prefix("/wenk/") else { return path.to_owned() };
    let hashed = |part: &str| part.len() >= 8 && part.chars().all(|c| c.is_ascii_hexdigit());
    let parts: Vec<&str> = file.split('.').map(|part| if hashed(part) { "<hash>" } else { part }).collect();
    format!("/wenk/{}", parts.join("."))
}

/// The token of a hosted page is another one every time.
fn without_token(path: &str) -> String {
    let page = ["/c/", "/u/", "/p/", "/e/", "/x/"].into_iter().find(|page| path.starts_with(page));
    page.map_or_else(|| path.to_owned(), |page| format!("{page}<token>"))
}

/// Globals are those that an empty page of the same browser does not have; some are the driver's own.
const HOLDINGS: &str = "(async () => {
    const frame = document.createElement('iframe');
    frame.style.display = 'none';
    document.documentElement.append(frame);
    const known = new Set(Object.getOwnPropertyNames(frame.contentWindow));
    frame.remove();
    return {
        localStorage: Object.keys(localStorage),
        sessionStorage: Object.keys(sessionStorage),
        indexedDB: (await indexedDB.databases()).map(d => d.name),
        cache: window.caches ? await caches.keys() : [],
        worker: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).map(r => r.scope) : [],
        global: Object.getOwnPropertyNames(window).filter(n => !known.has(n) && !/^\\d+$|^cdc_|^\\$cdc|^ret_nodes$|^se_/.test(n)),
    };
})()";
