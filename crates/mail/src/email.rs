//! One e-mail, complete: from here on its bytes never change (R3).
//!
//! **Out of scope:** rendering (`template`), and how a provider wants it (`provider`).
//!
//! ```
//! use wenk_mail::{Email, Envelope, Mailbox, Nature, Rendered};
//! use wenk_wire::{Pii, SendId};
//!
//! let envelope = Envelope {
//!     send_id: SendId::parse("p1-1").unwrap(),
//!     from: Mailbox { name: "Spaak".into(), address: "hello@spaak.example".into() },
//!     to: Pii::new("ada@mail.example".into()),
//!     reply_to: "hello@spaak.example".into(),
//!     nature: Nature::Marketing { unsubscribe: "https://wenk.example/u/t0ken".into() },
//! };
//! let parts = Rendered { subject: "Your basket".into(), html: "<p>Hello</p>".into(), text: "Hello".into() };
//! let email = Email::build(envelope, parts).unwrap();
//! assert_eq!(Email::from_bytes(&email.to_bytes()), Ok(email));
//! ```

use crate::address::{check_address, check_header_url, check_name};
use crate::template::Rendered;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wenk_wire::{Pii, Problem, SendId};

/// A name and its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// The name people see.
    pub name: String,
    /// The address.
    pub address: String,
}

/// Whether a mail is marketing, and so must be easy to end, or answers something the person did.
#[derive(Clone, PartialEq, Eq)]
pub enum Nature {
    /// Needs a permission, and carries the headers of RFC 8058.
    Marketing {
        /// Ends these mails by one POST without a login.
        unsubscribe: String,
    },
    /// A confirmation, a receipt: no promotion, nothing to unsubscribe from.
    Service,
}

/// Who writes to whom, and why.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The send this mail is; the idempotency key at the provider.
    pub send_id: SendId,
    /// The sender.
    pub from: Mailbox,
    /// The recipient. Always exactly one.
    pub to: Pii<String>,
    /// Where answers go.
    pub reply_to: String,
    /// Marketing or service.
    pub nature: Nature,
}

/// One e-mail, complete.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Email {
    /// The send this mail is.
    pub send_id: SendId,
    /// The sender.
    pub from: Mailbox,
    /// The recipient.
    pub to: Pii<String>,
    /// Where answers go.
    pub reply_to: String,
    /// The subject, one line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part.
    pub text: String,
    /// Further headers, in order.
    pub headers: Vec<(String, String)>,
}

impl Email {
    /// Puts an e-mail together.
    ///
    /// # Errors
    /// Everything that may not stand in a header, all at once. The recipient's address is never repeated.
    pub fn build(envelope: Envelope, parts: Rendered) -> Result<Self, Vec<Problem>> {
        let Envelope { send_id, from, to, reply_to, nature } = envelope;
        let headers = match nature {
            Nature::Marketing { unsubscribe } => vec![
                ("List-Unsubscribe".to_owned(), format!("<{unsubscribe}>")),
                ("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned()),
            ],
            Nature::Service => vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
        };
        let email =
            Self { send_id, from, to, reply_to, subject: parts.subject, html: parts.html, text: parts.text, headers };
        let problems = email.problems();
        if problems.is_empty() { Ok(email) } else { Err(problems) }
    }

    /// The frozen form: what a retry sends again, byte for byte.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads the frozen form.
    ///
    /// # Errors
    /// What is wrong with it; values are left out.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Problem> {
        let email: Self = serde_json::from_slice(bytes)
            .map_err(|e| Problem::new("email", "", format!("is not a stored e-mail (column {})", e.column())))?;
        email.problems().into_iter().next().map_or(Ok(email), Err)
    }

    /// SHA-256 of [`Email::to_bytes`], as hexadecimal text.
    #[must_use]
    pub fn body_hash(&self) -> String {
        Sha256::digest(self.to_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn problems(&self) -> Vec<Problem> {
        let checks = [
            ("from.name", self.from.name.as_str(), check_name(&self.from.name)),
            ("from.address", self.from.address.as_str(), check_address(&self.from.address)),
            ("to", "", check_address(self.to.expose())),
            ("reply_to", self.reply_to.as_str(), check_address(&self.reply_to)),
            ("subject", self.subject.as_str(), one_line(&self.subject)),
            ("text", "", if self.text.trim().is_empty() { Err("is empty") } else { Ok(()) }),
        ];
        let mut problems: Vec<Problem> = checks
            .into_iter()
            .filter_map(|(field, value, result)| result.err().map(|reason| Problem::new(field, value, reason)))
            .collect();
        problems.extend(self.headers.iter().filter_map(header_problem));
        problems
    }
}

impl core::fmt::Debug for Email {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Email").field("send_id", &self.send_id).finish_non_exhaustive()
    }
}

fn one_line(text: &str) -> Result<(), &'static str> {
    if text.trim().is_empty() {
        Err("is empty")
    } else if text.chars().any(char::is_control) {
        Err("has a control character")
    } else {
        Ok(())
    }
}

