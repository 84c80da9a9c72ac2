//! The wasm half of the script: what the page says becomes signals, signals wait on the device, and travel once the person is
//! known.
//!
//! **In scope:** folding, the device's list, identity, batches and back-off, as one state machine without input or output.
//! **Out of scope:** consent (the loader, `client/loader`), and everything that touches the page, its storage or the network
//! (`client/after`): time comes in as an argument, and requests go out as text that JavaScript carries out.
//!
//! No serde and no JavaScript values here: readers of them made the wasm four times as large. Values come in as records (`record.rs`), JSON
//! goes out through `writer.rs`.
//!
//! ```text
//! core.track("wish_added", { product: "helmet" }, Date.now());
//! const request = core.next(Date.now());          // undefined until the person is known
//! if (request) core.answered(status, reply, Date.now());
//! ```

mod core;
pub mod doors;
mod ga4;
mod journal;
mod kept;
mod record;
mod writer;

/// Half the size of the standard one. There is one thread, and what is kept is bounded.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
