//! `price_drop`: the price of something on the wish list falls.

use crate::decide::Turn;
use crate::decision::{EndReason, Entry, Refusal, Reply};
use crate::input::PriceNews;
use crate::{DropContent, Flow, PriceDropRule, Run, Subject, Trigger};
use wenk_catalogue::{NoDrop, find_drop, price_at};
use wenk_fold::{Activity, Wish, WishKey};
use wenk_wire::{Millis, Money, ProductId};

impl Turn<'_> {
    /// Takes price news in: what qualifies joins the run of each price-drop flow, what does not is refused with a reason.
    pub(crate) fn prices_fell(&mut self, import: &str, news: &[PriceNews]) -> Reply {
        if self.state.imports.iter().any(|(known, _)| known == import) || self.state.standing != crate::Standing::Active
        {
            return Reply::Done;
        }
        self.state.imports.push((import.to_owned(), self.now));
        let activity = self.activity();
        let mut fell = Vec::new();
        let config = self.config;
        for flow in &config.flows {
            let Trigger::PriceDrop(rule) = &flow.on else { continue };
            for news in news {
                let wishes = activity.wishes.iter().filter(|(key, wish)| wish.wanted && is_about(key, news));
                for (key, wish) in wishes {
                    fell.push(news.product.clone());
                    match self.qualify(flow, rule, news, key, *wish) {
                        Ok(drop) => self.join_drop(flow, rule, drop),
                        Err(why) => {
                            let product = Some(key.product.clone());
                            self.log.push(Entry::Refused { flow: flow.id.clone(), why, product });
                        }
                    }
                }
            }
        }
        fell.dedup();
        if !fell.is_empty() {
            self.log.push(Entry::PricesFell { products: fell });
        }
        Reply::Done
    }

    /// Takes out of the runs what is no longer wished for or was bought.
    pub(crate) fn follow_drops(&mut self, flow: &Flow, activity: &Activity) {
        let bought = self.bought_products();
        let Some(run) = self.state.runs.iter_mut().find(|run| run.flow == flow.id && run.is_live()) else { return };
        let Subject::Drops { drops } = &mut run.subject else { return };
        drops.retain(|drop| is_wished(activity, drop));
        let wished = !drops.is_empty();
        drops.retain(|drop| !is_bought(&bought, drop));
        if drops.is_empty() {
            self.end_runs(&flow.id, if wished { EndReason::Bought } else { EndReason::NoReason });
        }
    }

    /// The products that the shop's server reported as bought.
    pub(crate) fn bought_products(&self) -> Vec<(Millis, ProductId)> {
        let of = |bought: &crate::Bought| {
            let at = bought.at;
            bought.products.clone().into_iter().map(move |product| (at, product)).collect::<Vec<_>>()
        };
        self.state.bought.iter().flat_map(of).collect()
    }

    fn qualify(
        &self,
        flow: &Flow,
        rule: &PriceDropRule,
        news: &PriceNews,
        key: &WishKey,
        wish: Wish,
    ) -> Result<DropContent, Refusal> {
        let drop = find_drop(&news.product, &news.history, self.now).map_err(|no| match no {
            NoDrop::NoReference(_) => Refusal::NoReferencePrice,
            NoDrop::NotReduced | NoDrop::NoHistory => Refusal::NoReason,
        })?;
        let watched = wish.when.at;
        if drop.at < flow.active_from || watched > drop.at || self.now.since(watched) > rule.watched_within {
            return Err(Refusal::NoReason);
        }
        if !is_enough(rule, drop.reference, drop.price) {
            return Err(Refusal::SavingTooSmall);
        }
        if price_at(&news.history, watched).is_some_and(|then| drop.price.saving_over(then).is_none()) {
            return Err(Refusal::NotBelowWatchedPrice);
        }
        let content = DropContent {
            product: key.product.clone(),
            variant: key.variant.clone(),
            reference: drop.reference,
            price: drop.price,
            at: drop.at,
        };
        if is_bought(&self.bought_products(), &content) { Err(Refusal::Bought) } else { Ok(content) }
    }

    /// Adds a drop to the flow's run, or starts one: drops of one import, or close together, become one mail (R35).
    fn join_drop(&mut self, flow: &Flow, rule: &PriceDropRule, drop: DropContent) {
        let due = self.not_before_re_entry(flow, self.now.plus(rule.merge));
        let live = self.state.runs.iter_mut().find(|run| run.flow == flow.id && run.is_live());
        if let Some(Run { subject: Subject::Drops { drops }, .. }) = live {
            drops.retain(|known| (&known.product, &known.variant) != (&drop.product, &drop.variant));
            drops.push(drop);
            return;
        }
        let subject = Subject::Drops { drops: vec![drop] };
        self.state.runs.push(Run {
            flow: flow.id.clone(),
            step: 0,
            due,
            first_due: due,
            put_off: None,
            subject,
            over: false,
        });
        self.log.push(Entry::Started { flow: flow.id.clone(), due });
    }
}

/// Whether a price is far enough below its reference.
pub(crate) fn is_enough(rule: &PriceDropRule, reference: Money, price: Money) -> bool {
    let Some(saving) = price.saving_over(reference) else { return false };
    let share = i128::from(saving.minor()) * 10_000 >= i128::from(rule.basis_points) * i128::from(reference.minor());
    // An amount in another currency than the catalogue's can never be met: better no mail than a wrong one.
    let amount =
        rule.amount.is_none_or(|least| least.currency() == saving.currency() && saving.minor() >= least.minor());
    share && amount
}

/// Whether a drop's product is still wished for.
pub(crate) fn is_wished(activity: &Activity, drop: &DropContent) -> bool {
    let key = WishKey { product: drop.product.clone(), variant: drop.variant.clone() };
    activity.wishes.get(&key).is_some_and(|wish| wish.wanted)
}

/// Whether a drop's product was bought since its price fell, or in the days before that the state remembers.
pub(crate) fn is_bought(bought: &[(Millis, ProductId)], drop: &DropContent) -> bool {
    let variant = drop.variant.as_ref().map(|variant| variant.as_str());
    bought.iter().any(|(_, product)| match variant {
        Some(variant) => product.as_str() == variant,
        None => *product == drop.product,
    })
}

fn is_about(key: &WishKey, news: &PriceNews) -> bool {
    let page = key.variant.as_ref().map_or(key.product.as_str(), |variant| variant.as_str());
    news.product.as_str() == page || news.keys.iter().any(|known| known == page)
}
