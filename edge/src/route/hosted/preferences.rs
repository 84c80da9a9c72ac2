//! `/p/{token}`: topics, the objection to mails based on behaviour (R28), language, devices, and what is kept.
//!
//! Who may call: whoever has the link.
//!
//! 1. POST: what the button is for: 422 for one that is not on the page. 2. Ask the object: 410 when there is nobody. 3. Show the page,
//!    with a note of what was done.

use super::Visit;
use super::form::Form;
use crate::error::Error;
use crate::pages::{self, Language};
use crate::profile::protocol::{Ask, BoundDevice, Told};
use minijinja::{Value, context};
use std::collections::BTreeSet;
use wenk_engine::Config;
use wenk_wire::{DeviceId, Topic};
use worker::Response;

/// What a button of the page is for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Act {
    Save { topics: Vec<Topic>, objected: bool, language: Option<String> },
    Unbind(DeviceId),
    Export,
    Erase,
}

/// Answers the page.
pub(super) async fn answer(visit: &Visit<'_>) -> Result<Response, Error> {
    // 1. The button.
    let act = match &visit.pressed {
        None => None,
        Some(form) => Some(act(form).ok_or_else(|| Error::field("act", "", "is no button of this page"))?),
    };
    let Told::Preferences { language, .. } = visit.ask(Ask::ShowPreferences).await? else { return visit.gone() };
    // 2. Ask.
    let (note, in_dutch) = match act {
        None => ("", ""),
        Some(act) => carry_out(visit, act, visit.language(language.as_deref())).await?,
    };
    // 3. Show.
    let Told::Preferences { topics, objected, language, devices } = visit.ask(Ask::ShowPreferences).await? else {
        return visit.gone();
    };
    let words = visit.language(language.as_deref());
    let chosen = language.as_deref().or(visit.config.shop.languages.first().map(String::as_str));
    let values = context! {
        note => words.say(note, in_dutch), objected,
        topics => offered(&visit.config, &topics, words),
        languages => languages(&visit.config, chosen),
        devices => devices.iter().map(|device| shown(&visit.config, device)).collect::<Vec<_>>(),
    };
    let title = words.say("Your preferences", "Jouw voorkeuren");
    pages::page("preferences.html", words, Some(&visit.config), title, values, 200)
}

fn act(form: &Form) -> Option<Act> {
    match form.get("act")? {
        "save" => Some(Act::Save {
            topics: form.all("topics").filter_map(Topic::parse).filter(|topic| topic.is_marketing()).collect(),
            objected: form.get("objected").is_some(),
            language: form.get("language").map(str::to_owned),
        }),
        "unbind" => form.get("device").and_then(|device| DeviceId::parse(device).ok()).map(Act::Unbind),
        "export" => Some(Act::Export),
        "erase" => Some(Act::Erase),
        _ => None,
    }
}

/// Carries out what a button is for; answers what is said of it, in English and Dutch: the language may just have changed.
async fn carry_out(visit: &Visit<'_>, act: Act, language: Language) -> Result<(&'static str, &'static str), Error> {
    const MAILED: (&str, &str) = (
        "We sent you a mail with a link. Only with it does anything happen.",
        "We stuurden je een mail met een link. Pas daarmee gebeurt er iets.",
    );
    Ok(match act {
        Act::Save { topics, objected, language: wanted } => {
            let wording = topics.iter().map(|topic| language.topic(*topic)).collect::<Vec<_>>().join("; ");
            let proof = visit.proof("preferences", wording);
            visit.ask(Ask::SavePreferences { topics, objected, language: wanted, proof }).await?;
            ("Saved.", "Bewaard.")
        }
        Act::Unbind(device) => {
            unbind(visit, device).await?;
            ("The browser was unbound.", "De browser is ontkoppeld.")
        }
        Act::Export => {
            visit.ask(Ask::RequestExport).await?;
            MAILED
        }
        Act::Erase => {
            visit.ask(Ask::RequestErasure).await?;
            MAILED
        }
    })
}

/// The object takes a withdrawal only from the profile that it holds.
async fn unbind(visit: &Visit<'_>, device: DeviceId) -> Result<(), Error> {
    let Told::Document { document } = visit.ask(Ask::Summary).await? else { return Ok(()) };
    let profile = document.get("profile").cloned().unwrap_or_default();
    visit.ask(Ask::RevokeDevice { profile: serde_json::from_value(profile)?, device }).await?;
    Ok(())
}

/// What a form or a flow of the shop is about, and what the person gets.
fn offered(config: &Config, wanted: &[Topic], language: Language) -> Vec<Value> {
    let forms = config.forms.iter().flat_map(|form| form.topics.iter().copied());
    let flows = config.flows.iter().map(|flow| flow.topic);
    let all: BTreeSet<Topic> = forms.chain(flows).chain(wanted.iter().copied()).collect();
    let one =
        |topic: Topic| context! { id => topic.as_str(), name => language.topic(topic), on => wanted.contains(&topic) };
    all.into_iter().filter(|topic| topic.is_marketing()).map(one).collect()
}

fn languages(config: &Config, chosen: Option<&str>) -> Vec<Value> {
    let one =
        |code: &String| context! { id => code, name => Language::name(code), on => chosen == Some(code.as_str()) };
    config.shop.languages.iter().map(one).collect()
}

fn shown(config: &Config, device: &BoundDevice) -> Value {
    let seen = device.last_batch_at.map(|at| pages::moment(at, config));
    context! { id => device.device.as_str(), since => pages::moment(device.bound_at, config), seen }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<Act> {
        act(&Form::parse("application/x-www-form-urlencoded", body.as_bytes()))
    }

    #[test]
    fn a_button_of_the_page_is_read_and_any_other_is_not() {
        let saved = read("topics=cart&topics=orders&objected=yes&language=nl&act=save");
        let expected = Act::Save { topics: vec![Topic::Cart], objected: true, language: Some("nl".to_owned()) };
        assert_eq!(saved, Some(expected));
        assert_eq!(read("act=save"), Some(Act::Save { topics: vec![], objected: false, language: None }));
        assert_eq!(read("act=unbind&device=d1"), Some(Act::Unbind(DeviceId::parse("d1").unwrap())));
        for body in ["", "act=unbind", "act=sell", "topics=cart"] {
            assert_eq!(read(body), None, "{body}");
        }
    }
}
