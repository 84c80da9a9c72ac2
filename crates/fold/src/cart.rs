//! A cart as a list of lines, and what "put in" and "taken out" do to it.

use serde::{Deserialize, Serialize};
use wenk_wire::{CartId, Line, MAX_LINES};

/// A cart: its lines in the order in which they were put in, no product and variant twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    /// The shop's id of it, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<CartId>,
    /// What is in it.
    pub lines: Vec<Line>,
}

impl Cart {
    /// A cart of these lines; lines of the same product and variant are added up, empty ones left out.
    #[must_use]
    pub fn of(id: Option<CartId>, lines: Vec<Line>) -> Self {
        let mut cart = Self { id, lines: Vec::new() };
        lines.into_iter().for_each(|line| cart.add(line));
        cart
    }

    /// Puts something in; at most [`MAX_LINES`] different things.
    pub fn add(&mut self, line: Line) {
        if line.quantity == 0 {
            return;
        }
        if let Some(known) = self.lines.iter_mut().find(|l| l.product == line.product && l.variant == line.variant) {
            known.quantity = known.quantity.saturating_add(line.quantity);
        } else if self.lines.len() < MAX_LINES {
            self.lines.push(line);
        }
    }

    /// Takes something out; more than there is takes out all there is.
    pub fn remove(&mut self, line: &Line) {
        if let Some(known) = self.lines.iter_mut().find(|l| l.product == line.product && l.variant == line.variant) {
            known.quantity = known.quantity.saturating_sub(line.quantity);
        }
        self.lines.retain(|l| l.quantity > 0);
    }

    /// Whether nothing is in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}
