//! What the shop remembers of a visitor: basket, wishes, comparison, configurations. Kept in the server's memory under a
//! first-party cookie that is set with the first thing a visitor asks the shop to keep.
//!
//! ```
//! let mut session = wenk_shop::session::Session::default();
//! assert!(session.wish("bel") && !session.wish("bel"));
//! ```

use crate::cart::Cart;
use crate::configurator::Choices;
use serde_json::Value;
use std::collections::BTreeMap;

/// Name of the cookie.
pub const COOKIE: &str = "spaak_session";
/// Most products side by side.
pub const MOST_COMPARED: usize = 4;
/// Most sessions kept; the oldest cookie numbers go first. A demo does not need more.
const MOST_SESSIONS: usize = 5_000;

/// One visitor's things.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// The basket, once there was one.
    pub cart: Option<Cart>,
    /// Ids on the wish list, newest first.
    pub wishes: Vec<String>,
    /// Ids in the comparison.
    pub compared: Vec<String>,
    /// The bicycle being built, by product, and the step reached.
    pub builds: BTreeMap<String, (Choices, usize)>,
    /// Address of the account that is logged in.
    pub customer: Option<String>,
    /// The open checkout.
    pub checkout: Option<String>,
    /// Numbers of the orders placed in this session.
    pub orders: Vec<String>,
    /// What the next page says.
    pub notice: Option<String>,
    /// What the next page pushes into `dataLayer`.
    pub events: Vec<Value>,
    /// Whether the next page tells Wenk who is logged in.
    pub introduce: bool,
}

impl Session {
    /// Puts a product on the wish list; says whether it was not there yet.
    pub fn wish(&mut self, product: &str) -> bool {
        let new = !self.wishes.iter().any(|known| known == product);
        if new {
            self.wishes.insert(0, product.to_owned());
        }
        new
    }

    /// Takes a product off the wish list.
    pub fn unwish(&mut self, product: &str) {
        self.wishes.retain(|known| known != product);
    }

    /// Puts a product into the comparison; says whether there was room.
    pub fn compare(&mut self, product: &str) -> bool {
        if self.compared.iter().any(|known| known == product) {
            return true;
        }
        let room = self.compared.len() < MOST_COMPARED;
        if room {
            self.compared.push(product.to_owned());
        }
        room
    }

    /// Takes a product out of the comparison.
    pub fn uncompare(&mut self, product: &str) {
        self.compared.retain(|known| known != product);
    }

    /// How many things are in the basket.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.cart.as_ref().map_or(0, Cart::count)
    }
}

/// Every session.
#[derive(Debug, Default)]
pub struct Sessions {
    by_id: BTreeMap<String, Session>,
}

impl Sessions {
    /// A copy of a session.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Session> {
        self.by_id.get(id).cloned()
    }

    /// A session to change, made when it is missing.
    pub fn entry(&mut self, id: &str) -> &mut Session {
        if self.by_id.len() >= MOST_SESSIONS && !self.by_id.contains_key(id) {
            self.by_id.pop_first();
        }
        self.by_id.entry(id.to_owned()).or_default()
    }

    /// Whether there is one.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }
}

/// The session id in a `Cookie` header.
#[must_use]
pub fn id_in(cookies: &str) -> Option<&str> {
    cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_product_finds_no_room_in_the_comparison() {
        let mut session = Session::default();
        assert!(["a", "b", "c", "d", "a"].iter().all(|id| session.compare(id)));
        assert!(!session.compare("e"));
        session.uncompare("a");
        assert!(session.compare("e"));
        assert_eq!(session.compared, ["b", "c", "d", "e"]);
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        assert_eq!(id_in("cc_cookie=%7B%7D; spaak_session=abc; x=y"), Some("abc"));
        assert_eq!(id_in("other_spaak_session=abc"), None);
    }
}
