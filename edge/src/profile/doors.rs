//! The links of a mail that act for the person: each bears a token that only this deployment can make.

use super::mail::Doors;
use super::turn::Object;
use crate::clock::Clock;
use crate::keys::Keys;
use crate::token::{FRESH_LINK, Token};
use wenk_engine::{Content, Send, State};
use worker::Result;

/// The links of a mail.
pub(crate) fn of(object: &Object<'_>, state: &State, send: &Send, content: &Content) -> Result<Doors> {
    let keys = Keys::of(object.env)?;
    let origin = crate::origin(object.env)?;
    let link = |path: &str, token: Token| format!("{origin}/{path}/{}", token.sign(&keys));
    let (shop, name) = (object.shop.clone(), object.name.clone());
    let exp = Clock::of(object.env).wall().plus(FRESH_LINK);
    Ok(Doors {
        unsubscribe: link("u", Token::Unsubscribe { shop: shop.clone(), object: name.clone() }),
        preferences: link("p", Token::Preferences { shop: shop.clone(), object: name.clone() }),
        answer: match content {
            Content::Confirmation { request } => {
                Some(link("c", Token::Confirm { shop: shop.clone(), object: name.clone(), request: request.clone() }))
            }
            Content::Erasure => Some(link("e", Token::Erase { shop: shop.clone(), object: name.clone(), exp })),
            Content::Export => Some(link("x", Token::Export { shop: shop.clone(), object: name.clone(), exp })),
            Content::Cart { .. } | Content::Drops { .. } => None,
        },
        click: Token::Click { shop, object: name, profile: state.profile.clone(), send: send.id.clone() }.sign(&keys),
    })
}
