//! Hosted pages: what a person reaches by a link of a mail.
//!
//! Who may call: whoever has the link; its token names one person in one shop and one page. A GET shows and changes nothing, since mail
//! scanners follow links; only a pressed button, a POST, acts.
//!
//! 1. The token, of the page's own kind: 404, or 410 when it is over. 2. The shop: 404. 3. Cap and read the form: 413. 4. The page's
//!    own steps.
//!
//! What fails is answered as a page too.

mod confirm;
mod erase;
mod export;
mod form;
mod preferences;
mod unsubscribe;

use super::configured;
use crate::clock::Clock;
use crate::error::{Code, Error};
use crate::keys::Keys;
use crate::pages::{self, Language};
use crate::profile::protocol::{Ask, Told};
use crate::token::{Token, TokenError};
use crate::{http, profile, visitor};
use form::Form;
use std::rc::Rc;
use wenk_engine::{Config, Proof};
use wenk_wire::ShopId;
use worker::{Env, Method, Request, Response};

const MOST_BYTES: usize = 16 * 1024;

/// One look at a page, or one press of a button.
struct Visit<'a> {
    env: &'a Env,
    config: Rc<Config>,
    shop: ShopId,
    object: String,
    /// The form, when a button was pressed.
    pressed: Option<Form>,
    accepted: String,
    ip_prefix: String,
}

impl Visit<'_> {
    async fn ask(&self, ask: Ask) -> Result<Told, Error> {
        Ok(profile::ask(self.env, &self.shop, &self.object, ask).await?)
    }

    fn language(&self, profile: Option<&str>) -> Language {
        Language::of(profile, &self.accepted, Some(&self.config))
    }

    fn proof(&self, method: &str, wording: String) -> Proof {
        let (version, page) = (String::new(), String::new());
        Proof { method: method.to_owned(), wording, version, page, ip_prefix: self.ip_prefix.clone() }
    }

    fn say(&self, language: Language, title: &str, paragraphs: &[&str], status: u16) -> Result<Response, Error> {
        pages::message(language, Some(&self.config), title, paragraphs, status)
    }

    /// The link led somewhere once.
    fn gone(&self) -> Result<Response, Error> {
        let language = self.language(None);
        let (title, words) = spent(language);
        self.say(language, title, &[words], 410)
    }
}

const fn spent(language: Language) -> (&'static str, &'static str) {
    (
        language.say("This link is spent", "Deze link is opgebruikt"),
        language.say(
            "It was used already, or is too old, or there is nothing kept about you any more.",
            "Hij is al gebruikt, of te oud, of er wordt niets meer over je bewaard.",
        ),
    )
}

/// Answers the pages `/c/…`, `/u/…`, `/p/…`, `/e/…` and `/x/…`.
pub(crate) async fn answer(request: &mut Request, env: &Env, page: &str, token: &str) -> Result<Response, Error> {
    let accepted = request.headers().get("Accept-Language")?.unwrap_or_default();
    let acts = acts(&request.method());
    match show(request, env, page, token, &accepted).await {
        Ok(response) => Ok(response),
        // Whatever a one-click button is pressed with, it is taken (R36).
        Err(error) if page == "u" && acts && error.code() == Code::NotFound => unsubscribe::taken(&accepted),
        Err(error) => failure(error, &accepted),
    }
}

async fn show(request: &mut Request, env: &Env, page: &str, token: &str, accepted: &str) -> Result<Response, Error> {
    // 1. Token.
    let (shop, object, wanted) = opened(page, token, env)?;
    // 2. Shop.
    let config = configured(env, &shop).await?;
    // 3. Form.
    let pressed = if acts(&request.method()) {
        let content_type = request.headers().get("Content-Type")?.unwrap_or_default();
        Some(Form::parse(&content_type, &http::bytes(request, MOST_BYTES).await?))
    } else {
        None
    };
    let ip_prefix = visitor::ip_prefix(&request.headers().get("CF-Connecting-IP")?.unwrap_or_default());
    let visit = Visit { env, config, shop, object, pressed, accepted: accepted.to_owned(), ip_prefix };
    // 4. The page.
    match wanted {
        Page::Confirm { request } => confirm::answer(&visit, request).await,
        Page::Unsubscribe => unsubscribe::answer(&visit).await,
        Page::Preferences => preferences::answer(&visit).await,
        Page::Erase => erase::answer(&visit).await,
        Page::Export => export::answer(&visit).await,
    }
}

/// Only a POST acts. HEAD is a GET without a body.
fn acts(method: &Method) -> bool {
    *method == Method::Post
}

#[derive(Debug, PartialEq, Eq)]
enum Page {
    Confirm { request: String },
    Unsubscribe,
    Preferences,
    Erase,
    Export,
}

fn opened(page: &str, token: &str, env: &Env) -> Result<(ShopId, String, Page), Error> {
    let token = Token::verify(token, &Keys::of(env)?, Clock::of(env).wall()).map_err(|why| match why {
        TokenError::Invalid => Error::new(Code::NotFound),
        TokenError::Expired => Error::new(Code::Gone),
    })?;
    page_of(page, token).ok_or(Error::new(Code::NotFound))
}

/// A token opens the page it was made for and no other.
fn page_of(page: &str, token: Token) -> Option<(ShopId, String, Page)> {
    match (page, token) {
        ("c", Token::Confirm { shop, object, request }) => Some((shop, object, Page::Confirm { request })),
        ("u", Token::Unsubscribe { shop, object }) => Some((shop, object, Page::Unsubscribe)),
        ("p", Token::Preferences { shop, object }) => Some((shop, object, Page::Preferences)),
        ("e", Token::Erase { shop, object, .. }) => Some((shop, object, Page::Erase)),
        ("x", Token::Export { shop, object, .. }) => Some((shop, object, Page::Export)),
        _ => None,
    }
}

/// A failure as a page; our own faults are logged as everywhere.
fn failure(error: Error, accepted: &str) -> Result<Response, Error> {
    let status = error.into_response()?.status_code();
    let language = Language::of(None, accepted, None);
    let (title, words) = match status {
        404 => (
            language.say("This link is not valid", "Deze link is niet geldig"),
            language.say("Please copy the whole address from the mail.", "Kopieer het hele adres uit de mail."),
        ),
        410 => spent(language),
        _ => (
            language.say("That did not work", "Dat is niet gelukt"),
            language.say("Nothing was changed. Please try again.", "Er is niets veranderd. Probeer het opnieuw."),
        ),
    };
    pages::message(language, None, title, &[words], status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_get_and_no_head_changes_anything() {
        assert!(acts(&Method::Post));
        for method in [Method::Get, Method::Head, Method::Options, Method::Put, Method::Delete, Method::Patch] {
            assert!(!acts(&method), "{method:?}");
        }
    }

    #[test]
    fn a_token_opens_its_own_page_only() {
        let token = || Token::Unsubscribe { shop: ShopId::parse("spaak").unwrap(), object: "o".to_owned() };
        assert_eq!(page_of("u", token()).map(|found| found.2), Some(Page::Unsubscribe));
        for page in ["c", "p", "e", "x", ""] {
            assert_eq!(page_of(page, token()), None, "{page}");
        }
    }
}
