//! Customer accounts, in memory: registered with a name, an address, a password, and what the customer agreed to.
//!
//! ```
//! use wenk_shop::account::{Accounts, Registration};
//! let mut accounts = Accounts::default();
//! let form = Registration { name: "Ada".into(), email: "Ada@shop.example".into(), password: "lovelace".into(), mail: None };
//! accounts.register(&form, 0, "salt".into()).unwrap();
//! assert!(accounts.login("ada@shop.example", "lovelace").is_some());
//! assert!(accounts.login("ada@shop.example", "byron").is_none());
//! ```

use crate::signing::{Permission, signature};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The words beside the box on the registration form.
pub const MAIL_WORDING: &str =
    "Remind me by e-mail of a basket I left, and tell me when something on my wish list gets cheaper.";
/// Shortest password.
const SHORTEST: usize = 6;

/// What the registration form sends.
#[derive(Clone, Deserialize)]
pub struct Registration {
    /// The customer's name.
    pub name: String,
    /// The customer's address.
    pub email: String,
    /// The password.
    pub password: String,
    /// There when the box was ticked.
    pub mail: Option<String>,
}

/// A customer.
#[derive(Clone, Serialize)]
pub struct Customer {
    /// The customer's number: `c1`.
    pub id: String,
    /// The customer's name.
    pub name: String,
    /// The customer's address, in lower case.
    pub email: String,
    /// What the customer agreed to.
    #[serde(skip)]
    pub permissions: Vec<Permission>,
    #[serde(skip)]
    salt: String,
    #[serde(skip)]
    password: String,
}

/// Every account.
#[derive(Default)]
pub struct Accounts {
    by_address: BTreeMap<String, Customer>,
}

impl Accounts {
    /// Opens an account.
    ///
    /// # Errors
    /// What is wrong with the form, as a sentence for the customer.
    pub fn register(&mut self, form: &Registration, now: u64, salt: String) -> Result<Customer, &'static str> {
        let email = address(&form.email).ok_or("That is not an e-mail address.")?;
        if form.name.trim().is_empty() {
            return Err("Please tell us your name.");
        }
        if form.password.chars().count() < SHORTEST {
            return Err("A password needs at least six characters.");
        }
        if self.by_address.contains_key(&email) {
            return Err("There is an account with this address already. Log in instead.");
        }
        let permissions = if form.mail.is_some() { permissions(now) } else { Vec::new() };
        let customer = Customer {
            id: format!("c{}", self.by_address.len() + 1),
            name: form.name.trim().to_owned(),
            password: sealed(&salt, &form.password),
            salt,
            permissions,
            email: email.clone(),
        };
        self.by_address.insert(email, customer.clone());
        Ok(customer)
    }

    /// The customer, when address and password are right.
    #[must_use]
    pub fn login(&self, email: &str, password: &str) -> Option<&Customer> {
        let customer = self.by_address.get(&address(email)?)?;
        (sealed(&customer.salt, password) == customer.password).then_some(customer)
    }

    /// A customer by address.
    #[must_use]
    pub fn find(&self, email: &str) -> Option<&Customer> {
        self.by_address.get(email)
    }
}

/// An address in lower case, when it looks like one.
#[must_use]
pub fn address(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (local, host) = text.rsplit_once('@')?;
    let plain = text.len() <= 254 && !text.contains(char::is_whitespace);
    (plain && !local.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')).then_some(text)
}

fn permissions(at: u64) -> Vec<Permission> {
    let give = |topic| Permission { topic, basis: "consent", wording: MAIL_WORDING.to_owned(), at };
    vec![give("cart"), give("price_alerts")]
}

/// A demo's accounts live as long as the process; a shop that stores them uses a slow hash.
fn sealed(salt: &str, password: &str) -> String {
    signature(salt, 0, password)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(email: &str, password: &str, mail: bool) -> Registration {
        Registration {
            name: "Ada".to_owned(),
            email: email.to_owned(),
            password: password.to_owned(),
            mail: mail.then(|| "yes".to_owned()),
        }
    }

    #[test]
    fn permission_is_given_only_by_the_ticked_box() {
        let mut accounts = Accounts::default();
        let silent = accounts.register(&form("a@b.example", "secret", false), 5, "s".to_owned()).map(|c| c.permissions);
        assert_eq!(silent, Ok(Vec::new()));
        let ticked = accounts.register(&form("c@b.example", "secret", true), 5, "s".to_owned()).map(|c| c.permissions);
        let topics: Vec<_> = ticked.unwrap().iter().map(|p| (p.topic, p.at)).collect();
        assert_eq!(topics, [("cart", 5), ("price_alerts", 5)]);
    }

    #[test]
    fn what_is_wrong_with_a_registration_is_said() {
        let mut accounts = Accounts::default();
        let mut said = |email, password| {
            accounts.register(&form(email, password, false), 0, "s".to_owned()).err().unwrap_or("welcome")
        };
        assert_eq!(said("ada", "secret"), "That is not an e-mail address.");
        assert_eq!(said("ada@b.example", "short"), "A password needs at least six characters.");
        assert_eq!(said("ada@b.example", "secret"), "welcome");
        assert_eq!(said("ADA@b.example ", "secret"), "There is an account with this address already. Log in instead.");
    }
}
