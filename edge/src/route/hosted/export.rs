//! `/x/{token}`: hands out everything kept about the person, as JSON. The link comes by a mail that the person asked for.
//!
//! Who may call: whoever has the link.
//!
//! 1. GET: show the button: 410 when there is nobody. 2. POST: the document, as a file: 410 when there is nobody.

use super::Visit;
use crate::error::Error;
use crate::profile::protocol::{Ask, Told};
use crate::{http, pages};
use minijinja::context;
use worker::Response;

/// Answers the page.
pub(super) async fn answer(visit: &Visit<'_>) -> Result<Response, Error> {
    if visit.pressed.is_none() {
        // 1. Show.
        let Told::Preferences { language, .. } = visit.ask(Ask::ShowPreferences).await? else { return visit.gone() };
        let language = visit.language(language.as_deref());
        let title = language.say("Everything we keep about you", "Alles wat we over je bewaren");
        return pages::page("export.html", language, Some(&visit.config), title, context! {}, 200);
    }
    // 2. Document.
    let Told::Document { document } = visit.ask(Ask::Export).await? else { return visit.gone() };
    let response = http::json(&document, 200)?;
    response.headers().set("Content-Disposition", "attachment; filename=\"my-data.json\"")?;
    response.headers().set("X-Content-Type-Options", "nosniff")?;
    Ok(response)
}
