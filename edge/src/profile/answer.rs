//! What an object answers to each question.

use super::explain;
use super::log::Row;
use super::protocol::{Ask, BoundDevice, Told};
use super::turn::{Object, Outcome};
use crate::clock::Clock;
use wenk_engine::{Arrival, Content, Input, PriceNews, Reply, Request, State};
use wenk_wire::{DeviceId, ProfileId, Topic};
use worker::Result;

impl Object<'_> {
    /// Answers a question.
    pub(crate) async fn answer(&self, ask: Ask) -> Result<Told> {
        match ask {
            Ask::ShowRequest { request } => self.show(|state| request_of(state, &request)),
            Ask::ShowPreferences => self.show(preferences_of),
            Ask::Summary => self.show(|state| Told::Document { document: explain::summary(state) }),
            Ask::Explain => self.explain().await,
            Ask::Export => self.export(),
            Ask::Begin { send } => self.begin(&send).await,
            Ask::Erase => self.forget().await,
            Ask::Signals { profile, device, consent, time_zone, signals } => {
                let arrival = Arrival { device, consent, time_zone, signals };
                self.spoken_for(&profile, Input::Signals(arrival)).await
            }
            Ask::RevokeDevice { profile, device } => self.spoken_for(&profile, Input::DeviceRevoked { device }).await,
            Ask::PricesFell { import, news } => self.prices_fell(import, news).await,
            Ask::RequestErasure => self.told(Input::LinkRequested { content: Content::Erasure }).await,
            Ask::RequestExport => self.told(Input::LinkRequested { content: Content::Export }).await,
            Ask::Subscribe { .. }
            | Ask::AnswerRequest { .. }
            | Ask::RedeemTicket { .. }
            | Ask::RedeemClick { .. }
            | Ask::Identify { .. }
            | Ask::Unsubscribe { .. }
            | Ask::SavePreferences { .. }
            | Ask::Order { .. }
            | Ask::Answer { .. }
            | Ask::Delivered { .. } => match self.input(ask) {
                Some(input) => self.told(input).await,
                None => Ok(Told::Stop),
            },
        }
    }

    /// The questions that are inputs word for word.
    fn input(&self, ask: Ask) -> Option<Input> {
        let at = Clock::of(self.env).now();
        Some(match ask {
            Ask::Subscribe { profile, address, request, form, topics, proof, ticket_hash, browser, language } => {
                let request = Request {
                    id: request,
                    form,
                    topics,
                    proof,
                    ticket_hash,
                    at,
                    browser,
                    answer: None,
                    answered_at: None,
                    redeemed: false,
                };
                Input::Subscribed { profile, address, request, language }
            }
            Ask::AnswerRequest { request, choice } => Input::Answered { request, choice },
            Ask::RedeemTicket { ticket_hash, device, consent } => {
                Input::TicketRedeemed { ticket_hash, device, consent }
            }
            Ask::RedeemClick { send, device, consent } => Input::ClickRedeemed { send, device, consent },
            Ask::Identify { profile, claim, device, consent } => Input::Identified { profile, claim, device, consent },
            Ask::Unsubscribe { topics, proof } => Input::Unsubscribed { topics, proof },
            Ask::SavePreferences { topics, objected, language, proof } => {
                Input::PreferencesSaved { topics, objected, language, proof }
            }
            Ask::Order { order, at, customer: _, cart, checkout, lines } => {
                Input::Ordered { order, at, cart, checkout, lines }
            }
            Ask::Answer { send, outcome } => Input::Answer { send, outcome },
            Ask::Delivered { send, event, at } => Input::Delivered { send, event, at },
            Ask::Signals { .. }
            | Ask::RevokeDevice { .. }
            | Ask::ShowRequest { .. }
            | Ask::ShowPreferences
            | Ask::RequestErasure
            | Ask::RequestExport
            | Ask::Erase
            | Ask::Export
            | Ask::PricesFell { .. }
            | Ask::Begin { .. }
            | Ask::Explain
            | Ask::Summary => return None,
        })
    }

    async fn told(&self, input: Input) -> Result<Told> {
        let outcome = self.take(&input).await?;
        Ok(told(&outcome))
    }

    /// A device speaks for the profile that its token names. Another profile under the same address is not it (R13).
    async fn spoken_for(&self, profile: &ProfileId, input: Input) -> Result<Told> {
        match self.read()? {
            Some(kept) if kept.state.profile == *profile => self.told(input).await,
            Some(_) | None => Ok(Told::Gone),
        }
    }

    /// Of a page's news, the object takes what it watches; nothing is written for the rest.
    async fn prices_fell(&self, import: String, news: Vec<PriceNews>) -> Result<Told> {
        let Some(kept) = self.read()? else { return Ok(Told::Gone) };
        let watched = watched(&kept.state);
        let concerns = |news: &PriceNews| {
            watched.contains(news.product.as_str()) || news.keys.iter().any(|key| watched.contains(key.as_str()))
        };
        let news: Vec<PriceNews> = news.into_iter().filter(concerns).collect();
        if news.is_empty() {
            return Ok(Told::Done);
        }
        self.told(Input::PricesFell { import, news }).await
    }

    /// A look at the state that changes nothing.
    fn show(&self, look: impl FnOnce(&State) -> Told) -> Result<Told> {
        Ok(self.read()?.map_or(Told::Gone, |kept| look(&kept.state)))
    }

    async fn explain(&self) -> Result<Told> {
        let config = super::facts::config(self.env, &self.shop).await?;
        let Some(kept) = self.read()? else { return Ok(Told::Gone) };
        let document = explain::explain(&kept.state, &config, &self.log()?, Clock::of(self.env).now());
        Ok(Told::Document { document })
    }

    fn export(&self) -> Result<Told> {
        let Some(kept) = self.read()? else { return Ok(Told::Gone) };
        let document = explain::export(&kept.state, &self.store().ledger()?, &self.log()?, Clock::of(self.env).now());
        Ok(Told::Document { document })
    }

    /// The log, oldest first. A row of an older shape that is no longer understood is left out.
    fn log(&self) -> Result<Vec<explain::LogRow>> {
        let rows = self.store().log()?.into_iter().filter_map(|kept| {
            let row: Row = serde_json::from_str(&kept.batch).ok()?;
            Some(explain::LogRow { seq: kept.seq, at: wenk_wire::Millis(kept.at), row })
        });
        Ok(rows.collect())
    }
}

