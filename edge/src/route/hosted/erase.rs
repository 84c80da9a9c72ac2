//! `/e/{token}`: erases everything kept about the person (R25). The link comes by a mail that the person asked for.
//!
//! Who may call: whoever has the link.
//!
//! 1. GET: show what will be erased: 410 when there is nobody. 2. POST: erase: 410 when there is nobody. 3. The receipt.

use super::Visit;
use crate::error::Error;
use crate::pages;
use crate::profile::protocol::{Ask, Told};
use minijinja::context;
use worker::Response;

/// Answers the page.
pub(super) async fn answer(visit: &Visit<'_>) -> Result<Response, Error> {
    let Told::Preferences { language, .. } = visit.ask(Ask::ShowPreferences).await? else { return visit.gone() };
    let language = visit.language(language.as_deref());
    if visit.pressed.is_none() {
        // 1. Show.
        let title = language.say("Erase everything about you?", "Alles over jou wissen?");
        return pages::page("erase.html", language, Some(&visit.config), title, context! {}, 200);
    }
    // 2. Erase.
    let Told::Done = visit.ask(Ask::Erase).await? else { return visit.gone() };
    // 3. Receipt.
    let title = language.say("Everything about you is erased", "Alles over jou is gewist");
    let receipt = language.say(
        "Your profile, what your browsers reported, and the mails kept here are deleted. For up to 30 days the platform could still restore them; should that happen, we erase you again.",
        "Je profiel, wat je browsers vertelden en de hier bewaarde mails zijn gewist. Tot 30 dagen kan het platform ze nog herstellen; gebeurt dat, dan wissen we je opnieuw.",
    );
    let kept = language.say(
        "Kept are a fingerprint of your address where you must not be mailed, and for three years the sealed proof of your permissions.",
        "Bewaard blijven een vingerafdruk van je adres waar je geen mail mag krijgen, en drie jaar lang het verzegelde bewijs van je toestemmingen.",
    );
    visit.say(language, title, &[receipt, kept], 200)
}
