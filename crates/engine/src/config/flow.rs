//! Flows: what starts one, what ends it, and its steps.

use serde::{Deserialize, Serialize};
use wenk_wire::{Duration, FlowId, Millis, Money, Topic};

/// An automatic sequence of mails for one profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Its name, stable for ever: experiments and holdouts hang on it.
    pub id: FlowId,
    /// What starts it.
    pub on: Trigger,
    /// What its mails are about.
    pub topic: Topic,
    /// Whether it rests on behaviour.
    pub nature: Nature,
    /// Higher goes first.
    pub priority: u32,
    /// What ends it.
    pub exit_on: Vec<Exit>,
    /// Least time from its last mail to a new start.
    pub re_entry: Duration,
    /// How long a postponed mail stays useful.
    pub useful_for: Duration,
    /// Share of profiles, in hundredths of a percent, that do not get it, for comparison.
    pub holdout_basis_points: u32,
    /// Its mails, in order.
    pub steps: Vec<Step>,
    /// Nothing that happened before starts it (R5).
    #[serde(default)]
    pub active_from: Millis,
}

/// What starts a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A cart that is not empty and rests for so long.
    CartIdle(Duration),
    /// The price of something on the wish list falls.
    PriceDrop(PriceDropRule),
}

/// How far a price must fall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceDropRule {
    /// At least this share below the reference price, in hundredths of a percent.
    pub basis_points: u32,
    /// And at least this much.
    pub amount: Option<Money>,
    /// Wished for no longer ago than this.
    pub watched_within: Duration,
    /// Drops within this time become one mail (R35).
    pub merge: Duration,
}

/// Whether a flow rests on behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// On what was seen of the person: needs valid tracking consent.
    Behavioural,
    /// On something the person asked to be told about.
    AskedFor,
}

/// What ends a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// An order.
    Order,
    /// The cart is emptied.
    CartEmptied,
    /// The checkout is started.
    CheckoutStarted,
}

/// One mail of a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// How long after the previous mail; zero for the first, which waits for the trigger.
    pub wait: Duration,
    /// The templates, one of which each profile gets, always the same.
    pub variants: Vec<Variant>,
}

/// One template of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Name of the template.
    pub mail: String,
    /// Its share among the step's weights.
    pub weight: u32,
}

impl Exit {
    /// Every exit with its word in the configuration.
    pub const ALL: [(&'static str, Self); 3] =
        [("order", Self::Order), ("cart_emptied", Self::CartEmptied), ("checkout_started", Self::CheckoutStarted)];
}
