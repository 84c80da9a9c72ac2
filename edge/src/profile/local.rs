//! The language and the time zone that a person is written to in.

use wenk_engine::{Config, State};

/// The languages to look for a template in, best first.
pub(crate) fn languages(config: &Config, state: &State) -> Vec<String> {
    let spoken = state.language.as_ref().filter(|language| config.shop.languages.contains(language));
    let mut list: Vec<String> = spoken.into_iter().chain(&config.shop.languages).cloned().collect();
    let mut seen = std::collections::BTreeSet::new();
    list.retain(|language| seen.insert(language.clone()));
    list
}

/// The zone of the device used last, if its consent told; else the shop's.
pub(crate) fn time_zone(config: &Config, state: &State) -> String {
    let told = state.devices.values().filter(|device| !device.revoked && device.time_zone.is_some());
    let latest = told.max_by_key(|device| device.last_batch_at);
    latest.and_then(|device| device.time_zone.clone()).unwrap_or_else(|| config.shop.time_zone.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wenk_engine::Device;
    use wenk_fold::{Activity, Numbering};
    use wenk_wire::{DeviceId, Millis, Pii, ProfileId};

    const CONFIG: &str = r#"
        [shop]
        id = "spaak"
        name = "Spaak"
        origins = ["https://spaak.example"]
        currency = "EUR"
        time_zone = "Europe/Brussels"
        languages = ["en", "nl"]
        [sender]
        name = "Spaak"
        address = "hello@spaak.example"
        postal_address = "Kanaalstraat 1, Gent"
        [links]
        home = "https://spaak.example"
        cart = "https://spaak.example/cart?wenk-cart={lines}"
        product = "https://spaak.example/p/{product}"
    "#;

    fn config() -> Config {
        Config::parse(CONFIG).unwrap()
    }

    fn state() -> State {
        State::new(ProfileId::parse("p1").unwrap(), Pii::new("ada@mail.example".to_owned()), Millis(1))
    }

    #[test]
    fn a_template_is_looked_for_in_the_persons_language_and_then_in_the_shops() {
        let mut state = state();
        assert_eq!(languages(&config(), &state), ["en", "nl"]);
        state.language = Some("nl".to_owned());
        assert_eq!(languages(&config(), &state), ["nl", "en"]);
        state.language = Some("fr".to_owned());
        assert_eq!(languages(&config(), &state), ["en", "nl"]);
    }

    #[test]
    fn dates_are_in_the_zone_of_the_browser_used_last() {
        let mut state = state();
        assert_eq!(time_zone(&config(), &state), "Europe/Brussels");
        let device = |zone: &str, at, revoked| Device {
            bound_at: Millis(0),
            consent_source: String::new(),
            consent_at: Millis(0),
            revoked,
            time_zone: Some(zone.to_owned()),
            numbering: Numbering::default(),
            activity: Activity::default(),
            last_batch_at: Some(Millis(at)),
        };
        for (id, known) in [
            ("a", device("Europe/Lisbon", 5, false)),
            ("b", device("Asia/Tokyo", 9, true)),
            ("c", device("Europe/Athens", 3, false)),
        ] {
            state.devices.insert(DeviceId::parse(id).unwrap(), known);
        }
        assert_eq!(time_zone(&config(), &state), "Europe/Lisbon");
    }
}
