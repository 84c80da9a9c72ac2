//! `/c/{token}`: confirms a sign-up (R15), or says that it was somebody else (R18).
//!
//! Who may call: whoever reads the mail at the address. GET shows, POST answers with `choice` = `mine`, `other` or `not_me`.
//!
//! 1. POST: the choice: 422. 2. Ask the object: 410 when the request is spent or gone. 3. Say what happened.

use super::Visit;
use crate::error::Error;
use crate::pages::{self, Language};
use crate::profile::protocol::{Ask, Told};
use minijinja::context;
use wenk_engine::Choice;
use wenk_wire::Topic;
use worker::Response;

/// Answers the page.
pub(super) async fn answer(visit: &Visit<'_>, request: String) -> Result<Response, Error> {
    let shown = visit.ask(Ask::ShowRequest { request: request.clone() }).await?;
    let Told::Request { topics, wording, browser, at, language, answered } = shown else { return visit.gone() };
    let language = visit.language(language.as_deref());
    let Some(form) = &visit.pressed else {
        if let Some(choice) = answered {
            return done(visit, language, choice);
        }
        let topics: Vec<&str> = topics.iter().map(|topic: &Topic| language.topic(*topic)).collect();
        let at = pages::moment(at, &visit.config);
        let title = language.say("Was that you?", "Was jij dat?");
        let values = context! { topics, wording, browser, at };
        return pages::page("confirm.html", language, Some(&visit.config), title, values, 200);
    };
    // 1. Choice.
    let choice = form.get("choice").and_then(choice);
    let choice = choice.ok_or_else(|| Error::field("choice", "", "is not mine, other or not_me"))?;
    // 2. Ask.
    let Told::Done = visit.ask(Ask::AnswerRequest { request, choice }).await? else { return visit.gone() };
    // 3. Say.
    done(visit, language, choice)
}

fn choice(word: &str) -> Option<Choice> {
    match word {
        "mine" => Some(Choice::Mine),
        "other" => Some(Choice::Other),
        "not_me" => Some(Choice::NotMe),
        _ => None,
    }
}

fn done(visit: &Visit<'_>, language: Language, choice: Choice) -> Result<Response, Error> {
    let thanks = language.say("Thank you, that is confirmed", "Dank je, dat is bevestigd");
    let (title, words) = match choice {
        Choice::Mine => (
            thanks,
            language.say(
                "The browser you signed up with now belongs to you. You can close this page; every mail has a link to your preferences.",
                "De browser waarmee je je inschreef hoort nu bij jou. Je kunt deze pagina sluiten; in elke mail staat een link naar je voorkeuren.",
            ),
        ),
        Choice::Other => (
            thanks,
            language.say(
                "The browser that asked stays a stranger. You can close this page; every mail has a link to your preferences.",
                "De browser die het vroeg blijft een vreemde. Je kunt deze pagina sluiten; in elke mail staat een link naar je voorkeuren.",
            ),
        ),
        Choice::NotMe => (
            language.say("Sorry for the bother", "Excuses voor de moeite"),
            language.say(
                "Nothing was confirmed, and we send no further mail of this kind to your address.",
                "Er is niets bevestigd, en we sturen geen mail van deze soort meer naar jouw adres.",
            ),
        ),
    };
    visit.say(language, title, &[words], 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_one_of_three_words() {
        assert_eq!(choice("mine"), Some(Choice::Mine));
        assert_eq!(choice("other"), Some(Choice::Other));
        assert_eq!(choice("not_me"), Some(Choice::NotMe));
        assert_eq!(choice("Mine"), None);
    }
}