/// The engine's answer in the words of the protocol.
fn told(outcome: &Outcome) -> Told {
    match &outcome.reply {
        Reply::Done => Told::Done,
        Reply::Gone => Told::Gone,
        Reply::Pending => Told::Pending,
        Reply::Spent => Told::Spent,
        Reply::Revoked => Told::Revoked,
        Reply::Stop | Reply::Go { .. } => Told::Stop,
        Reply::Bound { device } => bound(outcome.state.as_ref(), device),
    }
}

fn bound(state: Option<&State>, device: &DeviceId) -> Told {
    state.map_or(Told::Gone, |state| Told::Bound { profile: state.profile.clone(), device: device.clone() })
}

fn request_of(state: &State, id: &str) -> Told {
    match state.requests.iter().find(|request| request.id == id) {
        None => Told::Spent,
        Some(request) => Told::Request {
            topics: request.topics.clone(),
            wording: request.proof.wording.clone(),
            browser: request.browser.clone(),
            at: request.at,
            language: state.language.clone(),
            answered: request.answer,
        },
    }
}

fn preferences_of(state: &State) -> Told {
    let devices = state.devices.iter().filter(|(_, device)| !device.revoked);
    Told::Preferences {
        topics: Topic::ALL.into_iter().filter(|topic| state.permits(*topic)).collect(),
        objected: state.objected,
        language: state.language.clone(),
        devices: devices
            .map(|(id, device)| BoundDevice {
                device: id.clone(),
                bound_at: device.bound_at,
                last_batch_at: device.last_batch_at,
            })
            .collect(),
    }
}

/// The ids under which the person's wishes are known, as the index of watches has them.
fn watched(state: &State) -> std::collections::BTreeSet<String> {
    let live = state.devices.values().filter(|device| !device.revoked);
    let wishes = live.flat_map(|device| device.activity.wishes.iter()).filter(|(_, wish)| wish.wanted);
    wishes.map(|(key, _)| key.variant.as_ref().map_or(key.product.as_str(), |v| v.as_str()).to_owned()).collect()
}
