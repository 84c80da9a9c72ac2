//! What an object does when its alarm goes off.

use super::memory::Memory;
use super::store::Store;
use super::turn::Object;
use crate::clock::Clock;
use wenk_engine::Input;
use worker::{Env, Result, State as Context};

/// After a failure the object wakes again after this time, by the wall clock.
const AGAIN: i64 = 30_000;

impl<'a> Object<'a> {
    /// Acts on what is due, carries out what is left, and sees to it that the object wakes again.
    pub(crate) async fn wake(context: &'a Context, env: &'a Env, memory: &'a Memory) -> Result<()> {
        memory.alarm_rang();
        let Some(kept) = Store::new(context, memory).load()? else { return Ok(()) };
        let object = Self { context, env, shop: kept.shop.clone(), name: kept.object.clone(), memory };
        let result = object.due(kept.erasing, kept.next).await;
        if result.is_err() {
            let wall = Clock::of(env).wall().0;
            object.store().wake_at(wall.saturating_add(AGAIN)).await?;
        }
        result
    }

    async fn due(&self, erasing: bool, next: Option<wenk_wire::Millis>) -> Result<()> {
        if erasing {
            return self.erase().await;
        }
        self.memory.outbox.drain(self).await;
        if next.is_some_and(|next| next <= Clock::of(self.env).now()) {
            self.take(&Input::Timer).await?;
            return Ok(());
        }
        self.rest(next).await
    }
}
