//! Everything the running shop holds, and the two ways to it: look at a visit, change a session.

use crate::account::Accounts;
use crate::cart::{Cart, Priced};
use crate::feed_file::{self, FeedError};
use crate::product::Shelf;
use crate::report::Reporter;
use crate::session::{Session, Sessions, id_in};
use crate::view::Views;
use crate::{Settings, clock};
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT, COOKIE};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// An order, as its thank-you page shows it.
#[derive(Clone)]
pub(crate) struct Order {
    pub(crate) number: String,
    pub(crate) email: String,
    pub(crate) lines: Vec<Priced>,
    pub(crate) total: u64,
}

/// The shop. Cheap to copy.
#[derive(Clone)]
pub(crate) struct Shop {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    origin: String,
    views: Views,
    reporter: Reporter,
    sessions: Mutex<Sessions>,
    accounts: Mutex<Accounts>,
    orders: Mutex<Vec<Order>>,
}

/// Who asks: the session, empty when there is none, and whether a script or a person reads the answer.
pub(crate) struct Visit {
    pub(crate) id: Option<String>,
    pub(crate) session: Session,
    pub(crate) wants_json: bool,
}

impl Shop {
    pub(crate) fn new(settings: Settings, origin: String) -> anyhow::Result<Self> {
        Shelf::read(&feed_file::read(&settings.feed)?)?;
        let inner = Inner {
            views: Views::new()?,
            reporter: Reporter::new(&settings.edge, &settings.shop, &settings.secret)?,
            settings,
            origin,
            sessions: Mutex::default(),
            accounts: Mutex::default(),
            orders: Mutex::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(crate) fn origin(&self) -> &str {
        &self.inner.origin
    }

    pub(crate) fn views(&self) -> &Views {
        &self.inner.views
    }

    pub(crate) fn reporter(&self) -> &Reporter {
        &self.inner.reporter
    }

    pub(crate) fn accounts(&self) -> MutexGuard<'_, Accounts> {
        lock(&self.inner.accounts)
    }

    pub(crate) fn orders(&self) -> MutexGuard<'_, Vec<Order>> {
        lock(&self.inner.orders)
    }

    /// The feed as it is at this moment: a price that was changed is the price.
    pub(crate) fn feed(&self) -> Result<String, FeedError> {
        feed_file::read(&self.inner.settings.feed)
    }

    /// What the shop sells at this moment.
    pub(crate) fn shelf(&self) -> Result<Shelf, FeedError> {
        Shelf::read(&self.feed()?)
    }

    /// Changes a visitor's session, making one if need be; returns its id and what the change returns.
    pub(crate) fn change<T>(
        &self,
        visit: &Visit,
        change: impl FnOnce(&mut Session) -> T,
    ) -> anyhow::Result<(String, T)> {
        let id = match &visit.id {
            Some(id) => id.clone(),
            None => clock::secret_id()?,
        };
        let mut sessions = lock(&self.inner.sessions);
        let result = change(sessions.entry(&id));
        Ok((id, result))
    }
}

impl Session {
    /// The basket, made with a new number if there is none.
    pub(crate) fn basket(&mut self) -> anyhow::Result<&mut Cart> {
        if self.cart.is_none() {
            let number: String = clock::secret_id()?.chars().take(12).collect();
            self.cart = Some(Cart::new(format!("c-{number}")));
        }
        self.cart.as_mut().ok_or_else(|| anyhow::anyhow!("the basket was just made"))
    }
}

impl FromRequestParts<Shop> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shop: &Shop) -> Result<Self, Self::Rejection> {
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let wants_json = header(ACCEPT).contains("application/json");
        // A number that this server did not give is no session: nobody can be made to use a known one.
        let sessions = lock(&shop.inner.sessions);
        let id = id_in(header(COOKIE)).filter(|id| sessions.has(id)).map(str::to_owned);
        let session = id.as_deref().and_then(|id| sessions.get(id)).unwrap_or_default();
        Ok(Self { id, session, wants_json })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
