//! The bicycle configurator: four steps, each with a few values, each value with its surcharge.
//!
//! ```
//! use wenk_shop::configurator::Choices;
//! let choices = Choices::parse("m.allroad.belt.brick").unwrap();
//! assert_eq!(choices.extra_cents(), 38_500);
//! assert_eq!(choices.code(), "m.allroad.belt.brick");
//! ```

use crate::pictures::Build;
use serde::Serialize;

/// One value of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its id.
    pub value: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it is good for.
    pub note: &'static str,
    /// What it costs on top, in cents.
    pub extra: u64,
    /// The colour as six digits, for the last step.
    pub paint: &'static str,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its id, also the id of the option it sets.
    pub option: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it asks.
    pub question: &'static str,
    /// What there is to choose from; the first is the usual one.
    pub choices: &'static [Choice],
}

const fn plain(value: &'static str, name: &'static str, note: &'static str, extra: u64) -> Choice {
    Choice { value, name, note, extra, paint: "" }
}

const fn paint(value: &'static str, name: &'static str, paint: &'static str, extra: u64) -> Choice {
    Choice { value, name, note: "", extra, paint }
}

/// The steps, in order.
pub const STEPS: [Step; 4] = [
    Step {
        option: "frame",
        title: "Frame",
        question: "How tall are you?",
        choices: &[
            plain("m", "Medium", "168 to 180 cm", 0),
            plain("s", "Small", "155 to 168 cm", 0),
            plain("l", "Large", "180 to 192 cm", 0),
            plain("xl", "Extra large", "192 to 205 cm", 4_000),
        ],
    },
    Step {
        option: "wheels",
        title: "Wheels",
        question: "Where do you ride?",
        choices: &[
            plain("city", "City, 42 mm", "Puncture-proof and quick on brick and tarmac", 0),
            plain("trekking", "Trekking, 47 mm", "Calm with luggage, tan side walls", 4_500),
            plain("allroad", "All-road, 55 mm", "Tubeless, for dunes and forest tracks", 9_500),
        ],
    },
    Step {
        option: "gears",
        title: "Gears",
        question: "How do you like to shift?",
        choices: &[
            plain("hub", "Seven in the hub", "Shift at a standstill, oil once a year", 0),
            plain("derailleur", "Ten on a cassette", "Lower gears for hills and headwind", 12_000),
            plain("belt", "Eight with a belt", "No oil at all, 30,000 km on one belt", 29_000),
        ],
    },
    Step {
        option: "colour",
        title: "Colour",
        question: "And the paint?",
        choices: &[
            paint("moss", "Moss", "3d6b54", 0),
            paint("petrol", "Petrol", "1f4e5f", 0),
            paint("brick", "Brick", "b5532f", 0),
            paint("mustard", "Mustard", "d19a2a", 0),
            paint("plum", "Plum", "7a3f63", 4_000),
            paint("ink", "Ink", "2b2b2e", 0),
        ],
    },
];

/// One value for every step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choices([&'static Choice; 4]);

impl Choices {
    /// The usual values.
    #[must_use]
    pub fn usual() -> Self {
        Self(STEPS.map(|step| step.choices.first().unwrap_or(&NOTHING)))
    }

    /// Reads a code such as `m.city.hub.moss`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let mut values = code.split('.');
        let mut choices = Self::usual();
        for (step, chosen) in STEPS.iter().zip(&mut choices.0) {
            let value = values.next()?;
            *chosen = step.choices.iter().find(|choice| choice.value == value)?;
        }
        values.next().is_none().then_some(choices)
    }

    /// The same with another value for one option. An unknown option or value changes nothing.
    #[must_use]
    pub fn with(mut self, option: &str, value: &str) -> Self {
        for (step, chosen) in STEPS.iter().zip(&mut self.0) {
            let found = step.choices.iter().find(|choice| step.option == option && choice.value == value);
            *chosen = found.unwrap_or(chosen);
        }
        self
    }

    /// The code, which is also the variant of a basket line.
    #[must_use]
    pub fn code(&self) -> String {
        self.0.map(|choice| choice.value).join(".")
    }

    /// What it costs on top of the base price, in cents.
    #[must_use]
    pub fn extra_cents(&self) -> u64 {
        self.0.iter().map(|choice| choice.extra).sum()
    }

    /// In words: `Medium, City, 42 mm, …`.
    #[must_use]
    pub fn words(&self) -> String {
        self.0.map(|choice| choice.name).join(" · ")
    }

    /// Pairs of option and chosen value.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static Step, &'static Choice)> {
        STEPS.iter().zip(self.0)
    }

    /// How it is drawn, and in which paint.
    #[must_use]
    pub fn drawn(&self) -> (Build, &'static str) {
        let [frame, wheels, gears, colour] = self.0.map(|choice| choice);
        let build = Build {
            flat_bars: wheels.value == "allroad",
            tyre: match wheels.value {
                "trekking" => 11,
                "allroad" => 14,
                _ => 9,
            },
            tan_walls: wheels.value == "trekking",
            hub_gear: gears.value != "derailleur",
            seat_post: match frame.value {
                "s" => 26,
                "m" => 12,
                _ => 0,
            },
            ..Build::CITY
        };
        (build, colour.paint)
    }
}

static NOTHING: Choice = plain("", "", "", 0);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_nobody_can_build_is_refused() {
        assert!(Choices::parse("m.city.hub.moss").is_some());
        for bad in ["", "m", "m.city.hub", "m.city.hub.pink", "m.city.hub.moss.extra"] {
            assert_eq!(Choices::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_value_that_does_not_exist_changes_nothing() {
        let usual = Choices::usual();
        assert_eq!(usual.with("frame", "xxl"), usual);
        assert_eq!(usual.with("bell", "brass"), usual);
        assert_eq!(usual.with("colour", "plum").code(), "m.city.hub.plum");
    }
}
