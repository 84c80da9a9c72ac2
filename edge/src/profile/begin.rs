//! "May this mail go out now?": the gate, the bytes and the lease, stored together before the provider is called (R1-R3).

use super::log::Step;
use super::mail::{self, Parts};
use super::protocol::Told;
use super::turn::{Object, TRIES, View};
use super::{doors, facts, local};
use crate::providers;
use wenk_engine::{Content, Decision, Input, Reply, Send, State};
use wenk_mail::Email;
use wenk_wire::SendId;
use worker::{Error, Result};

impl Object<'_> {
    /// Asks the whole gate again and, where it says yes, takes the lease.
    pub(crate) async fn begin(&self, send: &SendId) -> Result<Told> {
        let input = Input::Begin { send: send.clone() };
        for _ in 0..TRIES {
            let view = self.look(&input).await?;
            let decision = view.decide(&input);
            let steps = vec![view.step(&input, &decision)];
            let told = match &decision.reply {
                Reply::Go { content } => self.lease(&view, &decision, steps, send, content).await?,
                Reply::Gone => self.write(&view, &decision, steps, None).await?.then_some(Told::Gone),
                Reply::Done | Reply::Bound { .. } | Reply::Pending | Reply::Spent | Reply::Revoked | Reply::Stop => {
                    self.write(&view, &decision, steps, None).await?.then_some(Told::Stop)
                }
            };
            if let Some(told) = told {
                return Ok(told);
            }
        }
        Err(Error::RustError("the state moved at every try".to_owned()))
    }

    /// Freezes the bytes and takes the lease. `None` when the state moved meanwhile.
    async fn lease(
        &self,
        view: &View,
        begun: &Decision,
        mut steps: Vec<Step>,
        id: &SendId,
        content: &Content,
    ) -> Result<Option<Told>> {
        let Some((state, send)) = begun.state.as_ref().and_then(|state| Some((state, state.send(id)?))) else {
            return Ok(Some(Told::Stop));
        };
        let provider = providers::of(self.env, &view.config);
        let made = match self.store().frozen(id)? {
            Some(bytes) => Email::from_bytes(&bytes).map_err(|problem| format!("{} {}", problem.field, problem.reason)),
            None => self.render(view, state, send, content).await?,
        };
        let (input, frozen, email) = match made {
            Ok(email) => {
                let bytes = (id.clone(), email.to_bytes());
                let (name, window) = (provider.name().to_owned(), provider.key_window());
                let leased = Input::Leased {
                    send: id.clone(),
                    provider: name,
                    body_hash: email.body_hash(),
                    key_window: window,
                };
                (leased, Some(bytes), Some(email))
            }
            Err(why) => (Input::NotRendered { send: id.clone(), why }, None, None),
        };
        let decision = self.second(view, begun, &input, &mut steps);
        if !self.write(view, &decision, steps, frozen).await? {
            return Ok(None);
        }
        let attempt = decision.state.as_ref().and_then(|state| state.send(id)).map_or(1, |send| send.attempts);
        Ok(Some(match (email, &decision.reply) {
            (Some(email), Reply::Done) => {
                Told::Go { email: Box::new(email), provider: provider.name().to_owned(), attempt }
            }
            _ => Told::Stop,
        }))
    }

    /// A second decision on top of one that is not stored yet: both are stored as one.
    fn second(&self, view: &View, first: &Decision, input: &Input, steps: &mut Vec<Step>) -> Decision {
        let facts = wenk_engine::Facts::default();
        let mut decision = wenk_engine::decide(first.state.as_ref(), &facts, &view.config, input, view.now);
        steps.push(Step { input: input.clone(), facts, entries: decision.log.clone() });
        decision.effects.splice(0..0, first.effects.iter().cloned());
        decision.log.splice(0..0, first.log.iter().cloned());
        decision
    }

    /// The mail in the catalogue's words of today; the inner error is a refusal with its reason, never a failure.
    async fn render(
        &self,
        view: &View,
        state: &State,
        send: &Send,
        content: &Content,
    ) -> Result<core::result::Result<Email, String>> {
        let wanted = local::languages(&view.config, state);
        let Some((language, template)) = facts::template(self.env, &self.shop, &send.mail, &wanted).await? else {
            return Ok(Err(format!("there is no template {}", send.mail)));
        };
        let words = facts::words(self.env, &view.config, content, view.now).await?;
        let doors = doors::of(self, state, send, content)?;
        let language = language.as_str();
        let config = &view.config;
        let parts = Parts { config, state, send, content, language, words: &words, doors: &doors };
        let model = match mail::model(&parts) {
            Ok(model) => model.to_json(),
            Err(why) => return Ok(Err(why.to_owned())),
        };
        Ok(wenk_mail::render(&template, &model)
            .map_err(|error| error.to_string())
            .and_then(|rendered| mail::build(&parts, rendered)))
    }
}
