//! `PUT /v1/admin/shops/{shop}/configuration`: a new version of the shop's configuration, in TOML.
//!
//! Who may call: a token that may write.
//!
//! 1. Cap: 413. 2. Parse: 422 with every problem and its line. 3. The shop it is for: 422. 4. Flows need a provider that delivers,
//!    except in development: 409 (R37). 5. Store it as the next version. Templates that its flows name and that are not there yet are listed
//!    in the answer: they may be loaded later.

use super::Caller;
use crate::error::{Code, Error};
use crate::{d1, http};
use serde_json::json;
use std::collections::BTreeSet;
use wenk_engine::{Config, Mark};
use worker::{Request, Response};

const MOST_BYTES: usize = 1 << 20;

/// Answers the route.
pub(super) async fn put(request: &mut Request, caller: &Caller<'_>) -> Result<Response, Error> {
    // 1. Cap.
    let text = http::body(request, MOST_BYTES).await?;
    // 2. Parse.
    let config = Config::parse(&text).map_err(|marks| Error::with(Code::Invalid, marks))?;
    // 3. Shop.
    if config.shop.id != caller.shop {
        return Err(Error::with(Code::Invalid, vec![another_shop(&text, &config)]));
    }
    // 4. Provider.
    let development = caller.env.var("WENK_DEV").is_ok_and(|value| value.to_string() == "1");
    if !config.flows.is_empty() && config.mail.provider == "outbox" && !development {
        return Err(Error::new(Code::NoProvider));
    }
    // 5. Store.
    let previous = d1::config::active(caller.env, &caller.shop).await?;
    let version = previous.as_ref().map_or(0, |config| config.version).saturating_add(1);
    let config = config.activate(previous.as_deref(), version, caller.now);
    d1::config::apply(caller.env, &config, &text, caller.now).await?;
    caller.note(&format!("configuration, version {version}")).await?;
    let known = d1::template::names(caller.env, &caller.shop).await?;
    http::json(&json!({ "version": version, "missing_templates": missing(&config, &known) }), 200)
}

fn another_shop(text: &str, config: &Config) -> Mark {
    let id = config.shop.id.to_string();
    let line = text.lines().position(|line| line.trim_start().starts_with("id") && line.contains(&id));
    let reason = "is not the shop of this address".to_owned();
    Mark { line: line.map_or(1, |index| index.saturating_add(1)), field: "shop.id".to_owned(), value: id, reason }
}

/// Templates that the flows name and the shop has in none of its languages.
fn missing<'a>(config: &'a Config, known: &[(String, String)]) -> BTreeSet<&'a str> {
    let steps = config.flows.iter().flat_map(|flow| &flow.steps);
    let named = steps.flat_map(|step| &step.variants).map(|variant| variant.mail.as_str());
    let has = |name: &str| {
        known.iter().any(|(known, language)| known == name && config.shop.languages.iter().any(|own| own == language))
    };
    named.filter(|name| !has(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_in_one_of_the_shop_s_languages_is_enough() {
        let config = Config::parse(include_str!("../../../../www/shop/wenk.toml")).unwrap();
        let have = |name: &str, language: &str| (name.to_owned(), language.to_owned());
        let known = [have("abandoned-cart-1", "nl"), have("abandoned-cart-2", "fr")];
        assert_eq!(missing(&config, &known), BTreeSet::from(["abandoned-cart-2", "wishlist-price-drop"]));
    }
}