/// The link of a header acts for the person: it is not repeated in the problem.
fn header_problem((name, value): &(String, String)) -> Option<Problem> {
    let reason = if name == "List-Unsubscribe" {
        let link = value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
        check_header_url(link).err()
    } else if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        Some("has a name that is not a header's")
    } else {
        one_line(value).err()
    };
    reason.map(|reason| Problem::new(format!("headers.{name}"), "", reason))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn envelope() -> Envelope {
        Envelope {
            send_id: SendId::parse("p1-1").unwrap(),
            from: Mailbox { name: "Spaak".to_owned(), address: "hello@spaak.example".to_owned() },
            to: Pii::new("ada@mail.example".to_owned()),
            reply_to: "hello@spaak.example".to_owned(),
            nature: Nature::Marketing { unsubscribe: "https://wenk.example/u/t0ken".to_owned() },
        }
    }

    fn parts() -> Rendered {
        Rendered { subject: "Your basket".to_owned(), html: "<p>Hé</p>".to_owned(), text: "Hé\n".to_owned() }
    }

    pub(crate) fn email() -> Email {
        Email::build(envelope(), parts()).unwrap()
    }

    fn problems(change: impl FnOnce(&mut Envelope, &mut Rendered)) -> Vec<String> {
        let (mut envelope, mut parts) = (envelope(), parts());
        change(&mut envelope, &mut parts);
        Email::build(envelope, parts).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn marketing_can_be_ended_with_one_click() {
        let expected = [
            ("List-Unsubscribe".to_owned(), "<https://wenk.example/u/t0ken>".to_owned()),
            ("List-Unsubscribe-Post".to_owned(), "List-Unsubscribe=One-Click".to_owned()),
        ];
        assert_eq!(email().headers, expected);
    }

    #[test]
    fn a_service_mail_says_that_nobody_typed_it() {
        let service = Email::build(Envelope { nature: Nature::Service, ..envelope() }, parts()).unwrap();
        assert_eq!(service.headers, [("Auto-Submitted".to_owned(), "auto-generated".to_owned())]);
    }

    #[test]
    fn nothing_can_add_a_header() {
        assert_eq!(
            problems(|envelope, parts| {
                envelope.from.name = "Spaak\r\nBcc: eve@mail.example".to_owned();
                envelope.from.address = "hello@spaak.example\r\nX: y".to_owned();
                envelope.to = Pii::new("ada@mail.example, eve@mail.example".to_owned());
                envelope.reply_to = "Ada <ada@mail.example>".to_owned();
                parts.subject = "a\nBcc: eve@mail.example".to_owned();
            }),
            [
                "from.name `Spaak\r\nBcc: eve@mail.example` has a control character",
                "from.address `hello@spaak.example\r\nX: y` is not an e-mail address",
                "to is not an e-mail address",
                "reply_to `Ada <ada@mail.example>` is not an e-mail address",
                "subject `a\nBcc: eve@mail.example` has a control character",
            ]
        );
        for link in
            ["http://wenk.example/u", "https://wenk.example/u>\r\nBcc: x", "https://a.example/>, <https://b.example/"]
        {
            let nature = Nature::Marketing { unsubscribe: link.to_owned() };
            assert_eq!(problems(|envelope, _| envelope.nature = nature).len(), 1, "{link}");
        }
    }

    #[test]
    fn r3_the_stored_bytes_are_the_mail() {
        let email = email();
        let bytes = email.to_bytes();
        expect_test::expect![[r#"{"send_id":"p1-1","from":{"name":"Spaak","address":"hello@spaak.example"},"to":"ada@mail.example","reply_to":"hello@spaak.example","subject":"Your basket","html":"<p>Hé</p>","text":"Hé\n","headers":[["List-Unsubscribe","<https://wenk.example/u/t0ken>"],["List-Unsubscribe-Post","List-Unsubscribe=One-Click"]]}"#]]
        .assert_eq(&String::from_utf8(bytes.clone()).unwrap());
        assert_eq!(Email::from_bytes(&bytes), Ok(email.clone()));
        assert_eq!(Email::from_bytes(&bytes).unwrap().body_hash(), email.body_hash());
        assert_eq!(email.body_hash().len(), 64);
        assert_ne!(Email { subject: "Another".to_owned(), ..email.clone() }.body_hash(), email.body_hash());
        assert!(Email::from_bytes(b"{}").is_err());
        let forged = String::from_utf8(bytes).unwrap().replace("Your basket", "a\\r\\nb");
        assert!(Email::from_bytes(forged.as_bytes()).is_err());
    }

    #[test]
    fn a_mail_does_not_print() {
        assert_eq!(format!("{:?}", email()), r#"Email { send_id: SendId("p1-1"), .. }"#);
    }
}
