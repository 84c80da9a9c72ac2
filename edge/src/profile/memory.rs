//! What an object remembers between two requests, as long as it stays in memory: nothing that it could not read again.
//!
//! Only this object writes its storage, so what it read or wrote last is what stands there. Whatever fails makes it forget.

use super::outbox::Outbox;
use super::store::Kept;
use core::cell::{Cell, RefCell};
use std::rc::Rc;

/// What an object remembers.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// What it keeps; the outer `None` means that it was not read yet.
    kept: RefCell<Option<Option<Rc<Kept>>>>,
    /// When its alarm goes off, by the wall clock; the outer `None` means that it was not asked yet.
    alarm: Cell<Option<Option<i64>>>,
    /// All effects are known to be carried out.
    settled: Cell<bool>,
    /// The run that carries them out.
    pub(crate) outbox: Outbox,
}

impl Memory {
    /// What the object keeps, if it remembers.
    pub(crate) fn kept(&self) -> Option<Option<Rc<Kept>>> {
        self.kept.borrow().clone()
    }

    /// This is what the object keeps now.
    pub(crate) fn keeps(&self, kept: Option<Rc<Kept>>) {
        *self.kept.borrow_mut() = Some(kept);
    }

    /// Something went another way than expected: everything is read again.
    pub(crate) fn forget(&self) {
        *self.kept.borrow_mut() = None;
        self.alarm.set(None);
        self.settled.set(false);
    }

    /// When the alarm goes off, if the object remembers.
    pub(crate) const fn alarm(&self) -> Option<Option<i64>> {
        self.alarm.get()
    }

    /// The alarm goes off then, by the wall clock, or not at all.
    pub(crate) fn armed(&self, at: Option<i64>) {
        self.alarm.set(Some(at));
    }

    /// The alarm went off; whether it was set again meanwhile must be asked.
    pub(crate) fn alarm_rang(&self) {
        self.alarm.set(None);
    }

    /// Whether all effects are known to be carried out.
    pub(crate) const fn is_settled(&self) -> bool {
        self.settled.get()
    }

    /// Whether there may be effects to carry out.
    pub(crate) fn settle(&self, settled: bool) {
        self.settled.set(settled);
    }
}
