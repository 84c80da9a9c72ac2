//! An e-mail as it travels: RFC 5322 with a text and an HTML part. The outbox shows it.
//!
//! **Out of scope:** DKIM, attachments.

use crate::email::Email;
use mail_builder::MessageBuilder;
use mail_builder::headers::{address::Address, content_type::ContentType, date::Date, message_id::MessageId, raw::Raw};
use mail_builder::mime::MimePart;
use wenk_wire::Millis;

/// The message as text. Boundary, message id and date follow from the arguments alone.
///
/// INVARIANT: every value written raw was checked for control characters by `Email::build` or `Email::from_bytes`.
#[must_use]
pub fn raw_mime(email: &Email, date: Millis) -> String {
    let boundary: String = format!("wenk-{}", email.body_hash()).chars().take(40).collect();
    let domain = email.from.address.rsplit('@').next().unwrap_or_default();
    let id: String =
        email.send_id.as_str().chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    let mut message = MessageBuilder::new()
        .from(Address::new_address(Some(email.from.name.as_str()), email.from.address.as_str()))
        .to(Address::new_address(None::<&str>, email.to.expose().as_str()))
        .reply_to(Address::new_address(None::<&str>, email.reply_to.as_str()))
        .subject(email.subject.as_str())
        .date(Date::new(date.0.div_euclid(1_000)))
        .message_id(MessageId::new(format!("{id}@{domain}")));
    for (name, value) in &email.headers {
        message = message.header(name.as_str(), Raw::new(value.as_str()));
    }
    let parts = vec![MimePart::new("text/plain", email.text.as_str()), MimePart::new("text/html", email.html.as_str())];
    let kind = ContentType::new("multipart/alternative").attribute("boundary", boundary);
    // Writing to memory cannot fail; a mail that were not UTF-8 would be shown as empty.
    message.body(MimePart::new(kind, parts)).write_to_string().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::email::tests::email;

    #[test]
    fn the_message_is_the_same_every_time() {
        let raw = raw_mime(&email(), Millis(1_795_597_500_000));
        expect_test::expect![[r#"
            From: "Spaak" <hello@spaak.example>
            To: <ada@mail.example>
            Reply-To: <hello@spaak.example>
            Subject: Your basket
            Date: Wed, 25 Nov 2026 09:05:00 +0000
            Message-ID: <p1-1@spaak.example>
            List-Unsubscribe: <https://wenk.example/u/t0ken>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            MIME-Version: 1.0
            Content-Type: multipart/alternative;
             boundary="wenk-fb66712d02c4870d24e0c9531d19c14b3db"

            --wenk-fb66712d02c4870d24e0c9531d19c14b3db
            Content-Type: text/plain; charset="utf-8"
            Content-Transfer-Encoding: quoted-printable

            H=C3=A9

            --wenk-fb66712d02c4870d24e0c9531d19c14b3db
            Content-Type: text/html; charset="utf-8"
            Content-Transfer-Encoding: quoted-printable

            <p>H=C3=A9</p>
            --wenk-fb66712d02c4870d24e0c9531d19c14b3db--
        "#]]
        .assert_eq(&raw.replace("\r\n", "\n"));
        assert_eq!(raw, raw_mime(&email(), Millis(1_795_597_500_000)));
    }

    #[test]
    fn other_alphabets_travel_as_ascii_in_short_lines() {
        let mut email = email();
        email.subject = "Grüße — kostet jetzt 1.299,00\u{a0}€, vorher mehr, viel mehr ".repeat(3);
        email.from.name = "Fahrrad \"Öl\" & Söhne".to_owned();
        email.html = format!("<p>{}</p>", "ж".repeat(3_000));
        let raw = raw_mime(&email, Millis(0));
        assert!(raw.is_ascii());
        assert!(raw.split("\r\n").all(|line| line.len() <= 78 && !line.contains(['\r', '\n'])), "{raw}");
    }
}
