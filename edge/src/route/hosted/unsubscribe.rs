//! `/u/{token}`: ends mails, by the button of a mail program (RFC 8058) or by the page's form.
//!
//! Who may call: whoever has the link, for ever. Always 200 and never a redirect, also for a person who was erased (R36).
//!
//! 1. POST that is not the page's form: withdraw every marketing topic. 2. The page's form: withdraw what is ticked; nothing ticked
//!    changes nothing. 3. GET: show what the person gets.

use super::Visit;
use super::form::Form;
use crate::error::Error;
use crate::pages::{self, Language};
use crate::profile::protocol::{Ask, Told};
use minijinja::context;
use wenk_wire::Topic;
use worker::Response;

/// Answers the page.
pub(super) async fn answer(visit: &Visit<'_>) -> Result<Response, Error> {
    let Some(form) = &visit.pressed else { return show(visit, "").await };
    let Some(topics) = ticked(form) else {
        // 1. One click.
        let proof = visit.proof("one-click", String::new());
        visit.ask(Ask::Unsubscribe { topics: Vec::new(), proof }).await?;
        return stopped(visit.language(None), Some(visit));
    };
    // 2. The page's form.
    let language = visit.language(None);
    if topics.is_empty() {
        return show(
            visit,
            language
                .say("Nothing was ticked, so nothing was changed.", "Er was niets aangevinkt, er is niets veranderd."),
        )
        .await;
    }
    visit.ask(Ask::Unsubscribe { topics, proof: visit.proof("page", String::new()) }).await?;
    show(visit, language.say("Done. These mails stop at once.", "Klaar. Deze mails stoppen meteen.")).await
}

/// The answer to a button whose link leads nowhere any more: there is nothing left to stop.
pub(super) fn taken(accepted: &str) -> Result<Response, Error> {
    stopped(Language::of(None, accepted, None), None)
}

/// The topics ticked on the page; `None` for a button of a mail program.
fn ticked(form: &Form) -> Option<Vec<Topic>> {
    (form.get("form") == Some("page")).then(|| form.all("topics").filter_map(Topic::parse).collect())
}

fn stopped(language: Language, visit: Option<&Visit<'_>>) -> Result<Response, Error> {
    let title = language.say("You are unsubscribed", "Je bent uitgeschreven");
    let words = language.say("You get no more mails of this kind.", "Je krijgt geen mails van deze soort meer.");
    pages::message(language, visit.map(|visit| &*visit.config), title, &[words], 200)
}

// 3. Show.
async fn show(visit: &Visit<'_>, note: &str) -> Result<Response, Error> {
    let (topics, language) = if let Told::Preferences { topics, language, .. } = visit.ask(Ask::ShowPreferences).await?
    {
        (topics, visit.language(language.as_deref()))
    } else {
        (Vec::new(), visit.language(None))
    };
    let topics: Vec<_> = topics
        .into_iter()
        .filter(|topic| topic.is_marketing())
        .map(|topic| context! { id => topic.as_str(), name => language.topic(topic) })
        .collect();
    let title = language.say("Unsubscribe", "Uitschrijven");
    pages::page("unsubscribe.html", language, Some(&visit.config), title, context! { topics, note }, 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn r36_the_header_s_post_is_all_topics_and_the_page_s_form_is_what_is_ticked() {
        assert_eq!(ticked(&Form::parse(FORM, b"List-Unsubscribe=One-Click")), None);
        assert_eq!(ticked(&Form::parse(FORM, b"")), None);
        assert_eq!(ticked(&Form::parse(FORM, b"form=page")), Some(Vec::new()));
        assert_eq!(ticked(&Form::parse(FORM, b"form=page&topics=cart&topics=moon")), Some(vec![Topic::Cart]));
    }
}
